"""Definitions of data files: their columns, and the rows that a query selects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any, Literal

from django.db.models import QuerySet, TextChoices
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from milestones.dates import ImpreciseDate
from milestones.opendata.datasets.expressions import Named
from milestones.queries import MilestoneQuery

Cell = str | int | float | bool | dt.date | dt.datetime | None
Kind = Literal["string", "integer", "number", "boolean", "date", "datetime"]

MILESTONE_CODE = r"[A-Z]{2}-[0-9]+\.[0-9]+"
INITIATIVE_CODE = r"[A-Z]{2}-[0-9]+"
IMPRECISE_DATE = (
    r"[12][0-9]{3}(-((0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?|Winter|Spring|Summer|Fall))?"
)
"""Regular expressions that match whole cells."""


@dataclass(frozen=True)
class Column:
    """A column: its public name, its meaning, and the function that gives a row's cell on a day.

    The other fields describe the cells. ``required``: no cell is empty. ``codes``: the
    vocabulary of all cells. ``pattern``: a regular expression that matches the whole cell.
    ``minimum`` and ``maximum``: the limits of numbers, both included. ``refers_to``: a column of
    another file, such as ``milestones.code``, that has every value of this one, if both files
    have the same query. ``value``: how the database gives the cell, as the path to a field, an
    expression, or names for codes.
    """

    name: str
    meaning: str | Promise
    cell: Callable[[Any, dt.date], Cell]
    kind: Kind = "string"
    _: KW_ONLY
    required: bool = False
    codes: tuple[TextChoices, ...] = ()
    pattern: str = ""
    minimum: int | None = None
    maximum: int | None = None
    refers_to: str = ""
    value: str | Combinable | Named | None = None


@dataclass(frozen=True)
class Dataset:
    """A kind of rows that is available as data files.

    ``query_class`` parses the query; ``rows`` returns the rows that a query selects.
    ``key`` names the columns whose values together identify a row.
    """

    name: str
    title: str | Promise
    columns: Sequence[Column]
    sorts: Collection[str]
    rows: Callable[[Any], QuerySet[Any] | list[Any]]
    query_class: type[MilestoneQuery] = MilestoneQuery
    _: KW_ONLY
    key: tuple[str, ...]

    def cells(self, row: Any, day: dt.date) -> list[Cell]:
        """The row's cells, in the order of the columns."""
        return [column.cell(row, day) for column in self.columns]


def copy_columns(columns: Iterable[Column], *names: str, **otherwise: Any) -> Iterator[Column]:
    """The named columns of another file, in its order, with fields replaced by ``otherwise``."""
    return (replace(column, **otherwise) for column in columns if column.name in names)


def code_of(when: ImpreciseDate | None) -> str | None:
    """The cell of a date, as precise as the date is known; None without a date."""
    return when.code if when else None
