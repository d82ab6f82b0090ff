"""Due and delivered: how many milestones were due by a day, and what was delivered of them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict

from milestones.queries import MilestoneQuery
from milestones.statistics import Slips, Tally, wilson_interval
from tests.conftest import PLAN_DAY, REPORT_DAY


def query(text: str = "", day: dt.date = REPORT_DAY) -> MilestoneQuery:
    return MilestoneQuery(QueryDict(f"{text}&as_of={day}"))


@pytest.mark.django_db
@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("filters", "due", "delivered"),
    [("", 25, 8), ("pair=US-MX", 23, 8), ("pair=US-CN", 23, 11), ("area=bioprotection", 8, 3)],
)
def test_of_the_milestones_due_by_the_report_so_many_were_delivered(
    filters: str, due: int, delivered: int
) -> None:
    tally = query(filters).tally
    assert (tally.due, tally.delivered_of_due) == (due, delivered)
    assert query(f"{filters}&due=1").milestones.count() == due
    of_due = query(f"{filters}&due=1&status=completed&status=completed_ongoing")
    assert of_due.milestones.count() == delivered


@pytest.mark.django_db
def test_a_milestone_is_due_on_the_day_of_its_deadline() -> None:
    assert query(day=dt.date(2006, 6, 29)).tally.due == 25
    on_the_day = query(day=dt.date(2006, 6, 30)).tally
    assert (on_the_day.due, on_the_day.overdue) == (45, 17)
    assert query(day=PLAN_DAY).tally.due == 0


@pytest.mark.django_db
def test_a_share_has_its_interval_and_a_few_milestones_have_neither() -> None:
    tally = query().tally
    assert tally.delivered_of_due_share == 0.32
    assert tally.delivered_of_due_interval == pytest.approx((0.1721, 0.5159), abs=0.0001)
    few = query("area=bioprotection").tally
    assert (few.delivered_of_due_share, few.delivered_of_due_interval) == (None, None)
    areas = [area.tally for area in query().by_area()]
    assert Tally.total(areas).delivered_of_due_share == 0.32


@pytest.mark.parametrize(
    ("part", "whole", "interval"),
    [
        (0, 10, (0.0, 0.2775)),
        (10, 10, (0.7225, 1.0)),
        (5, 10, (0.2366, 0.7634)),
        (500, 1000, (0.4691, 0.5309)),
    ],
)
def test_wilsons_interval(part: int, whole: int, interval: tuple[float, float]) -> None:
    assert wilson_interval(part, whole) == pytest.approx(interval, abs=0.0001)


def test_fewer_than_ten_have_no_interval() -> None:
    assert wilson_interval(9, 9) is None
    assert wilson_interval(0, 0) is None


@pytest.mark.django_db
@pytest.mark.both_databases
def test_slips_have_a_range_and_a_median() -> None:
    assert query().slips == Slips(milestones=9, least=5, most=24, median=11)
    assert query("pair=US-MX&area=cargo-security").slips is None


def test_the_median_of_an_even_number_of_slips_is_between_two() -> None:
    assert Slips.of({3: 1, 8: 1}) == Slips(milestones=2, least=3, most=8, median=5.5)
