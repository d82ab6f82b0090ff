"""When a deadline falls due, and which of the real milestones are overdue then."""

from __future__ import annotations

import datetime as dt

import pytest

from milestones.actions import StatusLine
from milestones.choices import Pair, Precision, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone, conditions
from tests.conftest import REPORT_DAY
from tests.milestones.factories import WINTER, by_deadline, codes, edit_deadlines, stood
from tests.milestones.recording import record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_month_falls_due_at_its_end_and_is_overdue_the_day_after() -> None:
    due_in_june = Milestone.objects.filter(deadlines__date=dt.date(2006, 6, 30))
    on_the_day = due_in_june.as_of(dt.date(2006, 6, 30))
    assert codes(on_the_day.filter(overdue=True)) == []
    the_day_after = due_in_june.as_of(dt.date(2006, 7, 1))
    assert (
        codes(the_day_after.filter(overdue=True))
        == (
            "TS-1.1 TS-2.4 TS-3.1 TS-3.2 CS-1.1 CS-3.2 BP-2.3 BP-6.2 BP-6.3 AS-1.1 MS-2.4 LE-1.3 "
            "LE-2.1 PR-2.2 PR-2.3 PR-2.4 PR-2.5 BF-1.1 BF-2.3"
        ).split()
    )
    assert codes(the_day_after.filter(overdue=False)) == ["CS-3.1"]


def test_the_overdue_come_longest_overdue_first() -> None:
    assert (
        codes(Milestone.objects.as_of(REPORT_DAY).overdue(REPORT_DAY))
        == (
            "LE-1.8 BP-3.1 AS-1.2 BF-1.2 BF-1.3 BF-1.7 BF-2.1 TS-2.1 TS-2.2 TS-3.3 CS-3.4 BP-2.2 "
            "BP-2.4 BP-4.2 BP-6.1 MS-1.1 IC-1.3"
        ).split()
    )


def test_a_milestone_with_two_deadlines_is_overdue_after_the_last() -> None:
    assert [
        stood("CS-2.1", day).overdue
        for day in (dt.date(2006, 1, 1), REPORT_DAY, dt.date(2006, 12, 31), dt.date(2007, 1, 1))
    ] == [False, False, False, True]
    both = stood("CS-2.1", REPORT_DAY)
    assert (both.first_due, both.last_due) == (dt.date(2005, 12, 31), dt.date(2006, 12, 31))


@pytest.mark.parametrize(
    ("code", "due", "precision"),
    [
        ("TS-1.2", dt.date(2007, 12, 31), Precision.DAY),
        ("BF-1.11", dt.date(2007, 6, 30), Precision.MONTH),
        ("BF-1.12", dt.date(2008, 12, 31), Precision.YEAR),
    ],
)
def test_a_deadline_falls_due_at_the_end_of_what_it_names(
    code: str, due: dt.date, precision: Precision
) -> None:
    assert stood(code, REPORT_DAY).last_deadline == ImpreciseDate(due, precision)
    assert stood(code, due).overdue is False
    assert stood(code, due + dt.timedelta(days=1)).overdue is True


def test_a_season_falls_due_with_its_last_month() -> None:
    edit_deadlines("TS-1.4", date=dt.date(2006, 11, 30), precision=Precision.SEASON)
    assert stood("TS-1.4", dt.date(2006, 11, 30)).overdue is False
    assert stood("TS-1.4", dt.date(2006, 12, 1)).overdue is True
    rows = [(code, row[0]) for code, row in by_deadline(REPORT_DAY)]
    assert rows[3:6] == [("2006-06", 20), ("2006-Fall", 1), ("2006-12", 15)]


@pytest.mark.parametrize(
    ("status", "overdue", "contradiction"),
    [
        (Status.DELAYED, True, False),
        (Status.INITIATED, True, False),
        (Status.ON_TRACK, True, True),
        (Status.PARTIALLY_COMPLETED, True, False),
        (Status.COMPLETED_ONGOING, False, False),
        (Status.COMPLETED, False, False),
    ],
)
def test_after_the_deadline_the_status_decides(
    status: Status, overdue: bool, contradiction: bool
) -> None:
    day = dt.date(2008, 7, 1)
    record(day, StatusLine(Pair.ALL, status))
    found = stood("TS-1.4", day)
    assert (found.overdue, found.contradictory) == (overdue, contradiction)


def test_a_milestone_without_a_deadline_is_never_overdue() -> None:
    never = Milestone.objects.as_of(dt.date(2099, 1, 1)).where(conditions.without_deadline())
    assert (
        codes(never)
        == (
            "CS-2.4 CS-2.5 BP-5.4 LE-3.1 LE-3.3 IC-1.1 IC-1.2 PR-1.3 BF-1.4 ST-1.1 ST-1.2 ST-2.1 "
            "ST-2.2"
        ).split()
    )
    assert {
        (one.overdue, one.contradictory, one.slipped, one.slip_months, one.first_due, one.last_due)
        for one in never
    } == {(False, False, False, None, None, None)}


def test_planned_is_overdue_too_once_its_deadline_has_passed() -> None:
    assert (
        codes(Milestone.objects.as_of(WINTER).overdue(WINTER))
        == (
            "LE-1.8 CS-2.3 BP-3.1 BP-7.1 AS-1.2 PR-2.1 PR-2.7 BF-1.2 BF-1.3 BF-1.5 BF-1.7 BF-2.1"
        ).split()
    )


def test_on_track_after_the_deadline_is_a_contradiction() -> None:
    assert codes(Milestone.objects.as_of(REPORT_DAY).contradictory()) == (
        "AS-1.2 BF-1.2 BF-1.3 BF-2.1".split()
    )
