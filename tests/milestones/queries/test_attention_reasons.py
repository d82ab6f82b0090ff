"""Each reason for attention, in a record of three editions, by its rule in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from milestones.choices import Status
from milestones.dates import ImpreciseDate
from milestones.models import AttentionCount, AttentionReason, Standing
from milestones.models.attention import PUBLIC_REASONS
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.growth import taken_back
from tests.milestones.factories import add_deadline, edition, report
from tests.milestones.needing import listed, query, record_for
from tests.milestones.oracle_record import DELIVERED, FURTHEST_BEHIND_FIRST, Promise, read

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("three_editions"),
    pytest.mark.both_databases,
]

SECOND, THIRD = dt.date(2007, 3, 31), dt.date(2007, 9, 30)
MUCH_LATER = dt.date(2008, 6, 1)


def dates(text: str, code: str) -> dict[str, str]:
    """Each reason of a milestone with the date that it is about."""
    found = query(f"{text}&code={code}").explained(slice(None))
    return {str(why): str(date) for _milestone, reasons in found for why, date in reasons.items()}


@pytest.fixture(scope="module")
def three_editions(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A second and a third edition, and what was recorded by hand."""
    with django_db_blocker.unblock(), taken_back():
        second, third = edition(SECOND), edition(THIRD, number=3)
        report(second, Status.ON_TRACK, "LE-1.8", "TS-1.2", "TS-1.4", "TS-1.5")
        report(second, Status.DELAYED, "TS-1.3")
        report(third, Status.ON_TRACK, "LE-1.8")
        report(third, Status.INITIATED, "TS-1.4", "TS-1.5")
        record_for(THIRD, "BP-3.1", Status.DELAYED, revised=ImpreciseDate.month(2008, 3))
        record_for(THIRD, "BP-2.4", Status.DELAYED, revised=ImpreciseDate.month(2007, 6))
        record_for(THIRD, "BP-4.2", Status.COMPLETED, revised=ImpreciseDate.month(2008, 6))
        record_for(dt.date(2007, 11, 1), "TS-1.2", Status.DELAYED)
        record_for(dt.date(2007, 11, 1), "TS-1.5", Status.ON_TRACK)
        add_deadline("TS-1.4", ImpreciseDate.day(dt.date(2007, 11, 29)), order=9)
        yield


@pytest.mark.parametrize(
    ("code", "reasons"),
    [
        ("LE-1.8", {"contradictory": "2005-09-30", "overdue_no_date": "2005-09-30"}),
        (
            "IC-1.3",
            {"overdue_no_date": "2006-03-31", "pairs_apart": "2006-06-15", "silent": "2007-09-30"},
        ),
        ("BP-3.1", {"overdue_new_date": "2005-12-31", "slipped_again": "2008-03-31"}),
        ("BP-2.4", {"new_date_passed": "2007-06-30"}),
        ("BF-1.7", {"new_date_passed": "2006-11-30", "silent": "2007-09-30"}),
        ("TS-1.4", {"due_soon": "2007-11-29", "regressed": "2007-09-30"}),
    ],
)
def test_each_reason_has_its_date(code: str, reasons: dict[str, str]) -> None:
    assert dates("as_of=2007-09-30", code) == reasons


def test_the_first_or_last_deadline_is_due_soon_within_the_horizon() -> None:
    assert "due_soon" not in dates("as_of=2007-09-29", "TS-1.4")
    assert dates("as_of=2007-11-29", "TS-1.4")["due_soon"] == "2007-11-29"
    assert "due_soon" not in dates("as_of=2007-11-30", "TS-1.4")
    assert "due_soon" not in dates("as_of=2008-01-02&horizon=90", "TS-1.4")
    assert dates("as_of=2008-01-02&horizon=180", "TS-1.4")["due_soon"] == "2008-06-30"


def test_it_has_regressed_if_the_latest_report_since_the_edition_before_is_behind_the_last() -> (
    None
):
    def regressed(day: str) -> set[str]:
        return set(listed(f"as_of={day}&reason=regressed"))

    assert regressed("2007-09-29") == {"LE-1.8", "TS-1.3"}
    assert regressed("2007-10-31") == {"TS-1.4", "TS-1.5"}
    assert regressed("2007-11-01") == {"TS-1.2", "TS-1.4"}


@pytest.fixture(scope="module")
def promises(three_editions: None, django_db_blocker: DjangoDbBlocker) -> list[Promise]:
    """The record in document order, read once: no test here writes."""
    with django_db_blocker.unblock():
        return sorted(read(), key=lambda promise: promise.place)


PAIRS = ["ALL", "US-CN", "US-MX"]
TURNS = [PLAN_DAY, dt.date(2006, 1, 1), REPORT_DAY, SECOND, THIRD, MUCH_LATER]
"""The days that matter. Each reason is asked for alone on all of them, for each pair on two; at
length, for every pair on each."""


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("day", TURNS)
def test_the_database_lists_many_rows_as_python_lists_few(
    monkeypatch: pytest.MonkeyPatch, day: dt.date, pair: str
) -> None:
    text = f"as_of={day}&horizon=90&pair={'' if pair == 'ALL' else pair}"
    rows, counts = list(listed(text).items()), query(text).reason_counts
    monkeypatch.setattr("milestones.queries.attention.FEW", 0)
    assert (list(listed(text).items()), query(text).reason_counts) == (rows, counts)
    for most in (1, 2, 5, 12, 25):
        asked = query(text)
        first = [(milestone.code, list(why)) for milestone, why in asked.explained(slice(most))]
        assert first == rows[:most]


@pytest.mark.parametrize("reason", PUBLIC_REASONS)
def test_so_it_lists_the_first_for_each_reason(
    monkeypatch: pytest.MonkeyPatch, reason: AttentionReason
) -> None:
    for day in TURNS:
        text = f"as_of={day}&horizon=90&reason={reason}"
        rows = list(listed(text).items())
        with monkeypatch.context() as many:
            many.setattr("milestones.queries.attention.FEW", 0)
            for first in (slice(1), slice(3), slice(2, 9)):
                found = query(text).explained(first)
                assert [milestone.code for milestone, _why in found] == [
                    code for code, _why in rows[first]
                ]


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("day", [*TURNS, PLAN_DAY - dt.timedelta(1), dt.date(2007, 11, 1)])
def test_the_counts_of_those_alike_are_those_of_the_standings(day: dt.date, pair: str) -> None:
    standings = Standing.objects.on(day, pair).alike_in_attention()
    kept = AttentionCount.objects.alike_on(day, pair)
    assert sorted(map(str, kept)) == sorted(map(str, standings))


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("day", TURNS)
def test_the_rows_are_those_of_the_rules_in_words(
    promises: list[Promise], day: dt.date, pair: str, exhaustive: bool
) -> None:
    text = f"as_of={day}&horizon=90&pair={'' if pair == 'ALL' else pair}"
    expected = {
        promise.code: reasons
        for promise in promises
        if (reasons := rules(promise, day, pair, horizon=90))
    }
    found = listed(text)
    assert found == expected
    assert [first[0] for first in found.values()] == sorted(
        (first[0] for first in expected.values()), key=AttentionReason.values.index
    )
    counts = query(text).reason_counts
    assert counts.pop("") == len(expected)
    assert counts == {reason: sum(reason in why for why in found.values()) for reason in counts}
    if exhaustive or PAIRS[TURNS.index(day) % len(PAIRS)] == pair:
        for reason in counts:
            rows = listed(f"{text}&reason={reason}")
            assert rows == {code: why for code, why in found.items() if reason in why}


def rules(promise: Promise, day: dt.date, pair: str, horizon: int) -> list[str]:
    """The reasons in plain Python, in order."""
    row = promise.as_of(day, pair)
    if row is None:
        return []
    editions = [each for each in (REPORT_DAY, SECOND, THIRD) if each <= day]
    reported = max((each for each in promise.reports if each <= day), default=PLAN_DAY)
    is_open = row.status not in DELIVERED
    new_date = row.revised.date if row.revised else None
    soon = [each for each in (row.first_due, row.last_due) if each and is_soon(each, day, horizon)]
    holds = {
        "contradictory": row.contradiction,
        "overdue_no_date": row.overdue and new_date is None,
        "overdue_new_date": row.overdue and new_date is not None and new_date >= day,
        "slipped_again": is_open and row.slipped and has_slipped(promise, pair, reported),
        "due_soon": row.status in {"delayed", "initiated"} and bool(soon),
        "new_date_passed": is_open and new_date is not None and new_date < day,
        "regressed": bool(editions)
        and reported > editions[-2:][0]
        and has_regressed(promise, pair, reported),
        "pairs_apart": row.differ and levels(row.status_us_cn, row.status_us_mx) >= 2,
        "silent": bool(editions) and reported < editions[-1] and row.status != "completed",
    }
    return [reason for reason, does in holds.items() if does]


def levels(one: str | None, other: str | None) -> int:
    assert one
    assert other
    return abs(FURTHEST_BEHIND_FIRST.index(one) - FURTHEST_BEHIND_FIRST.index(other))


def has_slipped(promise: Promise, pair: str, reported: dt.date) -> bool:
    """Whether an earlier report named an earlier date."""
    sides = [promise.side(day, pair) for day in sorted(promise.reports) if day <= reported]
    *before, now = [side.revised.date for side in sides if side and side.revised]
    return any(date < now for date in before)


def has_regressed(promise: Promise, pair: str, reported: dt.date) -> bool:
    """Whether a report is behind the one before it."""
    sides = [promise.side(day, pair) for day in sorted(promise.reports) if day <= reported]
    places = [FURTHEST_BEHIND_FIRST.index(side.status) for side in sides if side]
    return len(places) > 1 and places[-1] < places[-2]


def is_soon(date: dt.date, day: dt.date, horizon: int) -> bool:
    return 0 <= (date - day).days <= horizon
