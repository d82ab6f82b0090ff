"""The problems of a spreadsheet. All of them are listed, not only the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from milestones.documents.text import tidy

MAX_QUOTE_LENGTH = 80


@dataclass(frozen=True, order=True)
class RowProblem:
    """A problem that prevents the import of a spreadsheet: where it is, and what to do.

    ``row`` is the number that spreadsheet programs show, 1 being the row of column names; 0
    means the file as a whole. ``column`` is a column's name; empty means the whole row.
    """

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.row else self.message

    @property
    def place(self) -> str:
        """The location in words; empty for the file as a whole."""
        if not self.row:
            return ""
        if not self.column:
            return _("row %(row)s") % {"row": self.row}
        return _("row %(row)s, %(column)s") % {"row": self.row, "column": self.column}


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
