"""Where the real milestones stood on a day, and how many stood where.

Every figure here was counted by hand in the two documents, not taken from the code.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milestones.actions import NewLine, NewUpdate, record_status
from milestones.choices import Pair, Precision, Status
from milestones.dates import ImpreciseDate
from milestones.models import Deadline, Milestone, PairStatus
from milestones.models.as_of import MilestoneQuerySet
from milestones.tallies import DeadlineTally, Tally
from tests.conftest import PLAN_DAY, REPORT_DAY

pytestmark = pytest.mark.django_db

DAY_BEFORE_THE_PLAN = dt.date(2005, 6, 26)
WINTER = dt.date(2006, 1, 31)
LAST_OF_JUNE_2007 = dt.date(2007, 6, 30)


def figures(tally: Tally) -> list[int]:
    """All; planned, delayed, initiated, on track, partially completed, completed / ongoing,
    completed; overdue, contradiction, slipped."""
    by_status = [tally.by_status[status] for status in Status]
    return [tally.milestones, *by_status, tally.overdue, tally.contradiction, tally.slipped]


def stood(code: str, day: dt.date, pair: Pair = Pair.ALL) -> Milestone:
    found: Milestone = Milestone.objects.as_of(day, pair).get(code=code)
    return found


def codes(milestones: MilestoneQuerySet) -> list[str]:
    return [milestone.code for milestone in milestones]


@pytest.mark.parametrize(
    ("day", "pair", "expected"),
    [
        (DAY_BEFORE_THE_PLAN, Pair.ALL, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (DAY_BEFORE_THE_PLAN, Pair.US_CN, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (DAY_BEFORE_THE_PLAN, Pair.US_MX, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (PLAN_DAY, Pair.ALL, [106, 106, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (PLAN_DAY, Pair.US_CN, [100, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (PLAN_DAY, Pair.US_MX, [94, 94, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (WINTER, Pair.ALL, [106, 106, 0, 0, 0, 0, 0, 0, 12, 0, 0]),
        (WINTER, Pair.US_CN, [100, 100, 0, 0, 0, 0, 0, 0, 11, 0, 0]),
        (WINTER, Pair.US_MX, [94, 94, 0, 0, 0, 0, 0, 0, 10, 0, 0]),
        (REPORT_DAY, Pair.ALL, [106, 0, 16, 14, 60, 4, 5, 7, 17, 4, 9]),
        (REPORT_DAY, Pair.US_CN, [100, 0, 13, 10, 59, 2, 7, 9, 12, 4, 9]),
        (REPORT_DAY, Pair.US_MX, [94, 0, 13, 11, 54, 4, 5, 7, 15, 4, 6]),
        (LAST_OF_JUNE_2007, Pair.ALL, [106, 0, 16, 14, 60, 4, 5, 7, 57, 29, 9]),
        (LAST_OF_JUNE_2007, Pair.US_CN, [100, 0, 13, 10, 59, 2, 7, 9, 48, 29, 9]),
        (LAST_OF_JUNE_2007, Pair.US_MX, [94, 0, 13, 11, 54, 4, 5, 7, 48, 25, 6]),
    ],
)
def test_the_tally_is_the_documents(day: dt.date, pair: Pair, expected: list[int]) -> None:
    assert figures(Milestone.objects.as_of(day, pair).tally()) == expected


@pytest.mark.parametrize("pair", list(Pair))
def test_the_report_is_in_force_from_its_day_and_not_the_day_before(pair: Pair) -> None:
    eve = Milestone.objects.as_of(REPORT_DAY - dt.timedelta(days=1), pair).tally()
    assert (eve.planned, eve.reported) == (eve.milestones, 0)
    day = Milestone.objects.as_of(REPORT_DAY, pair).tally()
    assert (day.planned, day.reported) == (0, day.milestones)


def test_progress_by_area_is_the_documents() -> None:
    rows = Milestone.objects.as_of(REPORT_DAY).by_area()
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


def test_progress_by_area_for_a_pair_counts_its_own_statuses() -> None:
    rows = Milestone.objects.as_of(REPORT_DAY, Pair.US_CN).by_area()
    assert [(row.area.code, figures(row.tally)) for row in rows] == [
        ("TS", [12, 0, 1, 3, 5, 2, 1, 0, 2, 0, 2]),
        ("CS", [12, 0, 0, 2, 6, 0, 1, 3, 0, 0, 0]),
        ("BP", [20, 0, 7, 0, 10, 0, 0, 3, 5, 0, 6]),
        ("AS", [6, 0, 0, 0, 6, 0, 0, 0, 1, 1, 0]),
        ("MS", [8, 0, 0, 0, 6, 0, 0, 2, 0, 0, 0]),
        ("LE", [11, 0, 1, 1, 8, 0, 1, 0, 0, 0, 0]),
        ("IC", [3, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0]),
        ("PR", [10, 0, 0, 2, 5, 0, 3, 0, 0, 0, 0]),
        ("BF", [14, 0, 3, 2, 8, 0, 0, 1, 4, 3, 1]),
        ("ST", [4, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0]),
    ]


def test_progress_by_area_leaves_out_areas_without_any_of_the_milestones() -> None:
    rows = Milestone.objects.as_of(REPORT_DAY).filter(contradiction=True).by_area()
    assert [(row.area.code, row.tally.milestones) for row in rows] == [("AS", 1), ("BF", 3)]


def by_deadline(day: dt.date, pair: Pair = Pair.ALL) -> list[tuple[str, list[int]]]:
    rows: list[DeadlineTally] = Milestone.objects.as_of(day, pair).by_deadline()
    return [(row.code, figures(row.tally)) for row in rows]


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


def test_progress_by_deadline_for_a_pair_counts_its_own_statuses() -> None:
    assert by_deadline(REPORT_DAY, Pair.US_MX) == [
        ("2005-09", [1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0]),
        ("2005-12", [10, 0, 1, 0, 5, 0, 2, 2, 5, 4, 1]),
        ("2006-03", [13, 0, 4, 3, 0, 2, 0, 4, 9, 0, 4]),
        ("2006-06", [18, 0, 5, 5, 7, 0, 0, 1, 0, 0, 1]),
        ("2006-12", [12, 0, 1, 0, 9, 1, 1, 0, 0, 0, 0]),
        ("2007-03", [5, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0]),
        ("2007-06", [14, 0, 0, 0, 14, 0, 0, 0, 0, 0, 0]),
        ("2007-12", [3, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0]),
        ("2008-03", [2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]),
        ("2008-06", [5, 0, 0, 2, 3, 0, 0, 0, 0, 0, 0]),
        ("2008", [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
        ("none", [11, 0, 2, 1, 7, 0, 1, 0, 0, 0, 0]),
    ]


def test_a_milestone_with_two_deadlines_counts_under_both() -> None:
    rows = [row for _, row in by_deadline(REPORT_DAY)]
    assert sum(row[0] for row in rows) == 107
    assert Milestone.objects.count() == 106
    assert Deadline.objects.count() == 94
    assert rows[-1][0] == 13
    only = Milestone.objects.as_of(REPORT_DAY).filter(code="CS-2.1").by_deadline()
    assert [(row.code, row.tally.milestones) for row in only] == [("2005-12", 1), ("2006-12", 1)]


def test_a_milestone_with_two_deadlines_in_one_month_counts_there_once() -> None:
    Deadline.objects.filter(milestone__code="CS-2.1").update(date=dt.date(2005, 12, 31))
    rows = dict(by_deadline(REPORT_DAY))
    # It is on track, so it now is overdue and contradictory too.
    assert rows["2005-12"] == [12, 0, 1, 1, 5, 0, 2, 3, 7, 5, 2]
    assert rows["2006-12"] == [14, 0, 2, 1, 9, 1, 1, 0, 0, 0, 0]


def test_nothing_is_due_before_the_plan() -> None:
    assert by_deadline(DAY_BEFORE_THE_PLAN) == []
    assert Milestone.objects.as_of(DAY_BEFORE_THE_PLAN).by_area() == []


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
        codes(Milestone.objects.as_of(REPORT_DAY).overdue())
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
    deadline = Deadline.objects.get(milestone__code="TS-1.4")
    deadline.date, deadline.precision = dt.date(2006, 11, 30), Precision.SEASON
    deadline.save()
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
    milestone = Milestone.objects.get(code="TS-1.4")
    record_status(NewUpdate(milestone, day, [NewLine(Pair.ALL, status)]))
    found = stood("TS-1.4", day)
    assert (found.overdue, found.contradiction) == (overdue, contradiction)


def test_a_milestone_without_a_deadline_is_never_overdue() -> None:
    never = Milestone.objects.as_of(dt.date(2099, 1, 1)).without_deadline()
    assert (
        codes(never)
        == (
            "CS-2.4 CS-2.5 BP-5.4 LE-3.1 LE-3.3 IC-1.1 IC-1.2 PR-1.3 BF-1.4 ST-1.1 ST-1.2 ST-2.1 "
            "ST-2.2"
        ).split()
    )
    assert {
        (one.overdue, one.contradiction, one.slipped, one.slip_months, one.first_due, one.last_due)
        for one in never
    } == {(False, False, False, None, None, None)}


def test_planned_is_overdue_too_once_its_deadline_has_passed() -> None:
    assert (
        codes(Milestone.objects.as_of(WINTER).overdue())
        == (
            "LE-1.8 CS-2.3 BP-3.1 BP-7.1 AS-1.2 PR-2.1 PR-2.7 BF-1.2 BF-1.3 BF-1.5 BF-1.7 BF-2.1"
        ).split()
    )


def test_on_track_after_the_deadline_is_a_contradiction() -> None:
    assert codes(Milestone.objects.as_of(REPORT_DAY).contradictory()) == (
        "AS-1.2 BF-1.2 BF-1.3 BF-2.1".split()
    )


SLIPS = {
    "TS-1.1": ("2006-06", "2006-Fall", 5),
    "TS-2.2": ("2006-03", "2006-Fall", 8),
    "BP-2.2": ("2006-03", "2006-Fall", 8),
    "BP-2.4": ("2006-03", "2007-06", 15),
    "BP-3.1": ("2005-12", "2007-12", 24),
    "BP-4.2": ("2006-03", "2007-06", 15),
    "BP-6.1": ("2006-03", "2007-06", 15),
    "BP-6.2": ("2006-06", "2006-Fall", 5),
    "BF-1.7": ("2005-12", "2006-Fall", 11),
}


def slips(milestones: MilestoneQuerySet) -> dict[str, tuple[str, str, int | None]]:
    return {
        one.code: (one.last_deadline.code, one.revised.code, one.slip_months)
        for one in milestones.with_deadlines()
        if one.last_deadline and one.revised
    }


def test_slip_counts_the_months_from_the_deadline_to_the_revised_date() -> None:
    milestones = Milestone.objects.as_of(REPORT_DAY)
    assert slips(milestones) == SLIPS
    assert codes(milestones.filter(slipped=True)) == list(SLIPS)
    assert codes(milestones.exclude(slip_months=None)) == list(SLIPS)


def test_a_pair_slips_only_by_its_own_revised_date() -> None:
    canada = slips(Milestone.objects.as_of(REPORT_DAY, Pair.US_CN))
    assert canada == SLIPS
    mexico = slips(Milestone.objects.as_of(REPORT_DAY, Pair.US_MX))
    assert mexico == {
        code: slip for code, slip in SLIPS.items() if code not in {"TS-1.1", "BP-2.2", "BF-1.7"}
    }


@pytest.mark.parametrize(
    ("revised", "months"),
    [
        (ImpreciseDate.month(2008, 6), 0),
        (ImpreciseDate.day(dt.date(2008, 6, 1)), 0),
        (ImpreciseDate.month(2008, 7), 1),
        (ImpreciseDate.season(2008, "Fall"), 5),
        (ImpreciseDate.year(2009), 18),
        (ImpreciseDate.month(2008, 5), -1),
        (ImpreciseDate.month(2007, 12), -6),
    ],
)
def test_slip_is_reckoned_in_calendar_months(revised: ImpreciseDate, months: int) -> None:
    """TS-1.4 is due in June 2008."""
    milestone = Milestone.objects.get(code="TS-1.4")
    new = NewLine(Pair.ALL, Status.INITIATED, revised=revised)
    record_status(NewUpdate(milestone, dt.date(2006, 9, 1), [new]))
    found = stood("TS-1.4", dt.date(2006, 9, 1))
    assert (found.slip_months, found.slipped, found.revised) == (months, months > 0, revised)


def test_where_pairs_differ_the_milestone_counts_as_the_one_furthest_behind() -> None:
    differing = [one for one in Milestone.objects.as_of(REPORT_DAY) if one.pairs_differ]
    assert {one.code: (one.status, one.status_us_cn, one.status_us_mx) for one in differing} == {
        "TS-1.1": ("initiated", "partially_completed", "initiated"),
        "TS-2.1": ("initiated", "completed_ongoing", "initiated"),
        "TS-3.3": ("delayed", "initiated", "delayed"),
        "CS-3.2": ("delayed", "completed", "delayed"),
        "BP-2.2": ("delayed", "delayed", "completed"),
        "MS-1.1": ("partially_completed", "completed", "partially_completed"),
        "IC-1.3": ("initiated", "completed_ongoing", "initiated"),
        "PR-2.3": ("delayed", "on_track", "delayed"),
        "PR-2.5": ("initiated", "on_track", "initiated"),
        "BF-1.9": ("initiated", "initiated", "on_track"),
    }


def test_a_milestone_of_one_pair_has_no_status_for_the_other() -> None:
    canada, mexico = stood("TS-1.5", REPORT_DAY), stood("LE-1.8", REPORT_DAY)
    assert (canada.status_us_cn, canada.status_us_mx) == ("initiated", None)
    assert (mexico.status_us_cn, mexico.status_us_mx) == (None, "partially_completed")
    assert (canada.pairs_differ, mexico.pairs_differ) == (False, False)


def test_with_a_pair_only_milestones_that_concern_it_are_shown() -> None:
    everyone = set(codes(Milestone.objects.as_of(REPORT_DAY)))
    canada = set(codes(Milestone.objects.as_of(REPORT_DAY, Pair.US_CN)))
    mexico = set(codes(Milestone.objects.as_of(REPORT_DAY, Pair.US_MX)))
    assert everyone - canada == set("CS-2.4 CS-3.4 LE-1.4 LE-1.6 LE-1.8 BF-1.10".split())
    assert everyone - mexico == set(
        "TS-1.5 TS-2.3 TS-3.2 CS-1.2 CS-2.3 CS-3.3 CS-4.1 LE-1.3 LE-3.2 LE-3.3 BF-1.7 "
        "ST-2.1".split()
    )


def test_with_a_pair_the_status_is_the_pairs_own() -> None:
    assert [stood("BP-2.2", REPORT_DAY, pair).status for pair in Pair] == [
        "delayed",
        "delayed",
        "completed",
    ]
    assert [stood("BP-2.2", REPORT_DAY, pair).overdue for pair in Pair] == [True, True, False]


def test_the_lines_in_force_on_a_day_are_the_reports() -> None:
    assert PairStatus.objects.in_force(REPORT_DAY - dt.timedelta(days=1)).count() == 0
    in_force = PairStatus.objects.in_force(REPORT_DAY)
    by_pair = {pair: in_force.filter(pair=pair).count() for pair in Pair}
    assert by_pair == {Pair.ALL: 96, Pair.US_CN: 10, Pair.US_MX: 10}


def test_a_corrected_line_is_no_longer_in_force() -> None:
    milestone = Milestone.objects.get(code="IC-1.3")
    correction = NewUpdate(milestone, REPORT_DAY, [NewLine(Pair.ALL, Status.DELAYED)], "Misread")
    record_status(correction)
    in_force = PairStatus.objects.in_force(REPORT_DAY).filter(update__milestone=milestone)
    assert [(line.pair, line.status) for line in in_force] == [("ALL", "delayed")]


def due(first: dt.date | None, last: dt.date | None) -> list[str]:
    return codes(Milestone.objects.as_of(REPORT_DAY).due_between(first, last))


def test_due_between_counts_both_days() -> None:
    assert due(None, dt.date(2005, 9, 29)) == []
    assert due(None, dt.date(2005, 9, 30)) == ["LE-1.8"]
    assert due(dt.date(2008, 12, 31), None) == ["BF-1.12"]
    assert due(dt.date(2009, 1, 1), None) == []
    assert due(dt.date(2008, 3, 1), dt.date(2008, 3, 31)) == ["MS-1.4", "MS-2.2"]
    assert len(due(None, None)) == 106 - 13


def test_due_between_finds_a_milestone_by_either_of_its_deadlines_once() -> None:
    assert due(dt.date(2005, 12, 1), dt.date(2005, 12, 31)).count("CS-2.1") == 1
    assert due(dt.date(2006, 12, 1), dt.date(2006, 12, 31)).count("CS-2.1") == 1
    assert due(dt.date(2005, 12, 1), dt.date(2006, 12, 31)).count("CS-2.1") == 1
    assert "CS-2.1" not in due(dt.date(2006, 1, 1), dt.date(2006, 11, 30))


def test_each_row_of_deadlines_leads_to_just_the_milestones_it_counts() -> None:
    milestones = Milestone.objects.as_of(REPORT_DAY)
    found = {
        row.code: codes(milestones.due_in(row.when)) for row in milestones.by_deadline() if row.when
    }
    assert {code: len(listed) for code, listed in found.items()} == {
        "2005-09": 1,
        "2005-12": 12,
        "2006-03": 13,
        "2006-06": 20,
        "2006-12": 15,
        "2007-03": 7,
        "2007-06": 14,
        "2007-12": 3,
        "2008-03": 2,
        "2008-06": 6,
        "2008": 1,
    }
    assert found["2007-12"] == ["TS-1.2", "CS-2.6", "BP-1.1"]
    assert found["2008"] == ["BF-1.12"]
    assert codes(milestones.due_in(ImpreciseDate.month(2008, 12))) == []


def test_the_shares_of_a_tally_add_up() -> None:
    tally = Milestone.objects.as_of(REPORT_DAY).tally()
    assert (tally.completed, tally.completed_share) == (12, 12 / 106)
    assert tally.on_scale == [
        (Status.DELAYED, 16),
        (Status.INITIATED, 14),
        (Status.ON_TRACK, 60),
        (Status.PARTIALLY_COMPLETED, 4),
        (Status.COMPLETED_ONGOING, 5),
        (Status.COMPLETED, 7),
    ]
    areas = Milestone.objects.as_of(REPORT_DAY).by_area()
    assert Tally.total(area.tally for area in areas) == tally
    assert Milestone.objects.none().as_of(REPORT_DAY).tally().completed_share == 0.0


def read(milestones: MilestoneQuerySet) -> list[tuple[Any, ...]]:
    """Everything that a row of a table shows."""
    return [
        (
            one.initiative.area.goal.name,
            one.first_deadline,
            one.last_deadline,
            one.deadline_basis,
            one.status,
            one.status_us_cn,
            one.status_us_mx,
            one.revised,
            one.overdue,
            one.contradiction,
            one.slip_months,
            one.pairs_differ,
        )
        for one in milestones.with_deadlines()
    ]


@pytest.mark.parametrize("pair", list(Pair))
def test_the_number_of_queries_does_not_grow_with_the_milestones(
    pair: Pair, add_milestones: Callable[[int], None]
) -> None:
    asked: dict[str, Callable[[MilestoneQuerySet], object]] = {
        "rows": read,
        "tally": MilestoneQuerySet.tally,
        "by area": MilestoneQuerySet.by_area,
        "by deadline": MilestoneQuerySet.by_deadline,
    }
    pinned = {"rows": 2, "tally": 1, "by area": 2, "by deadline": 1}

    def counted() -> dict[str, int]:
        queries = {}
        for name, ask in asked.items():
            with CaptureQueriesContext(connection) as captured:
                ask(Milestone.objects.as_of(REPORT_DAY, pair))
            queries[name] = len(captured)
        return queries

    concerned = Milestone.objects.as_of(REPORT_DAY, pair).count()
    assert counted() == pinned
    add_milestones(1000)
    assert Milestone.objects.as_of(REPORT_DAY, pair).count() == concerned + 1000
    assert counted() == pinned
