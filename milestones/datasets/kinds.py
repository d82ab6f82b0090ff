"""What a file of rows is: its columns, and which rows a query asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils.functional import Promise

from milestones.asked import Asked
from milestones.dates import ImpreciseDate

Cell = str | int | float | bool | dt.date | dt.datetime | None
Kind = Literal["string", "integer", "number", "boolean", "date", "datetime"]


@dataclass(frozen=True)
class Column:
    """A column: its public name, what it means, and its cell for a row as of a day."""

    name: str
    meaning: str | Promise
    cell: Callable[[Any, dt.date], Cell]
    kind: Kind = "string"


@dataclass(frozen=True)
class Dataset:
    """A kind of rows that can be had as data.

    ``asks`` reads the query of its address; ``rows`` are those that the query asks for.
    """

    name: str
    title: str | Promise
    columns: Sequence[Column]
    sorts: Collection[str]
    rows: Callable[[Any], QuerySet[Any] | list[Any]]
    asks: type[Asked] = Asked

    def cells(self, row: Any, day: dt.date) -> list[Cell]:
        """The row's cells, in the order of the columns."""
        return [column.cell(row, day) for column in self.columns]


def code_of(when: ImpreciseDate | None) -> str | None:
    """The cell of a date, no more exact than it is known."""
    return when.code if when else None
