"""Lookups of many numbers, which Django does not provide for both databases."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, BigAutoField, BigIntegerField, ForeignKey, Lookup
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, Any]


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

    @property
    def params(self) -> tuple[str, str]:
        """The parameters with these numbers: SQLite's and PostgreSQL's."""
        return f"[{self.text}]", f"{{{self.text}}}"

    def in_place_of(self, others: Numbers) -> dict[str, str]:
        """What ``as_stored`` replaces for a prepared query of other numbers to be of these."""
        return dict(zip(others.params, self.params, strict=True))


ANY_NUMBERS = Numbers([-1])
"""What stands for the numbers of a prepared query, of which each run has its own."""


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
        return f"{self.sqlite_column.format(column)} {keys}", [*params, self.rhs.params[0]]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*params, self.rhs.params[1]]


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
