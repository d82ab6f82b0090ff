"""Find the row with the names of the columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.utils.translation import gettext as _

from milestones.imports.statuses.cells import bare
from milestones.imports.statuses.errors import RowProblem, SpreadsheetError, quoted
from milestones.opendata.datasets import DATASETS

COLUMNS = tuple(column.name for column in DATASETS["statuses"].columns)
"""The columns of the export, which an import must have too."""

MAX_NOTES = 50
"""How many rows with notes there may be above the names of the columns."""


def count_names(cells: Iterable[str]) -> int:
    """How many different columns these cells name."""
    return len({_name(cell) for cell in cells} & {*COLUMNS})


def find_header(numbered: Iterator[tuple[int, list[str]]]) -> list[str]:
    """The names of the columns, in the file's order; empty for a column without one.

    Takes rows up to the header, which is the first row that names two columns. Raises
    SpreadsheetError if there is none, and for columns other than the export's.
    """
    start = 0
    for number, cells in islice(numbered, MAX_NOTES + 1):
        if count_names(cells) > 1:
            return _column_names(number, cells)
        start = start or number
    message = _("The file is empty.")
    if start:
        message = _("This is not a statuses.csv: from here on, no row names the columns %(names)s.")
        message %= {"names": ", ".join(COLUMNS)}
    raise SpreadsheetError([RowProblem(start, "", message)])


def _name(cell: str) -> str:
    return bare(cell).lower()


def _column_names(number: int, header: Sequence[str]) -> list[str]:
    names = [_name(cell) for cell in header]
    named = [name for name in names if name]
    problems = [
        *((name, _("This column is missing.")) for name in COLUMNS if name not in named),
        *((name, _("The export has no such column.")) for name in named if name not in COLUMNS),
        *((name, _("This column appears twice.")) for name in named if named.count(name) > 1),
    ]
    if problems:
        raise SpreadsheetError(
            RowProblem(number, quoted(name), message) for name, message in problems
        )
    return names
