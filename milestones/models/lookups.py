"""Queries for many keys or values, which Django does not provide for both databases."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, BigAutoField, BigIntegerField, ForeignKey, Lookup
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, Any]

MAX_AT_ONCE = 200
"""How many queries are combined in one statement; the limit of SQLite is 500."""


def plain_rows(rows: models.QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a query of columns, as the database gives them: Django would look at each value
    again."""
    return list(for_each(rows, [{}]))


def for_each(
    rows: models.QuerySet[Any, Any], values: Sequence[Mapping[Any, Any]]
) -> Iterator[tuple[Any, ...]]:
    """Run a query once for each mapping, which replaces its parameters, in few statements. Each
    mapping replaces the same ones."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    connection = connections[rows.db]
    combined = _laterally if connection.vendor == "postgresql" else _united
    with connection.cursor() as cursor:
        for start in range(0, len(values), MAX_AT_ONCE):
            batch = values[start : start + MAX_AT_ONCE]
            cursor.execute(*combined(sql, params, batch) if any(batch) else (sql, params))
            yield from cursor.fetchall()


def _united(sql: str, params: Sequence[Any], values: Sequence[Mapping[Any, Any]]) -> Sql:
    parts = [f"SELECT * FROM ({sql}) AS part"] * len(values)  # noqa: S608 - Django made it
    return " UNION ALL ".join(parts), [
        mapping.get(param, param) for mapping in values for param in params
    ]


def _laterally(sql: str, params: Sequence[Any], values: Sequence[Mapping[Any, Any]]) -> Sql:
    """PostgreSQL plans such a join once, but each part of a union. SQLite does not know it."""
    columns = {param: f"given.column{number}" for number, param in enumerate(values[0], 1)}
    replaced = sql.replace("%%", "%%%%") % tuple(columns.get(param, "%s") for param in params)
    row = f"({', '.join(['%s'] * len(columns))})"
    given = [mapping[param] for mapping in values for param in columns]
    others = [param for param in params if param not in columns]
    return (
        f"SELECT part.* FROM (VALUES {', '.join([row] * len(values))}) AS given,"  # noqa: S608
        f" LATERAL ({replaced}) AS part",
        given + others,
    )


class Numbers:
    """Many numbers to look up, written as a parameter once. Django would look at each of a list
    whenever it makes a query with them."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._numbers = array("q", numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    @cached_property
    def text(self) -> str:
        """The numbers with commas between."""
        return ",".join(map(str, self._numbers))


class KeyLookup(Lookup):  # type: ignore[type-arg]
    """The number is one of many, passed as one parameter, so that their number is not limited and
    Django does not convert each."""

    prepare_rhs = False
    sqlite_column = "{}"

    def __init__(self, lhs: Any, rhs: Iterable[int] | Numbers) -> None:
        super().__init__(lhs, rhs if isinstance(rhs, Numbers) else Numbers(rhs))

    def process_lhs(self, *args: Any, **kwargs: Any) -> Sql:
        if not self.rhs:
            raise EmptyResultSet
        return super().process_lhs(*args, **kwargs)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        keys = "IN (SELECT value FROM json_each(%s))"
        return f"{self.sqlite_column.format(column)} {keys}", [*params, f"[{self.rhs.text}]"]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*params, f"{{{self.rhs.text}}}"]


@AutoField.register_lookup
@BigAutoField.register_lookup
@BigIntegerField.register_lookup
@ForeignKey.register_lookup
class OneOf(KeyLookup):
    """Looks up each key in an index."""

    lookup_name = "one_of"


@BigAutoField.register_lookup
@ForeignKey.register_lookup
class Among(KeyLookup):
    """The unary plus keeps SQLite from looking up each key in an index: reading rows in order and
    checking each is faster when only the first rows are needed."""

    lookup_name = "among"
    sqlite_column = "+{}"
