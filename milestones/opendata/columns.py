"""What a file of rows is: its columns, and which rows a query asks for."""

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
"""The forms that cells of a kind have, as regular expressions of the whole cell."""


@dataclass(frozen=True)
class Column:
    """A column: its public name, what it means, and its cell for a row as of a day.

    The rest says which cells there are: ``required``: none is empty. ``codes``: the vocabulary
    that every cell is of. ``pattern``: the form of the whole cell. ``minimum`` and ``maximum``:
    of numbers, both included. ``refers_to``: a column of another file, such as
    ``milestones.code``, which has every value of this one, if both were asked the same.
    ``value`` is where the database has the cell: the path to a field, an expression,
    or names of codes.
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
    """A kind of rows that can be had as data.

    ``asks`` reads the query of its address; ``rows`` are those that the query asks for. ``key``
    names the columns whose values together no two rows share.
    """

    name: str
    title: str | Promise
    columns: Sequence[Column]
    sorts: Collection[str]
    rows: Callable[[Any], QuerySet[Any] | list[Any]]
    asks: type[MilestoneQuery] = MilestoneQuery
    _: KW_ONLY
    key: tuple[str, ...]

    def cells(self, row: Any, day: dt.date) -> list[Cell]:
        """The row's cells, in the order of the columns."""
        return [column.cell(row, day) for column in self.columns]


def taken(columns: Iterable[Column], *names: str, **otherwise: Any) -> Iterator[Column]:
    """Columns of another file, in its order, with what is otherwise here (``otherwise``)."""
    return (replace(column, **otherwise) for column in columns if column.name in names)


def code_of(when: ImpreciseDate | None) -> str | None:
    """The cell of a date, no more exact than it is known."""
    return when.code if when else None
