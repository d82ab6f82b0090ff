"""Why a spreadsheet, or a part of it, cannot be imported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from milestones.documents.text import tidy

MAX_QUOTE_LENGTH = 80


@dataclass(frozen=True, order=True)
class RowProblem:
    """A problem that prevents the import of a spreadsheet: where it is, and what to do.

    ``row`` is the number that spreadsheet programs show, from 1; 0 means the file as a whole.
    ``column`` is a column's name; empty means the whole row.
    """

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        if not self.row:
            return self.message
        place = _("row %(row)s, %(column)s") if self.column else _("row %(row)s")
        return f"{place % vars(self)}: {self.message}"


class SpreadsheetError(Exception):
    """A spreadsheet, or a part of it, cannot be understood. ``problems`` lists every reason."""

    def __init__(self, problems: Iterable[RowProblem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def quoted(cell: str) -> str:
    """The text of a cell on one line, truncated for a message."""
    return Truncator(tidy(cell)).chars(MAX_QUOTE_LENGTH)


def reject(message: str, row: int = 0) -> NoReturn:
    """Raise SpreadsheetError for the file as a whole, or from a row on."""
    raise SpreadsheetError([RowProblem(row, "", message)])
