"""The data version: the database itself counts whatever is written that an answer could show."""

from __future__ import annotations

from threading import Barrier

import pytest
from django.apps import apps
from django.db import connection, transaction

from milestones.actions import NewLine
from milestones.choices import Pair, Status
from milestones.models import DataVersion
from tests.copies import LONGEST, at_once
from tests.milestones.changes import record

pytestmark = pytest.mark.django_db

NEVER_SHOWN = {"milestones.DataVersion", "milestones.Reminder", "priorities.AreaEditor"}
WRITES = ("insert", "update", "delete")


def triggers() -> set[tuple[str, str]]:
    """Table and name of every trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        return set(cursor.fetchall())


def test_every_table_that_answers_are_read_from_is_counted() -> None:
    tables = [
        model._meta.db_table
        for app in ("priorities", "milestones")
        for model in apps.get_app_config(app).get_models()
        if model._meta.label not in NEVER_SHOWN
    ]
    counted = {(table, f"{table}_counts_{write}") for table in tables for write in WRITES}
    assert counted - triggers() == set()
    assert ("auth_user", "user_counts_rename") in triggers()


def version() -> int:
    connection.check_constraints()
    return DataVersion.objects.get().number


def test_a_version_that_was_lost_is_begun_anew() -> None:
    before = DataVersion.objects.current()
    DataVersion.objects.all().delete()
    assert DataVersion.objects.current().changed_at is None
    record("TS-1.4", NewLine(Pair.ALL, Status.DELAYED))
    assert version() >= 1
    assert DataVersion.objects.current().mark != before.mark


@pytest.mark.usefixtures("copied_database")
def test_a_writer_keeps_no_other_waiting_until_it_is_done() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time.")
    both_have_written = Barrier(2, timeout=LONGEST)

    def write(code: str) -> None:
        with transaction.atomic():
            record(code, NewLine(Pair.ALL, Status.DELAYED))
            both_have_written.wait()

    at_once(lambda: write("TS-1.4"), lambda: write("CS-4.2"))


def test_a_transaction_counts_once_on_a_server() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite counts every row.")
    before = version()
    record("TS-1.4", NewLine(Pair.ALL, Status.DELAYED))
    record("CS-4.2", NewLine(Pair.ALL, Status.DELAYED))
    assert version() == before + 1
