"""SQL that pages need again and again is written once; the rows are read anew each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from threading import Thread
from typing import Any

import pytest
from cachetools import LRUCache
from django.db import connection, connections, models
from django.db.models import Q
from django.db.models.sql.compiler import SQLCompiler

from milestones.choices import Precision
from milestones.dates import ImpreciseDate
from milestones.models import Standing, StandingQuerySet, conditions, prepared
from milestones.models.lookups import Numbers
from milestones.models.prepared import PreparedRows, from_recipe
from tests.conftest import REPORT_DAY
from tests.milestones.recording import DELAYED, LATER, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "_kept", LRUCache(8))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The SQL that Django has written."""
    statements: list[str] = []
    write = SQLCompiler.as_sql

    def as_sql(self: SQLCompiler, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        sql, params = write(self, *args, **kwargs)
        statements.append(sql)
        return sql, params

    monkeypatch.setattr(SQLCompiler, "as_sql", as_sql)
    return statements


@prepared.prepared
def statuses(standings: StandingQuerySet, *fields: str) -> models.QuerySet[Standing, Any]:
    return standings.values_list("milestone__code", "status", *fields)


def standings(day: dt.date = REPORT_DAY, condition: Q | None = None) -> StandingQuerySet:
    condition = condition or Q(area__slug="cargo-security")
    return from_recipe(
        ("standings", day, condition),
        lambda: Standing.objects.on(day).filter(condition).order_by("position"),
    )


def test_sql_is_written_once_and_the_rows_are_read_anew(written: list[str]) -> None:
    before: dict[str, str] = dict(statuses(standings(LATER)))
    assert len(written) == 1
    record(LATER, DELAYED, code="CS-1.1")
    written.clear()
    after: dict[str, str] = dict(statuses(standings(LATER)))
    assert after == before | {"CS-1.1": "delayed"} != before
    assert not written


def test_rows_are_those_of_the_queryset() -> None:
    fields = ("differ", "from_date", "revised_date", "slip_months", "slipped")
    rows = list(statuses(standings(), *fields))
    assert rows == list(standings().values_list("milestone__code", "status", *fields))
    assert {type(value) for *_rest, value in rows} == {bool}


def test_another_condition_is_another_recipe() -> None:
    of_area = [code for code, _status in statuses(standings())]
    of_another = [
        code for code, _status in statuses(standings(condition=Q(area__slug="bioprotection")))
    ]
    assert of_area
    assert of_another
    assert not set(of_area) & set(of_another)
    assert [code for code, _status in statuses(standings())] == of_area


def test_a_queryset_that_was_changed_has_no_recipe_and_nothing_of_it_is_kept(
    written: list[str],
) -> None:
    list(statuses(standings()))
    delayed = standings().filter(status="delayed")
    assert (standings().recipe is None, delayed.recipe) == (False, None)
    assert {status for _code, status in statuses(delayed)} == {"delayed"}
    assert {status for _code, status in statuses(standings())} > {"delayed"}
    kept = len(prepared._kept)
    list(statuses(delayed))
    assert len(prepared._kept) == kept
    assert len(written) == 3


def test_what_is_derived_has_a_recipe_of_its_own(written: list[str]) -> None:
    def first(status: str) -> list[Any]:
        return list(statuses(standings().derived(of_status, status).sliced(slice(2))))

    rows = first("completed")
    assert [status for _code, status in rows] == ["completed", "completed"]
    assert [status for _code, status in first("delayed")] == ["delayed"]
    written.clear()
    assert first("completed") == rows
    assert not written
    assert standings().all().derived(of_status, "completed").recipe is None


def of_status(standings: StandingQuerySet, status: str) -> StandingQuerySet:
    return standings.filter(status=status)


def test_a_queryset_that_was_read_is_not_shared() -> None:
    read = standings()
    assert len(read)
    assert standings() is not read
    assert standings()._result_cache is None


def test_a_condition_that_nothing_can_meet_has_no_rows() -> None:
    nothing = PreparedRows(Standing.objects.filter(pk__in=[]).values_list("pk"))
    assert (list(nothing), nothing.as_stored(), list(nothing.for_each([{}]))) == ([], [], [])


def test_another_thread_reads_by_its_own_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def converted(self: SQLCompiler, results: Any, **_options: Any) -> Iterator[tuple[Any, ...]]:
        seen.append(self.connection)
        return iter(())

    rows = PreparedRows(Standing.objects.values_list("pk"))
    list(rows)
    monkeypatch.setattr(SQLCompiler, "results_iter", converted)
    monkeypatch.setattr(PreparedRows, "_execute", lambda *_args: [])

    def read() -> None:
        list(rows)
        seen.append(connections["default"])

    thread = Thread(target=read)
    thread.start()
    thread.join()
    used, own = seen
    assert used is own is not connection


def test_each_database_has_its_own_sql(written: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    rows = PreparedRows(Standing.objects.values_list("pk"))
    of_primary = list(rows)
    monkeypatch.setattr(models.QuerySet, "db", "replica")
    connections["replica"] = connection
    try:
        assert list(rows) == list(rows) == of_primary
    finally:
        del connections["replica"]
    assert len(written) == 2


def test_no_more_are_kept_than_memory_is_for() -> None:
    for day in range(1, 12):
        list(statuses(standings(dt.date(2006, 9, day))))
    assert len(prepared._kept) == 8


@pytest.mark.parametrize(
    "condition",
    [
        partial(conditions.due_between, dt.date(2005, 9, 30), None),
        partial(conditions.due_in, ImpreciseDate(dt.date(2005, 12, 31), Precision.MONTH)),
        conditions.without_deadline,
        partial(conditions.matches, "border"),
    ],
    ids=["due between", "due in", "without deadline", "search"],
)
def test_equal_filters_are_equal_conditions(condition: Callable[[], Q], written: list[str]) -> None:
    first = list(statuses(standings(condition=condition())))
    written.clear()
    assert list(statuses(standings(condition=condition()))) == first != []
    assert not written


def test_keys_of_many_milestones_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conditions, "MAX_KEPT", 2)
    two, three = (conditions.one_of(Numbers(range(count))) for count in (2, 3))
    assert conditions.recipe("some", condition=two) == ("some", two)
    assert conditions.recipe("some", condition=three) is None
    assert conditions.recipe("some", condition=three & Q(status="planned")) is None
    list(statuses(from_recipe(None, lambda: Standing.objects.on(REPORT_DAY).filter(three))))
    assert len(prepared._kept) == 0


def test_writing_sql_leaves_the_queryset_as_it_was() -> None:
    queryset = Standing.objects.order_by("area__order").values_list("pk")
    tables = set(queryset.query.alias_map)
    assert list(PreparedRows(queryset))
    assert set(queryset.query.alias_map) == tables
