"""Every query gives the milestones, in the order and with the statuses, that the record says: each
filter on every day that matters, every two of them on some, for each country pair on some; at
length, all of them on all days for all pairs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from pytest_django import DjangoDbBlocker

from milestones.actions import StatusLine, withdraw_edition
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone, StatusReport
from milestones.queries import ChangesQuery, MilestoneQuery
from milestones.queries.facets import facets
from milestones.queries.progress import progress_by_day
from milestones.statistics import Tally
from priorities.models import PriorityArea
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.growth import taken_back
from tests.milestones.comparing import record_later
from tests.milestones.factories import add_deadline, edition, introduced, report
from tests.milestones.oracle import (
    FLAGS,
    SORTS,
    TALLIED,
    Filters,
    Oracle,
    by_area,
    by_deadline,
    counts,
)
from tests.milestones.oracle_record import FURTHEST_BEHIND_FIRST
from tests.milestones.recording import DELAYED, FALL, ON_TRACK, record

pytestmark = pytest.mark.django_db

ONE_DAY = dt.timedelta(days=1)
SECOND_REPORT = dt.date(2007, 3, 31)
WITHDRAWN_REPORT = dt.date(2007, 9, 30)
DAYS = [
    PLAN_DAY - ONE_DAY,
    PLAN_DAY,
    dt.date(2005, 12, 31),  # many fall due
    dt.date(2006, 1, 1),  # and are overdue
    REPORT_DAY - ONE_DAY,
    REPORT_DAY,
    dt.date(2006, 9, 1),  # as recorded since
    SECOND_REPORT - ONE_DAY,
    SECOND_REPORT,
    WITHDRAWN_REPORT,  # as if it had never come
    dt.date(2009, 1, 1),  # all have fallen due
]

VALUES: dict[str, Sequence[Any]] = {
    "q": ["border", "security cooperation", "bf-1.9", "zebra"],
    "code": ["CS-3.2", "TS-1.99", "LE-1.8"],
    "goal": ["1", "2", "3"],
    "area": ["cargo-security", "traveller-security", "border-facilitation"],
    "initiative": ["BF-1", "TS-1", "CS-3"],
    "status": [["delayed"], ["initiated", "on_track"], ["planned", "completed"]],
    "due_from": ["2005-10", "2006-12", "2007-11"],
    "due_to": ["2007-11", "2006-06", "2005-12"],
    "last_due_from": ["2006-06-30", "2006-12-31", "2007-12-16"],
    "last_due_to": ["2006-06-15", "2007-06-30", "2006-06-30"],
    "deadline": ["2006-06", "none", "2008", "2007-Fall", "2007-12"],
    "delivery": ["on_time", "unknown", "late"],
    "reported_from": ["2006-06-16", "2006-06-15", "2006-09-01"],
    "reported_to": ["2006-09-01", "2007-03-31", "2006-06-15"],
    **{flag: ["1"] for flag in FLAGS},
    "match": ["any"],
    "sort": ["-status", "last_deadline", "-slip_months", "-days_overdue"],
}
"""Values of each filter that a query knows, the day and the pair apart."""


def record_much() -> None:
    """Of all that can come to be on record a little."""
    record_later()
    record(REPORT_DAY, DELAYED, code="IC-1.3", reason="It was misread.")
    canada = StatusLine(Pair.US_CN, Status.ON_TRACK, "On track for Fall 2006", FALL)
    mexico = StatusLine(Pair.US_MX, Status.DELAYED, revised=ImpreciseDate.month(2007, 6))
    record(dt.date(2006, 10, 1), canada, mexico, code="BP-2.2")
    record(dt.date(2006, 8, 1), ON_TRACK, code="LE-1.8")
    second = edition(SECOND_REPORT)
    new = added("TS-1.99", second)
    report(second, Status.DELAYED, "TS-1.3")
    report(second, Status.COMPLETED, "BF-1.1")
    report(second, Status.INITIATED, new.code)
    withdrawn = edition(WITHDRAWN_REPORT, number=3)
    gone = added("CS-3.99", withdrawn)
    report(withdrawn, Status.COMPLETED, "TS-1.3")
    report(withdrawn, Status.ON_TRACK, gone.code)
    withdraw_edition(withdrawn, reason="It was a draft.")


def added(code: str, by: StatusReport) -> Milestone:
    """A milestone that a later edition added, due in a season and on a day."""
    text = "Open a border crossing by Fall 2007 and another by December 15, 2007."
    milestone = introduced(code, by, text=text)
    add_deadline(code, ImpreciseDate.season(2007, "Fall"), 1)
    add_deadline(code, ImpreciseDate.day(dt.date(2007, 12, 15)), 2)
    return milestone


@pytest.fixture(scope="module")
def oracle(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Oracle]:
    """Knows all answers, while much is on record: no test here writes."""
    with django_db_blocker.unblock(), taken_back():
        record_much()
        yield Oracle.of_the_record()


def query(filters: Filters) -> QueryDict:
    return QueryDict(urlencode(filters, doseq=True))


def asked(filters: Filters, day: dt.date) -> MilestoneQuery:
    return MilestoneQuery(query({**filters, "as_of": day}))


def codes(asked: MilestoneQuery) -> list[str]:
    return list(asked.milestones.values_list("code", flat=True))


def answered(oracle: Oracle, filters: Filters, day: dt.date) -> list[str]:
    return [row.code for row in oracle.answer(filters, day)]


def of_pair(pair: Pair) -> Filters:
    return {} if pair == Pair.ALL else {"pair": pair.value}


def each_filter(turn: int) -> dict[str, Any]:
    """A value of each filter: in each turn the next."""
    return {name: some[turn % len(some)] for name, some in VALUES.items()}


def pairs_on(day: dt.date, *, exhaustive: bool) -> dict[int, Pair]:
    """The pairs that a day is asked for, each with its turn: at length all, else one for each."""
    turn = DAYS.index(day)
    pairs = list(Pair)
    count = len(pairs) if exhaustive else 1
    return {turn + more: pairs[(turn + more) % len(pairs)] for more in range(count)}


def every_two(turn: int, *, exhaustive: bool) -> Iterator[Filters]:
    """Every two filters: at length in each turn, else in two turns running, for two pairs."""
    for number, two in enumerate(combinations(each_filter(turn).items(), 2)):
        if exhaustive or (number - turn) % len(DAYS) in {0, 1}:
            yield dict(two)


def counted_on(day: dt.date, *, exhaustive: bool) -> list[Filters]:
    """What is counted, for the pairs that a day is asked for."""
    pairs = pairs_on(day, exhaustive=exhaustive).values()
    return [{**some, **of_pair(pair)} for some in COUNTED for pair in pairs]


def contradicts_itself(filters: Filters) -> bool:
    """Whether a query is refused, since it asks for dates until one before the first."""
    return any(
        filters.get(f"{name}_from", "") > filters.get(f"{name}_to", "9999")
        for name in ("due", "last_due", "reported")
    )


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_two_filters_give_the_milestones_that_the_record_says(
    oracle: Oracle, day: dt.date, exhaustive: bool
) -> None:
    """Each of the two, on each day, is asked of both databases below."""
    for turn, pair in pairs_on(day, exhaustive=exhaustive).items():
        for two in every_two(turn, exhaustive=exhaustive):
            filters = {**two, **of_pair(pair)}
            if not contradicts_itself(filters):
                assert codes(asked(filters, day)) == answered(oracle, filters, day), (filters, day)


def test_in_short_every_two_filters_are_asked_for_all_the_same() -> None:
    asked = {
        tuple(two)
        for turn in range(len(DAYS))
        for two in every_two(turn, exhaustive=False)
        if not contradicts_itself(two)
    }
    assert asked == set(combinations(VALUES, 2))


SHOWN = (
    *("code", "status", "status_us_cn", "status_us_mx", "overdue", "contradictory", "differ"),
    *("slipped", "slip_months", "first_due", "last_due", "late", "days_overdue"),
    *("reported_as_of", "slipped_again", "delivery"),
)
"""What stands in a row, apart from the revised date."""


@pytest.mark.both_databases
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_filter_gives_rows_that_stand_as_the_record_says(
    oracle: Oracle, day: dt.date, exhaustive: bool
) -> None:
    for turn, pair in pairs_on(day, exhaustive=exhaustive).items():
        for condition in [{}, *({name: value} for name, value in each_filter(turn).items())]:
            filters = {**condition, **of_pair(pair)}
            rows, milestones = oracle.answer(filters, day), asked(filters, day).milestones
            for row, milestone in zip(rows, milestones, strict=True):
                assert {name: getattr(milestone, name) for name in SHOWN} == {
                    name: getattr(row, name) for name in SHOWN
                }, (filters, day)
                assert milestone.revised_date == (row.revised and row.revised.date)
                precision = row.revised.precision if row.revised else ""
                assert milestone.revised_precision == precision


@pytest.mark.both_databases
@pytest.mark.parametrize("pair", list(Pair))
def test_every_column_sorts_as_its_cells_do_with_empty_ones_last(
    oracle: Oracle, pair: Pair
) -> None:
    for number, sort in enumerate(sign + name for name in SORTS for sign in ("", "-")):
        day = DAYS[5 + number % 6]
        filters = {"sort": sort, **of_pair(pair)}
        assert codes(asked(filters, day)) == answered(oracle, filters, day), (filters, day)


COUNTED: list[Filters] = [
    {},
    {"status": ["delayed", "on_track"]},
    {"area": "border-facilitation", "slipped": "1"},
    {"overdue": "1"},
    {"due_from": "2006-06", "due_to": "2006-12"},
    {"goal": "2", "q": "border"},
    {"differ": "1"},
    {"q": "zebra"},
    {"status": ["completed"], "slipped": "1", "differ": "1", "match": "any"},
    {"late": "1", "status": ["initiated"], "match": "any", "area": "bioprotection"},
    {"deadline": "none", "initiative": "BP-2", "status": ["partially_completed"]},
]


def tallied(tally: Tally) -> dict[str, int]:
    return {
        "milestones": tally.milestones,
        **{str(status): count for status, count in tally.by_status.items()},
        **{f"delivered {how}": count for how, count in tally.by_delivery.items()},
        **{name: getattr(tally, name) for name in TALLIED},
    }


@pytest.mark.both_databases
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_counts_are_of_the_milestones_that_the_record_says(
    oracle: Oracle, day: dt.date, exhaustive: bool
) -> None:
    for filters in counted_on(day, exhaustive=exhaustive):
        rows, query = oracle.answer(filters, day), asked(filters, day)
        assert tallied(query.tally) == counts(rows)
        areas = [(row.area.slug, tallied(row.tally)) for row in query.by_area()]
        assert areas == list(by_area(rows).items()), (filters, day)
        deadlines = [(row.code, tallied(row.tally)) for row in query.counts.by_deadline()]
        assert deadlines == list(by_deadline(rows).items()), (filters, day)


@pytest.mark.both_databases
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_beside_each_choice_stands_how_many_milestones_it_gives(
    oracle: Oracle, day: dt.date, exhaustive: bool
) -> None:
    def how_many(filters: Filters, **choice: Any) -> int:
        return len(answered(oracle, {**filters, **choice}, day))

    def how_many_alone(filters: Filters, **choice: Any) -> int:
        others = ("status", *FLAGS) if "match" in filters else ()
        kept = {name: value for name, value in filters.items() if name not in others}
        return how_many(kept, **choice)

    for filters in counted_on(day, exhaustive=exhaustive):
        query = asked(filters, day)
        query.check()
        counts = facets(query)
        assert counts.statuses == {
            status: how_many_alone(filters, status=[status]) for status in FURTHEST_BEHIND_FIRST
        }
        assert counts.flags == {flag: how_many_alone(filters, **{flag: "1"}) for flag in FLAGS}
        assert counts.pairs == {pair: how_many(filters, pair=pair) for pair in Pair.values}
        elsewhere = {name: value for name, value in filters.items() if name != "area"}
        assert counts.every_area == how_many(elsewhere)
        for area in PriorityArea.objects.values_list("slug", flat=True):
            assert counts.areas.get(area, 0) == how_many(elsewhere, area=area)


@pytest.mark.both_databases
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_progress_by_date_is_as_the_record_says(
    oracle: Oracle, day: dt.date, exhaustive: bool
) -> None:
    for filters in counted_on(day, exhaustive=exhaustive):
        rows = [astuple(row) for row in progress_by_day(asked(filters, day))]
        assert rows == oracle.progress(filters, day), (filters, day)


@pytest.mark.both_databases
@pytest.mark.parametrize("pair", list(Pair))
def test_two_days_compared_differ_as_the_record_says(oracle: Oracle, pair: Pair) -> None:
    for first, second in combinations(DAYS[::2], 2):
        changes = oracle.changes(of_pair(pair), first, second)
        days = {"from": first, "to": second}
        changed = ChangesQuery(query({**of_pair(pair), "changed": "any", **days})).changes
        rows: Any = changed.in_words(pair)
        assert list(
            rows.values_list("code", "from_status", "to_status", "direction", "changed")
        ) == [(each.code, each.was, each.now, each.direction, each.changed) for each in changes]
        for name, codes in {
            "delivered": [each.code for each in changes if each.is_delivery],
            "slipped_since": [each.code for each in changes if each.is_later],
        }.items():
            picked = ChangesQuery(query({**of_pair(pair), name: "1", **days}))
            assert [row.code for row in picked.changes] == codes
            assert [row.code for row in picked.changes_between(slice(None))] == codes
            assert picked.change_count == len(codes)
        # What the page says of slips is about the milestones that it leads to.
        slips = ChangesQuery(query({**of_pair(pair), **days})).slips
        assert (slips.milestones if slips else 0) == sum(each.is_later for each in changes)
