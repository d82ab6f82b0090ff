"""Standings are rewritten only where they change; all others keep their rows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milestones.actions import StatusLine, rebuild_standings, withdraw_edition
from milestones.actions.standings import StandingRow
from milestones.choices import Delivery, Pair, Status
from milestones.imports.report import apply_edition
from milestones.models import Milestone, Standing
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.milestones.factories import milestone
from tests.milestones.imports.report.editions import DECIDED, edition
from tests.milestones.recording import CANADA, COMPLETED, DELAYED, LATER, MEXICO, ON_TRACK, record

pytestmark = pytest.mark.django_db

LATEST = dt.date(2006, 11, 1)
AFTER_IT_WAS_DUE = dt.date(2008, 9, 1)
BETWEEN = dt.date(2006, 10, 1)


def rows() -> dict[int, tuple[object, ...]]:
    """Every standing by its row's number."""
    columns = ("milestone__code", "pair", "from_date", "until_date", "status", "update")
    return {pk: tuple(rest) for pk, *rest in Standing.objects.values_list("pk", *columns)}


def from_days(ids: set[int]) -> list[tuple[str, dt.date]]:
    """The pairs and first days of these standings."""
    found = Standing.objects.filter(pk__in=ids).order_by("from_date", "pair")
    return list(found.values_list("pair", "from_date"))


def of_every_pair(day: dt.date) -> list[tuple[str, dt.date]]:
    return [("ALL", day), ("US-CN", day), ("US-MX", day)]


def changed(before: dict[int, tuple[object, ...]]) -> set[int]:
    """The rows that are still there, but otherwise."""
    now = rows()
    return {pk for pk in before.keys() & now.keys() if before[pk] != now[pk]}


def test_a_calculated_standing_has_every_column() -> None:
    columns = {field.attname for field in Standing._meta.concrete_fields if not field.primary_key}
    assert set(StandingRow._fields) == columns


def test_a_later_update_ends_the_last_standing_and_adds_its_own() -> None:
    before = rows()
    record(LATER, CANADA, MEXICO)
    now = rows()
    assert before.keys() <= now.keys()
    assert from_days(changed(before)) == of_every_pair(REPORT_DAY)
    assert from_days(now.keys() - before.keys()) == of_every_pair(LATER)
    assert {now[pk][3] for pk in changed(before)} == {LATER}


def test_an_update_between_two_days_leaves_all_but_those_beside_it_alone() -> None:
    record(LATER, ON_TRACK)
    record(LATEST, DELAYED)
    before = rows()
    record(BETWEEN, DELAYED)
    now = rows()
    assert from_days(changed(before)) == of_every_pair(LATER)
    # The one after it is new as well: it follows another.
    assert {before[pk][2] for pk in before.keys() - now.keys()} == {LATEST}
    assert from_days(now.keys() - before.keys()) == of_every_pair(BETWEEN) + of_every_pair(LATEST)


def test_a_correction_replaces_the_standings_of_its_day_alone() -> None:
    record(LATER, ON_TRACK)
    before = rows()
    record(LATER, DELAYED, reason="Misread")
    now = rows()
    assert not changed(before)
    assert {before[pk][2] for pk in before.keys() - now.keys()} == {LATER}
    assert from_days(now.keys() - before.keys()) == of_every_pair(LATER)


def test_an_update_on_the_plan_s_day_leaves_all_but_what_follows_alone() -> None:
    record(LATER, ON_TRACK)
    before = rows()
    record(PLAN_DAY, DELAYED)
    now = rows()
    assert not changed(before)
    assert {before[pk][2] for pk in before.keys() - now.keys()} == {PLAN_DAY, REPORT_DAY}
    assert from_days(now.keys() - before.keys()) == (
        of_every_pair(PLAN_DAY) + of_every_pair(REPORT_DAY)
    )


def test_what_is_delivered_again_is_delivered_on_its_new_day() -> None:
    record(LATER, COMPLETED)
    record(LATEST, ON_TRACK)
    record(AFTER_IT_WAS_DUE, COMPLETED)
    delivered = Standing.objects.filter(milestone__code="TS-1.4", pair="ALL").exclude(delivery="")
    assert list(delivered.order_by("from_date").values_list("from_date", "delivery")) == [
        (LATER, Delivery.ON_TIME),
        (AFTER_IT_WAS_DUE, Delivery.UNKNOWN),
    ]


def test_reckoning_again_writes_nothing() -> None:
    record(LATER, CANADA, MEXICO)
    before = rows()
    with CaptureQueriesContext(connection) as captured:
        rebuild_standings(list(Milestone.objects.all()))
    written = ("INSERT", "UPDATE", "DELETE")
    assert not [one["sql"] for one in captured if one["sql"].startswith(written)]
    assert rows() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": Status.DELAYED},
        {"revised_date": LATER, "revised_precision": "day"},
        {"until_date": LATEST},
    ],
    ids=["another-status", "a-revised-date", "another-end"],
)
def test_reckoning_mends_what_is_wrong_and_nothing_else(wrong: dict[str, object]) -> None:
    record(LATER, StatusLine(Pair.ALL, Status.COMPLETED))
    right, last = rows(), Standing.objects.filter(milestone__code="TS-1.4", from_date=LATER)
    last.update(**wrong)
    kept = set(rows()) - set(last.values_list("pk", flat=True))
    rebuild_standings([milestone()])
    assert sorted(map(str, rows().values())) == sorted(map(str, right.values()))
    assert kept <= rows().keys()


def test_withdrawing_an_edition_gives_the_rows_back_that_stood_before() -> None:
    before = rows()
    report = apply_edition(edition(), DECIDED).recorded
    assert rows() != before
    withdraw_edition(report, reason="A mistake")
    assert rows() == before
