"""The counts that are kept are those of the standings, whatever is written, in any order."""

from __future__ import annotations

import datetime as dt

import pytest

from milestones.actions import recount, withdraw_edition
from milestones.choices import Pair
from milestones.dates import ImpreciseDate
from milestones.importer import apply_edition
from milestones.models import CountChange, Milestone
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.milestones.importer.editions import DECIDED, edition
from tests.milestones.on_record import add_deadline, edit_deadlines
from tests.milestones.recording import CANADA, DELAYED, LATER, MEXICO, ON_TRACK, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

KIND = ("pair", "day", "area", "due_under", "last_due", "status", "slipped", "differ")
BETWEEN = dt.date(2006, 8, 1)


def kept() -> dict[tuple[object, ...], int]:
    """The changes on record, by what they are of."""
    rows = list(CountChange.objects.values_list(*KIND, "change"))
    changes = {tuple(kind): change for *kind, change in rows}
    assert len(changes) == len(rows), "One kind of change stands twice."
    return changes


def assert_right() -> None:
    """What is kept is what counting everything anew gives."""
    before = kept()
    recount()
    assert before == kept()


def test_those_of_the_seeded_record_are_right() -> None:
    assert_right()
    assert {day for _pair, day, *_rest in kept()} == {PLAN_DAY, REPORT_DAY}


def test_a_new_status_a_correction_and_one_between_two_days_are_counted() -> None:
    record(LATER, CANADA, MEXICO)
    record(LATER, DELAYED, reason="A slip of the pen.")
    record(BETWEEN, ON_TRACK)
    assert_right()


def test_what_is_taken_back_leaves_nothing_behind() -> None:
    before = kept()
    report = apply_edition(edition(), DECIDED).report
    assert_right()
    withdraw_edition(report, reason="Printed by mistake.")
    assert_right()
    codes = list(Milestone.objects.filter(introduced_by=report).values_list("code", flat=True))
    assert codes, "The edition adds a milestone, which stands nowhere any more."
    assert before == kept()


def test_an_edited_deadline_moves_a_milestone_to_other_counts() -> None:
    edit_deadlines("TS-1.1", date=dt.date(2006, 12, 31), precision="month")
    add_deadline("TS-1.1", ImpreciseDate.season(2006, "Fall"), order=9)
    assert_right()
    under = {due for _pair, _day, _area, due, *_rest in kept()}
    assert "2006-Fall 2006-12" in under


def test_counts_of_a_day_are_those_of_the_changes_until_it() -> None:
    record(LATER, DELAYED)
    days = {PLAN_DAY - dt.timedelta(1): 0, PLAN_DAY: 106, REPORT_DAY: 106, LATER: 106}
    for day, milestones in days.items():
        rows = CountChange.objects.rows(day, list(Pair))
        assert sum(row.milestones for row in rows[Pair.ALL]) == milestones
        assert sum(row.milestones for row in rows[Pair.US_CN]) == (100 if milestones else 0)
