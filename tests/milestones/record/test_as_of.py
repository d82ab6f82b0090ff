"""Where the real milestones stood on a day.

Every figure here was counted by hand in the two documents, not taken from the code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milestones.actions import StatusLine, StatusUpdateInput, record_status
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import CountChange, Milestone, PairStatus, Standing, conditions
from milestones.models.milestone import MilestoneQuerySet
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.milestones.factories import asked, codes, stood

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("pair", list(Pair))
def test_the_report_is_in_force_from_its_day_and_not_the_day_before(pair: Pair) -> None:
    eve = asked(REPORT_DAY - dt.timedelta(days=1), pair).tally
    assert (eve.planned, eve.reported) == (eve.milestones, 0)
    day = asked(REPORT_DAY, pair).tally
    assert (day.planned, day.reported) == (0, day.milestones)


def test_where_pairs_differ_the_milestone_counts_as_the_one_furthest_behind() -> None:
    differing = [one for one in Milestone.objects.as_of(REPORT_DAY) if one.differ]
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
    assert (canada.differ, mexico.differ) == (False, False)


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
    correction = StatusUpdateInput(
        milestone, REPORT_DAY, [StatusLine(Pair.ALL, Status.DELAYED)], "Misread"
    )
    record_status(correction)
    in_force = PairStatus.objects.in_force(REPORT_DAY).filter(update__milestone=milestone)
    assert [(line.pair, line.status) for line in in_force] == [("ALL", "delayed")]


def due(first: dt.date | None, last: dt.date | None) -> list[str]:
    return codes(Milestone.objects.as_of(REPORT_DAY).where(conditions.due_between(first, last)))


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
        row.code: codes(milestones.where(conditions.due_in(row.when)))
        for row in asked(REPORT_DAY).by_deadline()
        if row.when
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
    assert codes(milestones.where(conditions.due_in(ImpreciseDate.month(2008, 12)))) == []


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
            one.differ,
        )
        for one in milestones.with_deadlines()
    ]


@pytest.mark.parametrize("pair", list(Pair))
def test_the_number_of_queries_does_not_grow_with_the_milestones(
    pair: Pair, add_milestones: Callable[[int], object]
) -> None:
    asked: dict[str, Callable[[MilestoneQuerySet], object]] = {
        "rows": read,
        "counts": lambda rows: CountChange.objects.rows(REPORT_DAY, [pair]),
        "steps": lambda rows: Standing.objects.on(REPORT_DAY, pair).steps(PLAN_DAY),
    }
    pinned = {"rows": 2, "counts": 1, "steps": 1}

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
