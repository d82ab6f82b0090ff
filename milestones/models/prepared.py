"""Querysets of which Django writes the SQL once, not whenever they are run.

Building one and writing its SQL takes up to a millisecond, often longer than the database needs for
the rows, and a page reads a dozen of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, Self, TypeVar

from cachetools import LRUCache
from cachetools.keys import hashkey
from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.query import Query

_P = ParamSpec("_P")
_Kept = TypeVar("_Kept")
_Model = TypeVar("_Model", bound=models.Model)
_Selection = TypeVar("_Selection", bound="RecipeQuerySet[Any]")
_Row = tuple[Any, ...]
Sql = tuple[str, Sequence[Any]]

MAX_KEPT = 512
"""How many querysets are kept; each takes about 14 KB with its SQL."""
MAX_AT_ONCE = 200
"""How many queries are combined in one statement; the limit of SQLite is 500."""

_kept: LRUCache[Hashable, Any] = LRUCache(MAX_KEPT)
_lock = Lock()


class RecipeQuerySet(models.QuerySet[_Model]):
    """A queryset that may know its recipe."""

    recipe: Hashable = None
    """All that decides what it selects, so that querysets with the same recipe are the same. None
    if that is not known: a method of a queryset with a recipe returns one without."""

    def derived(self, build: Callable[..., _Selection], *args: Hashable) -> _Selection:
        """What a function builds of this queryset and these arguments, with a recipe if this one
        has one."""
        if self.recipe is None:
            return build(self, *args)
        return from_recipe((build, self.recipe, *args), lambda: build(self, *args))

    def sliced(self, rows: slice) -> Self:
        """A slice of it, with a recipe if this one has one."""
        part: Self = self.derived(_sliced, rows.start, rows.stop)
        return part


def _sliced(queryset: _Selection, start: int | None, stop: int | None) -> _Selection:
    return queryset[start:stop]


@dataclass(frozen=True)
class _Statement:
    sql: str
    params: Sequence[Any]
    compiler: SQLCompiler


class PreparedRows:
    """The rows of a queryset of values, read anew each time."""

    def __init__(self, queryset: models.QuerySet[Any, Any]) -> None:
        self._queryset = queryset
        self._statements: dict[str, _Statement | None] = {}

    def __iter__(self) -> Iterator[_Row]:
        """The rows as the queryset gives them."""
        if statement := self._statement:
            compiler = copy(statement.compiler)
            # That of this thread, which may be another.
            compiler.connection = connections[self._queryset.db]
            stored: list[Any] = self.as_stored()
            yield from map(tuple, compiler.results_iter([stored]))

    def as_stored(self, values: Mapping[Any, Any] | None = None) -> list[_Row]:
        """The rows as the database gives them, where the mapping replaces its parameters. Django
        would look at each value again."""
        statement = self._statement
        if not statement:
            return []
        params = (
            [values.get(param, param) for param in statement.params] if values else statement.params
        )
        return self._execute(statement.sql, params)

    def for_each(self, values: Sequence[Mapping[Any, Any]]) -> Iterator[_Row]:
        """Run the query once for each mapping, which replaces its parameters, in few statements.
        Each mapping replaces the same ones. The rows are as the database gives them."""
        statement = self._statement
        if not statement:
            return
        on_postgresql = connections[self._queryset.db].vendor == "postgresql"
        combined = _laterally if on_postgresql else _united
        for start in range(0, len(values), MAX_AT_ONCE):
            yield from self._execute(*combined(statement, values[start : start + MAX_AT_ONCE]))

    def _execute(self, sql: str, params: Sequence[Any]) -> list[_Row]:
        with connections[self._queryset.db].cursor() as cursor:
            cursor.execute(sql, params)
            rows: list[_Row] = cursor.fetchall()
        return rows

    @property
    def _statement(self) -> _Statement | None:
        """The statement for the database that is read now; None if there can be no rows."""
        alias = self._queryset.db
        if alias not in self._statements:
            self._statements[alias] = _write(self._queryset.query, alias)
        return self._statements[alias]


def _write(query: Query, alias: str) -> _Statement | None:
    # Writing SQL may add joins, and another thread may write it, too.
    compiler = query.clone().get_compiler(alias)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    return _Statement(sql, params, compiler)


def _united(statement: _Statement, values: Sequence[Mapping[Any, Any]]) -> Sql:
    parts = [f"SELECT * FROM ({statement.sql}) AS part"] * len(values)  # noqa: S608 - Django made it
    params = [mapping.get(param, param) for mapping in values for param in statement.params]
    return " UNION ALL ".join(parts), params


def _laterally(statement: _Statement, values: Sequence[Mapping[Any, Any]]) -> Sql:
    """PostgreSQL plans such a join once, but each part of a union. SQLite does not know it."""
    columns = {param: f"given.column{number}" for number, param in enumerate(values[0], 1)}
    placed = tuple(columns.get(param, "%s") for param in statement.params)
    sql = statement.sql.replace("%%", "%%%%") % placed
    row = f"({', '.join(['%s'] * len(columns))})"
    given = [mapping[param] for mapping in values for param in columns]
    others = [param for param in statement.params if param not in columns]
    return (
        f"SELECT part.* FROM (VALUES {', '.join([row] * len(values))}) AS given,"  # noqa: S608
        f" LATERAL ({sql}) AS part",
        given + others,
    )


def prepared(
    build: Callable[_P, models.QuerySet[Any, Any]],
) -> Callable[_P, PreparedRows]:
    """Make a function that builds a queryset of values return its rows, which are kept with their
    SQL for the next call with the same arguments.

    The arguments have to decide the queryset. One of them may be a queryset that has a recipe; with
    one that has none, nothing is kept.
    """

    @wraps(build)
    def rows(*args: _P.args, **kwargs: _P.kwargs) -> PreparedRows:
        parts = [arg.recipe if isinstance(arg, RecipeQuerySet) else arg for arg in args]
        if any(part is None for part, arg in zip(parts, args, strict=True) if arg is not None):
            return PreparedRows(build(*args, **kwargs))
        key = hashkey(build, *parts, *kwargs.items())
        return _keep(key, lambda: PreparedRows(build(*args, **kwargs)))

    return rows


def from_recipe(recipe: Hashable, build: Callable[[], _Selection]) -> _Selection:
    """The queryset of this recipe, which is built once; without one, one that is not kept."""
    if recipe is None:
        return build()
    queryset = _keep(recipe, build).all()
    queryset.recipe = recipe
    return queryset


def _keep(key: Hashable, make: Callable[[], _Kept]) -> _Kept:
    with _lock:
        kept: _Kept | None = _kept.get(key)
    if kept is None:
        kept = make()
        with _lock:
            _kept[key] = kept
    return kept
