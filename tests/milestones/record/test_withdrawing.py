"""An edition can be withdrawn: the former picture stands again, and the record of both remains."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from milestones.actions import AlreadyWithdrawn, StatusLine, withdraw_edition
from milestones.choices import Pair, Status
from milestones.models import Milestone, StatusReport, StatusUpdate, Withdrawal
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.milestones.factories import LATEST, introduced, later_edition
from tests.milestones.recording import COMPLETED, DELAYED, INITIATED, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BETWEEN = dt.date(2006, 12, 1)


def status(code: str, day: dt.date) -> str:
    found: str = Milestone.objects.as_of(day).get(code=code).status
    return found


def test_the_former_picture_stands_again_on_every_day() -> None:
    before = {day: status("TS-1.3", day) for day in (PLAN_DAY, REPORT_DAY, BETWEEN)}
    report = later_edition()
    assert status("TS-1.3", LATEST) == "completed"
    withdraw_edition(report, reason="Sent out by mistake.")
    assert {day: status("TS-1.3", day) for day in before} == before
    assert status("TS-1.3", LATEST) == "on_track"
    assert StatusUpdate.objects.latest_date() == REPORT_DAY


def test_the_record_of_both_remains() -> None:
    report = later_edition()
    publisher = User.objects.create_user("publisher")
    withdrawal = withdraw_edition(report, reason="Sent out by mistake.", withdrawn_by=publisher)
    assert (withdrawal.report, withdrawal.withdrawn_by) == (report, publisher)
    assert report.updates.count() == 2
    assert StatusReport.objects.in_effect().filter(pk=report.pk).count() == 0
    newest = StatusReport.objects.newest()
    assert newest is not None
    assert newest.as_of == REPORT_DAY


def test_what_people_recorded_since_stays_in_force() -> None:
    report = later_edition()
    line = StatusLine(Pair.ALL, Status.PARTIALLY_COMPLETED)
    record(LATEST, line, reason="The agency says so.")
    withdraw_edition(report, reason="Sent out by mistake.")
    assert status("TS-1.4", LATEST) == "partially_completed"
    assert status("TS-1.3", LATEST) == "on_track"


def test_a_day_with_nothing_but_withdrawn_updates_still_asks_for_a_reason() -> None:
    withdraw_edition(later_edition(), reason="Sent out by mistake.")
    with pytest.raises(ValidationError) as refusal:
        record(LATEST, DELAYED)
    assert list(refusal.value.message_dict) == ["reason"]


def test_after_a_withdrawal_the_same_picture_may_be_recorded_again() -> None:
    withdraw_edition(later_edition(), reason="Sent out by mistake.")
    assert record(LATEST, COMPLETED, reason="Now it is official.").revision == 2
    assert status("TS-1.4", LATEST) == "completed"


def test_an_edition_is_withdrawn_once() -> None:
    report = later_edition()
    withdraw_edition(report, reason="Sent out by mistake.")
    with pytest.raises(AlreadyWithdrawn, match="“Second report” was withdrawn before"):
        withdraw_edition(report, reason="Once more.")
    assert Withdrawal.objects.count() == 1


def test_a_withdrawal_needs_a_reason() -> None:
    report = later_edition()
    with pytest.raises(ValidationError) as refusal:
        withdraw_edition(report, reason=" ")
    assert refusal.value.message_dict == {"reason": ["Say why the edition is withdrawn."]}
    assert status("TS-1.3", LATEST) == "completed"


def test_without_the_first_edition_everything_is_planned() -> None:
    withdraw_edition(StatusReport.objects.get(), reason="A test of what is left.")
    assert Milestone.objects.as_of(REPORT_DAY).filter(status="planned").count() == 106


def test_a_milestone_that_an_edition_added_is_on_record_only_while_it_stands() -> None:
    report = later_edition()
    added = introduced("TS-1.99", report)
    record(LATEST, INITIATED, code=added.code, report=report)
    on_record = Milestone.objects.filter(pk=added.pk)
    assert [on_record.as_of(day).count() for day in (PLAN_DAY, BETWEEN, LATEST)] == [0, 0, 1]
    withdraw_edition(report, reason="Sent out by mistake.")
    assert [on_record.as_of(day).count() for day in (PLAN_DAY, BETWEEN, LATEST)] == [0, 0, 0]


@pytest.mark.parametrize("change", ["UPDATE", "DELETE"])
def test_a_withdrawal_is_never_changed_or_deleted(change: str) -> None:
    withdraw_edition(later_edition(), reason="Sent out by mistake.")
    statement = {
        "UPDATE": "UPDATE milestones_withdrawal SET reason = 'Other'",
        "DELETE": "DELETE FROM milestones_withdrawal",
    }[change]
    with (
        pytest.raises(DatabaseError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
