"""The data version: the database itself counts whatever is written that an answer could show."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core import serializers
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model
from django.forms.models import model_to_dict

from milestones.actions import record_decisions, withdraw_edition, withdraw_update
from milestones.models import DataVersion, EditionDecision, StatusReport, StatusUpdate
from priorities.models import Goal, Plan
from tests.database_copy import at_once
from tests.milestones.recording import DELAYED, LATER, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

OF_STATUSES = {
    "milestones.AttentionCount",
    "milestones.CountChange",
    "milestones.CurrentCount",
    "milestones.PairStatus",
    "milestones.Standing",
    "milestones.StatusUpdate",
}
"""What recording a status writes. Everything else, but its history, is the plan."""
NEVER_SHOWN = {
    *("milestones.DataVersion", "milestones.KeptEntry", "milestones.Reminder", "milestones.Seal"),
    *(
        "milestones.Verification",
        "milestones.TemporaryPassword",
        "milestones.Proposal",
        "milestones.ProposalDecision",
    ),
    "priorities.AreaEditor",
}
ON_A_SERVER = connection.vendor == "postgresql"
WRITES = ("insert", "update", "delete", *(["truncate"] if ON_A_SERVER else []))

on_a_server = pytest.mark.skipif(not ON_A_SERVER, reason="SQLite counts every row at once.")


def shown_models() -> list[type[Model]]:
    """The models that answers are read from."""
    return [
        model
        for app in ("priorities", "milestones")
        for model in apps.get_app_config(app).get_models()
        if model._meta.label not in NEVER_SHOWN
    ]


def triggers() -> set[tuple[str, str]]:
    """Table and name of every trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
            if ON_A_SERVER
            else "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
        )
        return set(cursor.fetchall())


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def version() -> int:
    connection.check_constraints()
    return DataVersion.objects.get().number


def edit() -> None:
    execute("UPDATE milestones_deadline SET recurring = NOT recurring WHERE id = 1")


def test_every_table_that_answers_are_read_from_is_counted() -> None:
    tables = [model._meta.db_table for model in shown_models()]
    counted = {(table, f"{table}_counts_{write}") for table in tables for write in WRITES}
    assert counted - triggers() == set()
    assert ("auth_user", "user_counts_rename") in triggers()


def plan_version() -> str:
    connection.check_constraints()
    return DataVersion.objects.current().plan_mark


def test_recording_a_status_leaves_the_version_of_the_plan() -> None:
    before = plan_version(), version()
    record(LATER, DELAYED)
    assert version() > before[1]
    assert plan_version() == before[0]


@pytest.mark.parametrize(
    "table",
    sorted(
        model._meta.db_table
        for model in shown_models()
        if model._meta.label not in OF_STATUSES and not hasattr(model, "history_id")
    ),
)
def test_writing_anything_else_is_another_version_of_the_plan(table: str) -> None:
    before = plan_version()
    report = StatusReport.objects.get()
    if table == "milestones_statusreport":
        StatusReport(**{**model_to_dict(report), "id": None, "application": 2}).save()
    elif table == "priorities_plan":
        Plan(**{**model_to_dict(Plan.objects.get()), "id": None, "sha256": "0" * 64}).save()
    elif table == "milestones_withdrawal":
        withdraw_edition(report, reason="Printed by mistake.")
    elif table == "milestones_updatewithdrawal":
        withdraw_update(StatusUpdate.objects.all()[0], reason="Printed by mistake.")
    elif table == "milestones_editiondecision":
        decision = EditionDecision(line=1, question="wording", words="x", answer="ignored")
        record_decisions(report, [decision])
    else:
        key = "milestone_id" if table == "milestones_searchtext" else "id"
        execute(f"UPDATE {table} SET {key} = {key}")  # noqa: S608
    assert plan_version() != before


def test_a_transaction_of_both_is_another_version_of_the_plan() -> None:
    before = plan_version()
    with transaction.atomic():
        record(LATER, DELAYED)
        edit()
        record(LATER, DELAYED, code="CS-4.2")
    assert plan_version() != before


def test_what_a_savepoint_takes_back_leaves_the_version_of_the_plan() -> None:
    before = plan_version()
    record(LATER, DELAYED)
    undone()
    assert plan_version() == before


def test_a_version_that_was_lost_is_begun_anew() -> None:
    before = DataVersion.objects.current()
    DataVersion.objects.all().delete()
    assert DataVersion.objects.current().changed_at is None
    record(LATER, DELAYED)
    assert version() >= 1
    assert DataVersion.objects.current().mark != before.mark


def test_loading_a_fixture_is_counted(tmp_path: Path) -> None:
    fixture = tmp_path / "goals.json"
    fixture.write_text(serializers.serialize("json", Goal.objects.all()), "utf-8")
    before = version()
    call_command("loaddata", str(fixture), verbosity=0)
    assert version() > before


def test_emptying_a_table_is_counted() -> None:
    before = version()
    execute(f"{'TRUNCATE' if ON_A_SERVER else 'DELETE FROM'} milestones_deadline")
    assert version() > before


@on_a_server
def test_emptying_the_database_is_counted() -> None:
    before = DataVersion.objects.current()
    call_command("flush", interactive=False, verbosity=0)
    assert version() == 1
    assert DataVersion.objects.current().mark != before.mark


def test_a_name_is_counted_only_when_it_is_another() -> None:
    editor = User.objects.create_user("editor", first_name="Ana")
    before = version()
    editor.save()
    User.objects.update(first_name="Ana", email="ana@localhost")
    assert version() == before
    editor.last_name = "García"
    editor.save()
    assert version() == before + 1


def undone(statement: str = "") -> None:
    """Edit in a savepoint, execute a statement, and roll both back."""
    with suppress(ZeroDivisionError), transaction.atomic():
        edit()
        if statement:
            execute(statement)
        raise ZeroDivisionError


def test_what_a_savepoint_takes_back_is_not_counted() -> None:
    before = version()
    undone()
    assert version() == before


def test_what_is_written_beside_a_savepoint_that_is_rolled_back_is_counted() -> None:
    before = version()
    undone()
    edit()
    assert version() == before + 1
    edit()
    undone("SET CONSTRAINTS ALL IMMEDIATE" if ON_A_SERVER else "SELECT 1")
    assert version() == before + 2


@on_a_server
def test_a_transaction_counts_once_on_a_server() -> None:
    before = version()
    record(LATER, DELAYED)
    record(LATER, DELAYED, code="CS-4.2")
    with transaction.atomic():
        edit()
    execute("DELETE FROM milestones_deadline")
    assert version() == before + 1


@on_a_server
def test_no_mark_is_left_when_a_transaction_has_ended() -> None:
    edit()
    assert version() >= 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM milestones_uncounted")
        assert cursor.fetchone() == (0,)


@pytest.mark.usefixtures("copied_database")
@pytest.mark.exhaustive
def test_counting_can_be_taken_down_and_put_up_again() -> None:
    def counting() -> set[str]:
        return {name for _table, name in triggers() if "_counts" in name}

    def there_and_back() -> None:
        before = counting()
        call_command("migrate", "milestones", "0003", verbosity=0)
        assert counting() == set()
        edit()
        call_command("migrate", "milestones", verbosity=0)
        assert counting() == before
        migrated = version()
        edit()
        assert version() == migrated + 1

    at_once(there_and_back)
