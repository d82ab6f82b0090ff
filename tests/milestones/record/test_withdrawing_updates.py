"""One update can be withdrawn: what was before it is in force again, and both stay on record."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from milestones.actions import (
    AlreadyWithdrawn,
    record_version,
    withdraw_edition,
    withdraw_update,
)
from milestones.models import Milestone, PairStatus, StatusReport, StatusUpdate, UpdateWithdrawal
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.factories import person
from tests.milestones.factories import introduced, later_edition, milestone
from tests.milestones.recording import (
    COMPLETED,
    DELAYED,
    INITIATED,
    LATER,
    ON_TRACK,
    record,
    standings,
    statuses,
)
from tests.milestones.standing_counts import counted, kept

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

CLOCK_AHEAD = dt.date(2999, 1, 1)


@pytest.mark.parametrize("day", [LATER, CLOCK_AHEAD])
def test_a_status_for_a_wrong_day_is_withdrawn_and_the_public_date_goes_back(day: dt.date) -> None:
    before = standings()
    wrong = record(day, COMPLETED)
    assert StatusUpdate.objects.latest_date() == day
    withdraw_update(wrong, reason="Entered for a wrong day")
    assert StatusUpdate.objects.latest_date() == REPORT_DAY
    assert standings() == before


def test_without_a_correction_the_earlier_revision_is_in_force_again() -> None:
    record(LATER, ON_TRACK)
    correction = record(LATER, DELAYED, reason="Misread")
    withdrawal = withdraw_update(correction, reason="It was right")
    assert statuses(LATER)[0] == "on_track"
    (first, second) = StatusUpdate.objects.filter(as_of=LATER).with_corrections().order_by("pk")
    assert (first.is_corrected, second.is_corrected) == (False, False)
    lines: Any = PairStatus.objects.filter(update__as_of=LATER).with_state(LATER).order_by("pk")
    states = lines.values_list("is_in_force", "superseded_by", "withdrawn_at")
    assert list(states) == [(True, None, None), (False, None, withdrawal.withdrawn_at)]


def test_a_revision_that_was_corrected_can_be_withdrawn_and_changes_nothing() -> None:
    first = record(LATER, ON_TRACK)
    record(LATER, DELAYED, reason="Misread")
    before = standings()
    withdraw_update(first, reason="It should never have been recorded")
    assert standings() == before


def test_an_update_between_two_days_leaves_the_later_one() -> None:
    between = record(LATER, DELAYED)
    record(LATER.replace(month=11), COMPLETED)
    withdraw_update(between, reason="It was about another milestone")
    assert standings() == [
        ("2005-06-27", "2006-06-15", "planned"),
        ("2006-06-15", "2006-11-01", "initiated"),
        ("2006-11-01", None, "completed"),
    ]


def test_the_first_status_of_an_edition_can_be_withdrawn_alone() -> None:
    withdraw_update(milestone().updates.get(), reason="Read from a wrong line")
    assert statuses(REPORT_DAY)[0] == "planned"
    assert statuses(REPORT_DAY, "TS-1.3")[0] == "on_track"


def test_a_milestone_that_an_edition_added_leaves_the_record_with_its_only_status() -> None:
    report = later_edition()
    added = introduced("TS-1.99", report)
    only = record(report.as_of, INITIATED, code=added.code, report=report)
    withdraw_update(only, reason="It belongs to no milestone")
    on_record = Milestone.objects.filter(pk=added.pk)
    assert [on_record.as_of(day).count() for day in (PLAN_DAY, report.as_of)] == [0, 0]


def test_who_when_and_why_stay_on_record() -> None:
    ada = person("ada", "Publishers", first_name="Ada", last_name="Roy")
    update = record(LATER, DELAYED)
    withdrawal = withdraw_update(update, reason="Wrong day", withdrawn_by=ada)
    assert StatusUpdate.objects.for_page().get(pk=update.pk).withdrawal == withdrawal
    assert (withdrawal.withdrawn_by, withdrawal.withdrawer, withdrawal.reason) == (
        *(ada, "Ada Roy"),
        "Wrong day",
    )
    assert withdrawal.withdrawn_at >= update.recorded_at


def test_an_update_is_withdrawn_once() -> None:
    update = record(LATER, DELAYED)
    withdraw_update(update, reason="Wrong day")
    message = "The status of TS-1.4 as of 2006-09-01 was withdrawn before."
    with pytest.raises(AlreadyWithdrawn, match=message):
        withdraw_update(update, reason="Once more")
    with pytest.raises(IntegrityError), transaction.atomic():
        UpdateWithdrawal.objects.create(update=update, reason="Once more")


def test_an_update_of_a_withdrawn_edition_is_not_withdrawn_once_more() -> None:
    withdraw_edition(StatusReport.objects.get(), reason="Sent out by mistake")
    with pytest.raises(AlreadyWithdrawn):
        withdraw_update(milestone().updates.get(), reason="Once more")


def test_an_edition_can_be_withdrawn_after_one_of_its_updates() -> None:
    withdraw_update(milestone().updates.get(), reason="Read from a wrong line")
    withdraw_edition(StatusReport.objects.get(), reason="Sent out by mistake")
    assert Milestone.objects.as_of(REPORT_DAY).filter(status="planned").count() == 106
    first = milestone().updates.for_page().get()
    assert first.withdrawal == first.own_withdrawal


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_withdrawal_says_why(reason: str) -> None:
    update = record(LATER, DELAYED)
    with pytest.raises(ValidationError) as refusal:
        withdraw_update(update, reason=reason)
    assert refusal.value.message_dict == {"reason": ["Say why the status is withdrawn."]}
    assert not UpdateWithdrawal.objects.exists()


def test_the_same_status_may_be_recorded_again_with_a_reason() -> None:
    withdraw_update(record(LATER, DELAYED), reason="Wrong day")
    assert record(LATER, DELAYED, reason="It was the right day").revision == 2
    assert statuses(LATER)[0] == "delayed"


def test_a_withdrawal_is_a_new_version_of_the_milestone_s_record() -> None:
    update = record(LATER, DELAYED)
    before = record_version(milestone())
    withdraw_update(update, reason="Wrong day")
    assert record_version(milestone()) != before


def test_the_counts_follow() -> None:
    withdraw_update(record(LATER, DELAYED), reason="Wrong day")
    assert kept() == counted()


@pytest.mark.parametrize("change", ["UPDATE", "DELETE"])
def test_a_withdrawal_is_never_changed_or_deleted(change: str) -> None:
    withdraw_update(record(LATER, DELAYED), reason="Wrong day")
    statement = {
        "UPDATE": "UPDATE milestones_updatewithdrawal SET reason = 'Other'",
        "DELETE": "DELETE FROM milestones_updatewithdrawal",
    }[change]
    with (
        pytest.raises(DatabaseError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_asks_for_a_reason_too() -> None:
    update = record(LATER, DELAYED)
    with pytest.raises(IntegrityError), transaction.atomic():
        UpdateWithdrawal.objects.create(update=update, reason="")
