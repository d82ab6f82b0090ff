"""What is on record stays: the database refuses to change or delete it, whoever asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Model, ProtectedError

from milestones.choices import Pair, Status
from milestones.models import Milestone, PairStatus, Standing, StatusReport, StatusUpdate
from priorities.models import Plan
from tests.conftest import REPORT_DAY
from tests.milestones.factories import milestone
from tests.milestones.recording import DELAYED, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

RECORD: tuple[type[StatusUpdate | PairStatus], ...] = (StatusUpdate, PairStatus)
MESSAGE = "What is on record is never changed or deleted: record a correction instead."


def everything() -> list[dict[str, Any]]:
    return [dict(row) for model in RECORD for row in model.objects.order_by("pk").values()]


def refuses(change: Callable[[], object]) -> None:
    """The database refuses the change, says what to do instead, and has all it had before."""
    before = everything()
    assert len(before) == 106 + 116
    with pytest.raises(IntegrityError, match=MESSAGE), transaction.atomic():
        change()
    assert everything() == before


def execute(statement: str, *values: int) -> None:
    """Execute, and check at once what refers to it, not only when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    connection.check_constraints()


@pytest.mark.parametrize(
    ("model", "column"),
    [(model, field.name) for model in RECORD for field in model._meta.concrete_fields],
)
def test_no_column_can_be_changed(model: type[StatusUpdate | PairStatus], column: str) -> None:
    refuses(lambda: model.objects.update(**{column: F(column)}))


REPLACE = [
    "REPLACE INTO milestones_statusupdate SELECT * FROM milestones_statusupdate",
    "REPLACE INTO milestones_pairstatus SELECT * FROM milestones_pairstatus",
]
"""Only SQLite has REPLACE, which deletes the row that is in the way."""


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM milestones_statusupdate",
        "DELETE FROM milestones_pairstatus",
        *(REPLACE if connection.vendor == "sqlite" else []),
    ],
)
def test_no_row_can_be_deleted_or_replaced(statement: str) -> None:
    refuses(lambda: execute(statement))


def test_saving_or_inserting_over_what_is_there_is_refused() -> None:
    updates = list(StatusUpdate.objects.all())
    refuses(updates[0].save)
    refuses(
        lambda: StatusUpdate.objects.bulk_create(
            updates, update_conflicts=True, unique_fields=["id"], update_fields=["reason"]
        )
    )


def test_deleting_an_update_is_refused() -> None:
    before = everything()
    for delete in (StatusUpdate.objects.all()[0].delete, StatusUpdate.objects.all().delete):
        with pytest.raises(ProtectedError):
            delete()
    assert everything() == before


@pytest.mark.parametrize(
    ("model", "statement"),
    [
        (Milestone, "DELETE FROM milestones_milestone WHERE id = %s"),
        (StatusReport, "DELETE FROM milestones_statusreport WHERE id = %s"),
        (User, "DELETE FROM auth_user WHERE id = %s"),
    ],
)
def test_nothing_that_the_record_refers_to_can_be_deleted(
    model: type[Model], statement: str
) -> None:
    recorder, report = User.objects.create_user("recorder"), StatusReport.objects.get()
    record(REPORT_DAY, DELAYED, reason="Misread", recorded_by=recorder, report=report)
    # Standings are reckoned, not on record: without them the record itself still stands guard.
    Standing.objects.all().delete()
    before = everything()
    kept: Model = {Milestone: milestone(), StatusReport: report, User: recorder}[model]
    with pytest.raises(ProtectedError):
        kept.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        execute(statement, kept.pk)
    assert everything() == before
    assert model._default_manager.filter(pk=kept.pk).exists()


def test_something_new_can_still_be_recorded() -> None:
    before = everything()
    record(REPORT_DAY, DELAYED, reason="Misread")
    after = everything()
    assert len(after) == len(before) + 2
    assert [row for row in before if row not in after] == []


def test_a_line_does_not_join_an_update_that_already_counts() -> None:
    update = StatusUpdate.objects.get(milestone__code="TS-1.5")
    refuses(
        lambda: PairStatus.objects.create(
            update=update, pair=Pair.US_CN, status=Status.DELAYED, as_reported="Delayed"
        )
    )


@pytest.mark.parametrize("model", [Plan, StatusReport])
def test_the_documents_that_the_record_cites_are_never_rewritten(
    model: type[Plan | StatusReport],
) -> None:
    refuses(lambda: model.objects.update(text="Something else"))
