"""The counts that are kept are those of the standings, whatever is written, in any order."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import pytest
from django.db import connection
from django.db.models import QuerySet, Sum

from milestones.actions import recount, withdraw_edition
from milestones.choices import Pair
from milestones.dates import ImpreciseDate
from milestones.imports.report import apply_edition
from milestones.models import AttentionCount, CountChange, Counted, CurrentCount, Milestone
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.milestones.factories import add_deadline, edit_deadlines
from tests.milestones.imports.report.editions import DECIDED, edition
from tests.milestones.recording import CANADA, DELAYED, LATER, MEXICO, ON_TRACK, record
from tests.milestones.standing_counts import (
    ATTENTION_FIELDS,
    COUNT_FIELDS,
    NOW,
    counted,
    kept,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BETWEEN = dt.date(2006, 8, 1)


def test_those_of_the_seeded_record_are_right() -> None:
    assert kept() == counted()
    assert {day for day, *_alike in kept()} == {PLAN_DAY, REPORT_DAY, NOW}
    assert AttentionCount.objects.aggregate(Sum("standings")) == {"standings__sum": 600}


def test_a_new_status_a_correction_and_one_between_two_days_are_counted() -> None:
    record(LATER, CANADA, MEXICO)
    record(LATER, DELAYED, reason="A slip of the pen.")
    record(BETWEEN, ON_TRACK)
    assert kept() == counted()


def test_what_is_taken_back_leaves_nothing_behind() -> None:
    before = kept()
    report = apply_edition(edition(), DECIDED).recorded
    assert kept() == counted()
    withdraw_edition(report, reason="Printed by mistake.")
    assert kept() == counted()
    codes = list(Milestone.objects.filter(introduced_by=report).values_list("code", flat=True))
    assert codes, "The edition adds a milestone, which stands nowhere any more."
    assert before == kept()


def test_an_edited_deadline_moves_a_milestone_to_other_counts() -> None:
    edit_deadlines("TS-1.1", date=dt.date(2006, 12, 31), precision="month")
    add_deadline("TS-1.1", ImpreciseDate.season(2006, "Fall"), order=9)
    assert kept() == counted()
    under = {due_under for _day, _pair, _area, due_under, *_rest in kept()}
    assert "2006-Fall 2006-12" in under


def test_one_kind_of_change_stands_once_and_so_does_a_group_now() -> None:
    record(LATER, DELAYED)
    record(LATER, ON_TRACK, reason="A slip of the pen.")
    kinds = [
        *CountChange.objects.values_list("day", *COUNT_FIELDS),
        *((NOW, *group) for group in CurrentCount.objects.values_list(*COUNT_FIELDS)),
        *AttentionCount.objects.values_list(*ATTENTION_FIELDS),
    ]
    assert len(kinds) == len(set(kinds)) == len(kept())


@pytest.mark.parametrize(
    "lost",
    [
        CountChange.objects.filter(day=LATER),
        CurrentCount.objects.filter(status="delayed"),
        AttentionCount.objects.filter(from_date=LATER),
    ],
)
def test_counting_anew_mends_what_was_lost(lost: QuerySet[Counted]) -> None:
    record(LATER, DELAYED)
    lost.all().delete()
    assert kept() != counted()
    recount()
    assert kept() == counted()


def test_the_migrations_count_what_was_on_record() -> None:
    record(LATER, CANADA, MEXICO)
    CountChange.objects.all().delete()
    CurrentCount.objects.all().delete()
    AttentionCount.objects.all().delete()
    changes = import_module("milestones.migrations.0012_late_and_delivered")
    current = import_module("milestones.migrations.0025_current_counts")
    attention = import_module("milestones.migrations.0029_attention_counts")
    with connection.cursor() as cursor:
        cursor.execute(changes.RECOUNT)
        cursor.execute(current.FILL)
        cursor.execute(attention.FILL)
    assert kept() == counted()


def test_counts_of_a_day_are_those_of_the_changes_until_it() -> None:
    record(LATER, DELAYED)
    days = {PLAN_DAY - dt.timedelta(1): 0, PLAN_DAY: 106, REPORT_DAY: 106, LATER: 106}
    for day, milestones in days.items():
        rows = CountChange.objects.rows(day, list(Pair))
        assert sum(row.milestones for row in rows[Pair.ALL]) == milestones
        assert sum(row.milestones for row in rows[Pair.US_CN]) == (100 if milestones else 0)
