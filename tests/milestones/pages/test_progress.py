"""How many of the real milestones stood where on a day: all, by area, by deadline.

Every figure here was counted by hand in the two documents, not taken from the code. ``test_oracle``
compares those of every filter, day and pair.
"""

from __future__ import annotations

import datetime as dt

import pytest

from milestones.choices import SCALE, Pair, Status
from milestones.models import Deadline, Milestone
from milestones.statistics import Tally
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.milestones.factories import WINTER, asked, by_deadline, edit_deadlines, figures

pytestmark = pytest.mark.django_db

LAST_OF_JUNE_2007 = dt.date(2007, 6, 30)


@pytest.mark.parametrize(
    ("day", "pair", "expected"),
    [
        (PLAN_DAY, Pair.ALL, [106, 106, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (PLAN_DAY, Pair.US_CN, [100, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (PLAN_DAY, Pair.US_MX, [94, 94, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (WINTER, Pair.ALL, [106, 106, 0, 0, 0, 0, 0, 0, 12, 0, 0]),
        (WINTER, Pair.US_CN, [100, 100, 0, 0, 0, 0, 0, 0, 11, 0, 0]),
        (WINTER, Pair.US_MX, [94, 94, 0, 0, 0, 0, 0, 0, 10, 0, 0]),
        (REPORT_DAY, Pair.ALL, [106, 0, 16, 14, 60, 4, 5, 7, 17, 4, 9]),
        (REPORT_DAY, Pair.US_CN, [100, 0, 13, 10, 59, 2, 7, 9, 12, 4, 9]),
        (REPORT_DAY, Pair.US_MX, [94, 0, 13, 11, 54, 4, 5, 7, 15, 4, 6]),
        (LAST_OF_JUNE_2007, Pair.ALL, [106, 0, 16, 14, 60, 4, 5, 7, 57, 4, 9]),
        (LAST_OF_JUNE_2007, Pair.US_CN, [100, 0, 13, 10, 59, 2, 7, 9, 48, 4, 9]),
        (LAST_OF_JUNE_2007, Pair.US_MX, [94, 0, 13, 11, 54, 4, 5, 7, 48, 4, 6]),
    ],
)
def test_the_tally_is_the_documents(day: dt.date, pair: Pair, expected: list[int]) -> None:
    assert figures(asked(day, pair).tally) == expected


def test_progress_by_area_is_the_documents() -> None:
    rows = asked(REPORT_DAY).by_area()
    assert [(row.area.code, figures(row.tally)) for row in rows] == [
        ("TS", [12, 0, 2, 4, 5, 1, 0, 0, 3, 0, 2]),
        ("CS", [14, 0, 1, 3, 7, 0, 1, 2, 1, 0, 0]),
        ("BP", [20, 0, 7, 0, 10, 0, 0, 3, 5, 0, 6]),
        ("AS", [6, 0, 0, 0, 6, 0, 0, 0, 1, 1, 0]),
        ("MS", [8, 0, 0, 0, 6, 1, 0, 1, 1, 0, 0]),
        ("LE", [14, 0, 1, 1, 10, 1, 1, 0, 1, 0, 0]),
        ("IC", [3, 0, 0, 1, 2, 0, 0, 0, 1, 0, 0]),
        ("PR", [10, 0, 1, 3, 3, 0, 3, 0, 0, 0, 0]),
        ("BF", [15, 0, 3, 2, 8, 1, 0, 1, 4, 3, 1]),
        ("ST", [4, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0]),
    ]


def test_progress_by_deadline_is_the_documents() -> None:
    assert by_deadline(REPORT_DAY) == [
        ("2005-09", [1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0]),
        ("2005-12", [12, 0, 1, 1, 5, 0, 2, 3, 6, 4, 2]),
        ("2006-03", [13, 0, 5, 3, 0, 2, 0, 3, 10, 0, 5]),
        ("2006-06", [20, 0, 6, 5, 8, 0, 0, 1, 0, 0, 2]),
        ("2006-12", [15, 0, 2, 1, 10, 1, 1, 0, 0, 0, 0]),
        ("2007-03", [7, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0]),
        ("2007-06", [14, 0, 0, 0, 14, 0, 0, 0, 0, 0, 0]),
        ("2007-12", [3, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0]),
        ("2008-03", [2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]),
        ("2008-06", [6, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0]),
        ("2008", [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
        ("none", [13, 0, 2, 1, 9, 0, 1, 0, 0, 0, 0]),
    ]


def test_a_milestone_with_two_deadlines_counts_under_both() -> None:
    rows = [row for _, row in by_deadline(REPORT_DAY)]
    assert sum(row[0] for row in rows) == 107
    assert Milestone.objects.count() == 106
    assert Deadline.objects.count() == 94
    assert rows[-1][0] == 13
    only = asked(REPORT_DAY, code="CS-2.1").by_deadline()
    assert [(row.code, row.tally.milestones) for row in only] == [("2005-12", 1), ("2006-12", 1)]


def test_a_milestone_with_two_deadlines_in_one_month_counts_there_once() -> None:
    edit_deadlines("CS-2.1", date=dt.date(2005, 12, 31))
    rows = dict(by_deadline(REPORT_DAY))
    # It is on track, so it now is overdue and contradictory too.
    assert rows["2005-12"] == [12, 0, 1, 1, 5, 0, 2, 3, 7, 5, 2]
    assert rows["2006-12"] == [14, 0, 2, 1, 9, 1, 1, 0, 0, 0, 0]


def test_the_shares_of_a_tally_add_up() -> None:
    tally = asked(REPORT_DAY).tally
    assert (tally.completed, tally.completed_share) == (12, 12 / 106)
    assert [(status, tally.by_status[status]) for status in SCALE] == [
        (Status.DELAYED, 16),
        (Status.INITIATED, 14),
        (Status.ON_TRACK, 60),
        (Status.PARTIALLY_COMPLETED, 4),
        (Status.COMPLETED_ONGOING, 5),
        (Status.COMPLETED, 7),
    ]
    areas = asked(REPORT_DAY).by_area()
    assert Tally.total(area.tally for area in areas) == tally
    assert asked(REPORT_DAY, q="zebra").tally.completed_share == 0.0
