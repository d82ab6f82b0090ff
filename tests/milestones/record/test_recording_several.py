"""Who records upon what they saw is told if somebody else was there meanwhile."""

import datetime as dt

import pytest

from milestones.actions import (
    RecordRejected,
    StatusLine,
    StatusUpdateInput,
    record_statuses,
    record_version,
    withdraw_edition,
)
from milestones.choices import Pair, Status
from milestones.models import StatusReport, StatusUpdate
from tests.milestones.factories import milestone
from tests.milestones.recording import COMPLETED, DELAYED, record
from tests.milestones.recording import LATER as DAY

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_an_update_upon_what_is_on_record_is_recorded() -> None:
    seen = record_version(milestone())
    record(DAY, DELAYED, seen=seen)
    assert record_version(milestone()) != seen


def test_an_update_upon_something_older_is_refused_and_told() -> None:
    seen = record_version(milestone())
    record(DAY, DELAYED)
    before = StatusUpdate.objects.count()
    with pytest.raises(RecordRejected) as refusal:
        record(dt.date(2006, 10, 1), COMPLETED, seen=seen)
    assert refusal.value.message_dict == {
        "seen": ["Someone else has updated TS-1.4 in the meantime."]
    }
    assert StatusUpdate.objects.count() == before


def test_a_withdrawal_meanwhile_is_told_too() -> None:
    seen = record_version(milestone())
    withdraw_edition(StatusReport.objects.get(), reason="Published too early.")
    with pytest.raises(RecordRejected) as refusal:
        record(DAY, DELAYED, seen=seen)
    assert list(refusal.value.message_dict) == ["seen"]


def test_what_is_recorded_about_another_milestone_does_not_matter() -> None:
    seen = record_version(milestone())
    record(DAY, DELAYED, code="TS-1.3")
    record(DAY, DELAYED, seen=seen)


def test_of_many_updates_everything_that_is_wrong_is_told_and_none_is_recorded() -> None:
    before = StatusUpdate.objects.count()
    with pytest.raises(RecordRejected) as refusal:
        record_statuses(
            [
                StatusUpdateInput(milestone("TS-1.3"), DAY, [DELAYED]),
                StatusUpdateInput(
                    milestone("CS-4.2"), DAY, [StatusLine(Pair.US_CN, Status.DELAYED)]
                ),
                StatusUpdateInput(milestone("TS-1.4"), dt.date(2005, 1, 1), [DELAYED]),
            ]
        )
    told = [(one.update.milestone.code, one.field, one.message) for one in refusal.value.issues]
    assert told == [
        (
            "CS-4.2",
            "pair",
            "CS-4.2 concerns Canada–U.S., Mexico–U.S.: give a status for each, and for no other.",
        ),
        ("TS-1.4", "as_of", "There are no data before the plan of 2005-06-27."),
    ]
    assert StatusUpdate.objects.count() == before
