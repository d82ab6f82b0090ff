"""Definitions of data files: their columns, and the rows that a query selects."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from functools import partial
from operator import attrgetter
from typing import Any, Literal

from django.db.models import Case, F, QuerySet, TextChoices, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, Substr
from django.utils.functional import Promise, cached_property

from milestones.choices import Precision
from milestones.dates import SEASON_ENDS
from milestones.queries import MilestoneQuery
from milestones.queries.sorting import Sorts, null_if_empty

Cell = str | int | float | bool | dt.date | dt.datetime | None
CellKind = Literal["string", "integer", "number", "boolean", "date", "datetime"]

INITIATIVE_CODE = r"[A-Z]{2}-[0-9]+"
IMPRECISE_DATE = (
    r"[12][0-9]{3}(-((0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?|Winter|Spring|Summer|Fall))?"
)
"""Regular expressions that match whole cells."""


@dataclass(frozen=True)
class Named:
    """A field with codes, and the name that the cell shows for each code."""

    field: str
    names: Mapping[str, str]

    def written(self, write: Callable[[str], str]) -> Case:
        """The name of the field's code, as ``write`` formats it for a file."""
        whens = (
            When(**{self.field: code}, then=Value(write(name))) for code, name in self.names.items()
        )
        return Case(*whens, output_field=TextField())


@dataclass(frozen=True)
class Column:
    """A column: its public name, its meaning, and where its cells come from.

    ``accessor`` is the path to a field of the row, with two underscores between its parts (the
    column's own name unless it is given), or a function of the row. ``sql`` is how the database
    gives the same cell: a path, an expression or names for codes. A path in ``accessor`` is both;
    a function without ``sql`` makes the whole file slower, because its lines are then written in
    Python. An empty text is no cell, and neither is what is beyond a None on the path.

    ``sort`` has the fields or expressions that rows are sorted by, if not by the cell. What pages
    can sort by, too, is in ``milestones.queries.sorting``.

    The other fields describe the cells. ``required``: no cell is empty. ``codes``: the
    vocabulary of all cells. ``pattern``: a regular expression that matches the whole cell.
    ``minimum`` and ``maximum``: the limits of numbers, both included. ``refers_to``: a column of
    another file, such as ``milestones.code``, that has every value of this one, if both files
    have the same query.
    """

    name: str
    meaning: str | Promise
    accessor: str | Callable[[Any], Cell] = ""
    _: KW_ONLY
    kind: CellKind = "string"
    required: bool = False
    codes: tuple[TextChoices, ...] = ()
    pattern: str = ""
    minimum: int | None = None
    maximum: int | None = None
    refers_to: str = ""
    sql: str | Combinable | Named | None = None
    sort: Sequence[Any] = ()

    @cached_property
    def cell(self) -> Callable[[Any], Cell]:
        """The function that gives the cell of a row."""
        if callable(self.accessor):
            return self.accessor
        names = (self.accessor or self.name).split("__")
        return attrgetter(".".join(names)) if self.required else partial(_optional_cell, names)

    @property
    def value(self) -> str | Combinable | Named | None:
        """How the database gives the cell; None if it cannot."""
        if self.sql is not None or callable(self.accessor):
            return self.sql
        return self.accessor or self.name


def sorts_of(columns: Iterable[Column]) -> Sorts:
    """What each of the columns of a file sorts by."""
    return {column.name: column.sort or [_sort_key(column)] for column in columns}


def _sort_key(column: Column) -> Any:
    is_optional_text = column.kind == "string" and not column.required
    return null_if_empty(column.value) if is_optional_text else column.value


def _optional_cell(names: Sequence[str], row: Any) -> Cell:
    value = row
    for name in names:
        value = getattr(value, name)
        if value is None or value == "":
            return None
    cell: Cell = value
    return cell


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

    def cells(self, row: Any) -> list[Cell]:
        return [column.cell(row) for column in self.columns]


def copy_columns(columns: Iterable[Column], *names: str, **otherwise: Any) -> Iterator[Column]:
    """The named columns of another file, in its order, with fields replaced by ``otherwise``."""
    return (replace(column, **otherwise) for column in columns if column.name in names)


def code_in(date: str, precision: str) -> Case:
    """The code of an imprecise date (see ``ImpreciseDate.code``); None without a date."""
    day = Cast(F(date), TextField())
    season = Case(
        *(
            When(**{f"{date}__month": month}, then=Value(f"-{season}"))
            for season, month in SEASON_ENDS.items()
        )
    )
    return Case(
        When(**{precision: Precision.DAY}, then=day),
        When(**{precision: Precision.MONTH}, then=Substr(day, 1, 7)),
        When(**{precision: Precision.SEASON}, then=Concat(Substr(day, 1, 4), season)),
        When(**{precision: Precision.YEAR}, then=Substr(day, 1, 4)),
        output_field=TextField(),
    )
