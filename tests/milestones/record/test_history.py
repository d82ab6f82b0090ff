"""The record of a milestone, update by update: what each took over from, and what still counts."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest

from milestones.actions import StatusLine, withdraw_edition
from milestones.choices import Pair, Status
from milestones.history import HistoryEntry, update_history
from milestones.models import StatusReport
from tests.conftest import REPORT_DAY
from tests.milestones import recording
from tests.milestones.factories import milestone
from tests.milestones.recording import COMPLETED, DELAYED, INITIATED, MEXICO, ON_TRACK

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

AUGUST, SEPTEMBER = dt.date(2006, 8, 31), dt.date(2006, 9, 30)


record = partial(recording.record, reason="Test")


def told() -> list[HistoryEntry]:
    return update_history(milestone().updates.for_page())


def names(entry: HistoryEntry) -> tuple[str, ...]:
    """The entry, what it took over from, and what is in force for its day instead."""
    named = (entry.update, entry.before, entry.corrected_by)
    return tuple(f"{one.as_of:%m-%d} #{one.revision}" if one else "" for one in named)


def test_each_update_takes_over_from_the_day_before_it_whenever_it_was_recorded() -> None:
    record(SEPTEMBER, COMPLETED)
    record(AUGUST, INITIATED)
    assert [names(entry) for entry in told()] == [
        ("09-30 #1", "08-31 #1", ""),
        ("08-31 #1", "06-15 #1", ""),
        ("06-15 #1", "", ""),
    ]


def test_a_correction_takes_over_from_what_it_corrects_and_is_in_force_instead() -> None:
    record(AUGUST, INITIATED)
    record(AUGUST, COMPLETED)
    record(AUGUST, DELAYED)
    record(SEPTEMBER, COMPLETED)
    entries = told()
    assert [names(entry) for entry in entries] == [
        ("09-30 #1", "08-31 #3", ""),
        ("08-31 #3", "08-31 #2", ""),
        ("08-31 #2", "08-31 #1", "08-31 #3"),
        ("08-31 #1", "06-15 #1", "08-31 #3"),
        ("06-15 #1", "", ""),
    ]
    assert [entry.corrects is not None for entry in entries] == [False, True, True, False, False]


def test_what_was_withdrawn_neither_corrects_nor_is_taken_over_from() -> None:
    report = StatusReport.objects.get()
    record(REPORT_DAY, ON_TRACK)
    record(REPORT_DAY, DELAYED, report=report)
    record(AUGUST, COMPLETED)
    withdraw_edition(report, reason="Sent by mistake")
    entries = told()
    assert [names(entry) for entry in entries] == [
        ("08-31 #1", "06-15 #2", ""),
        ("06-15 #3", "06-15 #2", ""),
        ("06-15 #2", "", ""),
        ("06-15 #1", "", "06-15 #2"),
    ]
    assert [entry.withdrawal is not None for entry in entries] == [False, True, False, True]


def test_a_split_and_a_merge_are_told_pair_by_pair() -> None:
    record(AUGUST, StatusLine(Pair.US_CN, Status.COMPLETED), MEXICO)
    record(SEPTEMBER, COMPLETED)
    changes = [
        [
            (one.pair.value, one.before.status if one.before else "", one.after.status)
            for one in entry.changes
        ]
        for entry in told()
    ]
    assert changes == [
        [("US-CN", "completed", "completed"), ("US-MX", "on_track", "completed")],
        [("US-CN", "initiated", "completed"), ("US-MX", "initiated", "on_track")],
        [("ALL", "", "initiated")],
    ]
    assert [[one.is_new for one in entry.changes] for entry in told()] == [
        [False, True],
        [True, True],
        [True],
    ]
