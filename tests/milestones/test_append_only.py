"""What is on record stays: the database refuses to change or delete it, whoever asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError, RestrictedError

from milestones.actions import NewLine, NewUpdate, record_status
from milestones.choices import Pair, Status
from milestones.models import Milestone, PairStatus, Standing, StatusReport, StatusUpdate
from tests.conftest import REPORT_DAY

pytestmark = pytest.mark.django_db

RECORD: tuple[type[StatusUpdate | PairStatus], ...] = (StatusUpdate, PairStatus)
MESSAGE = "What is on record is never changed or deleted: record a correction instead."


def everything() -> list[dict[str, Any]]:
    return [row for model in RECORD for row in model.objects.order_by("pk").values()]


def refuses(change: Callable[[], object]) -> None:
    """The database refuses the change, says what to do instead, and has all it had before."""
    before = everything()
    assert len(before) == 106 + 116
    with pytest.raises(IntegrityError, match=MESSAGE), transaction.atomic():
        change()
    assert everything() == before


def execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def first(model: type[StatusUpdate | PairStatus]) -> StatusUpdate | PairStatus:
    found = model.objects.order_by("pk").first()
    assert found is not None
    return found


@pytest.mark.parametrize("model", RECORD)
def test_saving_a_changed_object_is_refused(model: type[StatusUpdate | PairStatus]) -> None:
    refuses(first(model).save)


@pytest.mark.parametrize("model", RECORD)
def test_deleting_by_sql_is_refused(model: type[StatusUpdate | PairStatus]) -> None:
    refuses(lambda: execute(f"DELETE FROM {model._meta.db_table}"))


@pytest.mark.parametrize("model", RECORD)
def test_deleting_one_row_by_sql_is_refused(model: type[StatusUpdate | PairStatus]) -> None:
    row = first(model)
    refuses(lambda: execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", row.pk))


@pytest.mark.parametrize(
    ("model", "column"),
    [
        *((StatusUpdate, field.column) for field in StatusUpdate._meta.concrete_fields),
        *((PairStatus, field.column) for field in PairStatus._meta.concrete_fields),
    ],
)
def test_no_column_can_be_changed_by_sql(
    model: type[StatusUpdate | PairStatus], column: str
) -> None:
    refuses(lambda: execute(f"UPDATE {model._meta.db_table} SET {column} = {column}"))


def test_updating_a_query_set_is_refused() -> None:
    refuses(lambda: StatusUpdate.objects.filter(milestone__code="TS-1.1").update(reason="No"))
    refuses(lambda: PairStatus.objects.update(status=Status.COMPLETED))


def test_bulk_update_is_refused() -> None:
    updates, lines = list(StatusUpdate.objects.all()), list(PairStatus.objects.all())
    refuses(lambda: StatusUpdate.objects.bulk_update(updates, ["reason"]))
    refuses(lambda: PairStatus.objects.bulk_update(lines, ["note"]))


def test_inserting_over_what_is_there_is_refused() -> None:
    updates = list(StatusUpdate.objects.all())
    refuses(
        lambda: StatusUpdate.objects.bulk_create(
            updates, update_conflicts=True, unique_fields=["id"], update_fields=["reason"]
        )
    )


@pytest.mark.parametrize("model", RECORD)
def test_replacing_a_row_is_refused(model: type[StatusUpdate | PairStatus]) -> None:
    """REPLACE, which only SQLite has, deletes the row that is in the way."""
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite has REPLACE.")
    table = model._meta.db_table
    before = everything()
    with pytest.raises(IntegrityError), transaction.atomic():
        execute(f"REPLACE INTO {table} SELECT * FROM {table}")
    assert everything() == before


def test_deleting_a_line_is_refused() -> None:
    refuses(first(PairStatus).delete)
    refuses(PairStatus.objects.all().delete)


def test_deleting_an_update_is_refused() -> None:
    before = everything()
    for delete in (first(StatusUpdate).delete, StatusUpdate.objects.all().delete):
        with pytest.raises(ProtectedError):
            delete()
    assert everything() == before


@pytest.mark.parametrize("model", [Milestone, StatusReport, User])
def test_nothing_that_the_record_refers_to_can_be_deleted(model: type[Model]) -> None:
    recorder = User.objects.create_user("recorder")
    milestone = Milestone.objects.get(code="TS-1.4")
    record_status(
        NewUpdate(milestone, REPORT_DAY, [NewLine(Pair.ALL, Status.DELAYED)], reason="Misread"),
        recorded_by=recorder,
        report=StatusReport.objects.get(),
    )
    # Standings are reckoned, not on record: without them the record itself still stands guard.
    Standing.objects.all().delete()
    before = everything()
    kept = {Milestone: milestone, StatusReport: StatusReport.objects.get(), User: recorder}[model]
    with pytest.raises((ProtectedError, RestrictedError)):
        kept.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        execute(f"DELETE FROM {kept._meta.db_table} WHERE id = %s", kept.pk)
        connection.check_constraints()
    assert everything() == before
    assert model._default_manager.filter(pk=kept.pk).exists()


def test_something_new_can_still_be_recorded() -> None:
    before = everything()
    record_status(
        NewUpdate(
            Milestone.objects.get(code="TS-1.4"),
            REPORT_DAY,
            [NewLine(Pair.ALL, Status.DELAYED)],
            reason="Misread",
        )
    )
    after = everything()
    assert len(after) == len(before) + 2
    assert [row for row in before if row not in after] == []
