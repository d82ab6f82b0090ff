"""The counts of now are kept beside the changes: what pages show by default is not summed."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.actions import StatusLine, withdraw_edition, withdraw_update
from milestones.choices import SCALE, Pair
from milestones.imports.report import apply_edition
from milestones.models import CountChange, CurrentCount, KnownCounts, Standing, StatusUpdate, counts
from milestones.models.counts import COUNT_FIELDS
from milestones.statistics import CountRow, Counts, Tally
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.milestones.imports.commands import run
from tests.milestones.imports.report.editions import DECIDED, edition
from tests.milestones.recording import DELAYED, LATER, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PAIRS = list(Pair)
CODES = ("TS-1.1", "TS-1.4", "TS-1.5", "LE-1.8", "CS-4.2")
DAYS = [PLAN_DAY + dt.timedelta(days=120 * number) for number in range(1, 8)]

Numbers = dict[Pair, Counter[CountRow]]


def as_kept() -> Numbers:
    return numbers(CurrentCount.objects.rows(PAIRS))


def as_summed() -> Numbers:
    """From all changes."""
    return numbers(CountChange.objects.rows(dt.date.max, PAIRS))


def as_standing() -> Numbers:
    """From the standings without an end."""
    return numbers(Standing.objects.on(dt.date.max, *PAIRS, is_latest=True).count_rows(PAIRS))


def numbers(rows: dict[Pair, list[CountRow]]) -> Numbers:
    return {pair: Counter(rows[pair]) for pair in PAIRS}


def lines_by_chance(chance: Random) -> list[StatusLine]:
    pairs = chance.choice([[Pair.ALL], [Pair.US_CN], [Pair.US_MX], [Pair.US_CN, Pair.US_MX]])
    return [StatusLine(pair, chance.choice(SCALE)) for pair in pairs]


@pytest.mark.parametrize(
    "number", [0, 1, *(pytest.param(more, marks=pytest.mark.exhaustive) for more in range(2, 8))]
)
def test_whatever_is_recorded_and_withdrawn_they_are_the_sums(number: int) -> None:
    chance = Random(number)  # noqa: S311 - no secret
    for step in range(30):
        with suppress(ValidationError):
            record(
                chance.choice(DAYS),
                *lines_by_chance(chance),
                code=chance.choice(CODES),
                reason=f"Correction {step}",
            )
        in_effect = StatusUpdate.objects.in_effect().filter(report=None).order_by("pk")
        if in_effect and chance.random() < 0.4:
            withdraw_update(chance.choice(in_effect), reason="Misread")
        assert as_kept() == as_summed() == as_standing()


def test_so_they_are_after_an_edition_its_withdrawal_and_another_seed() -> None:
    report = apply_edition(edition(), DECIDED).recorded
    assert as_kept() == as_summed() == as_standing()
    withdraw_edition(report, reason="Printed by mistake.")
    assert as_kept() == as_summed() == as_standing()
    assert run("seed")[0] == 0
    assert as_kept() == as_summed() == as_standing()


def group_of(row: CurrentCount) -> tuple[object, ...]:
    return tuple(row.area_id if name == "area" else getattr(row, name) for name in COUNT_FIELDS)


def stored() -> set[tuple[object, ...]]:
    return set(CurrentCount.objects.values_list("pair", *COUNT_FIELDS, "milestones"))


def test_a_group_that_has_no_milestones_any_more_has_no_row() -> None:
    before = stored()
    update = record(LATER, DELAYED)
    assert stored() != before
    withdraw_update(update, reason="Wrong day")
    assert stored() == before
    with pytest.raises(IntegrityError), transaction.atomic():
        CurrentCount.objects.update(milestones=0)


@pytest.mark.parametrize("added", [1, -1, -2])
def test_rows_of_one_group_add_up(added: int) -> None:
    """Whoever writes while the first row is locked adds a second one."""
    row = CurrentCount.objects.filter(milestones=2)[0]
    others = as_kept()[Pair(row.pair)].total() - 1
    row.pk, row.milestones = None, added
    row.save(force_insert=True)
    found = as_kept()[Pair(row.pair)]
    group = {counted for counted in found if counted[:-1] == group_of(row)}
    assert [counted.milestones for counted in group] == ([2 + added] if 2 + added else [])
    assert found.total() == others + len(group)


def test_of_rows_that_were_read_before_only_those_are_read_that_replaced_others() -> None:
    known = KnownCounts()
    CurrentCount.objects.rows(PAIRS, known)
    before = set(CurrentCount.objects.values_list("pk", flat=True))
    record(LATER, DELAYED)
    added = set(CurrentCount.objects.values_list("pk", flat=True)) - before
    with CaptureQueriesContext(connection) as queries:
        rows = CurrentCount.objects.rows(PAIRS, known)
    assert numbers(rows) == as_kept() == as_summed()
    assert {pair: list(rows[pair]) for pair in PAIRS} == CurrentCount.objects.rows(PAIRS)
    _keys, of_others = [query["sql"] for query in queries]
    keys = re.search(r"['\[{]{2}([\d,]+)[\]}]", of_others)
    assert keys
    assert set(map(int, keys[1].split(","))) == added
    assert known.keys() == before | added


def test_where_one_was_replaced_while_they_were_read_all_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = KnownCounts()
    CurrentCount.objects.rows(PAIRS, known)
    record(LATER, DELAYED)
    by_key, calls = counts._by_key, 0

    def replaced_before(rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[Pair, CountRow]]:
        nonlocal calls
        calls += 1
        return {} if calls == 1 else by_key(rows)

    monkeypatch.setattr(counts, "_by_key", replaced_before)
    rows = CurrentCount.objects.rows(PAIRS, known)
    assert calls == 2
    assert rows == CurrentCount.objects.rows(PAIRS)
    assert numbers(rows) == as_summed()


def test_no_more_rows_are_known_than_memory_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    known = KnownCounts()
    CurrentCount.objects.rows(PAIRS, known)
    monkeypatch.setattr(counts, "MAX_KNOWN", len(known))
    record(LATER, DELAYED)
    CurrentCount.objects.rows(PAIRS, known)
    assert known.keys() > set(CurrentCount.objects.values_list("pk", flat=True))
    CurrentCount.objects.rows(PAIRS, known)
    assert known.keys() == set(CurrentCount.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("", {"currentcount"}),
        (f"?as_of={LATER}", {"currentcount"}),
        (f"?as_of={REPORT_DAY}", {"countchange"}),
    ],
)
def test_only_a_page_of_an_earlier_day_sums_changes(
    client: Client, query: str, read: set[str]
) -> None:
    record(LATER, DELAYED)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/en/milestones/{query}").status_code == 200
    tables = {"currentcount", "countchange"}
    assert {
        table for table in tables if any(f"milestones_{table}" in one["sql"] for one in queries)
    } == read


def test_only_the_deadlines_whose_counts_changed_are_summed_again() -> None:
    known = KnownCounts()

    def by_deadline() -> dict[str, Tally]:
        rows = CurrentCount.objects.rows([Pair.ALL], known)[Pair.ALL]
        return {deadline.code: deadline.tally for deadline in Counts(rows, LATER).by_deadline()}

    before = by_deadline()
    record(LATER, DELAYED, code="TS-1.3", source="A letter")
    after = by_deadline()
    assert [code for code, tally in after.items() if tally is not before[code]] == ["2008-06"]
