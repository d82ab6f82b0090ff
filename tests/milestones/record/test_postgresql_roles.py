"""On PostgreSQL the application has a role that may record, but neither empty nor change tables; a
replica has one that may read what is public."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from milestones.actions import withdraw_edition
from milestones.models import StatusReport
from milestones.verification import database, find
from spp_tracker.http_cache import is_conditional
from tests.milestones.factories import milestone
from tests.milestones.imports.commands import run
from tests.milestones.recording import DELAYED, LATER, record
from tests.routes import addresses_of, public_routes

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no roles."),
]


@pytest.fixture(autouse=True)
def as_the_application(db: None) -> None:
    roles = (settings.BASE_DIR / "deploy" / "postgresql_roles.sql").read_text("utf-8")
    with connection.cursor() as cursor:
        cursor.execute(roles)
        cursor.execute(roles)  # It may be run again.
        cursor.execute("SET LOCAL ROLE spp_tracker_app")


def test_it_records_withdraws_edits_seeds_and_verifies() -> None:
    record(LATER, DELAYED)
    edited = milestone()
    edited.text = "Another sentence."
    edited.save()
    withdraw_edition(StatusReport.objects.get(), reason="Wrong")
    connection.check_constraints()
    assert run("seed")[0] == 0
    assert [finding.check for finding in find()] == []
    assert run("verify", "--repair")[0] == 0


APPEND_ONLY = sorted(
    {table for table, guard in database.expected_guards() if guard.endswith("_no_delete")}
)
FORBIDDEN = ("TRUNCATE {} CASCADE", "DELETE FROM {}", "ALTER TABLE {} DISABLE TRIGGER ALL")


@pytest.mark.parametrize(
    "statement",
    [
        *(forbidden.format(table) for table in APPEND_ONLY for forbidden in FORBIDDEN),
        "TRUNCATE milestones_standing CASCADE",
        "DROP TRIGGER milestones_statusupdate_no_delete ON milestones_statusupdate",
        "ALTER TABLE milestones_deadline DROP COLUMN precision",
        "CREATE OR REPLACE FUNCTION milestones_refuse() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NULL; END'",
        "CREATE TABLE another (id integer)",
        "DELETE FROM django_migrations",
        "SET session_replication_role = replica",
    ],
)
def test_it_may_not(statement: str) -> None:
    refuse(statement)


def refuse(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_reader_of_a_replica_sees_what_is_public_and_no_more(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE spp_tracker_reader")
    public = {name for name, route in public_routes().items() if is_conditional(route.callback)}
    assert len(public) > 20
    for address in addresses_of(public - {"unknown_file", "briefing_pdf"}):
        assert client.get(address).status_code == 200, address
    for table in (
        "auth_user",
        "spp_tracker_session",
        "milestones_proposal",
        "milestones_keptentry",
    ):
        refuse(f"SELECT FROM {table}")
    refuse("DELETE FROM milestones_standing")
