"""What is wrong with a spreadsheet: always the whole list, never just the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from milestones.documents.text import tidy

MAX_QUOTE_LENGTH = 80


@dataclass(frozen=True, order=True)
class RowProblem:
    """One thing that keeps a spreadsheet from being applied: where it is, and what to do.

    ``row`` counts as spreadsheets do, the row with the names of the columns being 1; 0 means the
    file as a whole. ``column`` is a column's name; empty if the whole row is meant.
    """

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.row else self.message

    @property
    def place(self) -> str:
        """Where it is, in words; empty if it is the file as a whole."""
        if not self.row:
            return ""
        if not self.column:
            return _("row %(row)s") % {"row": self.row}
        return _("row %(row)s, %(column)s") % {"row": self.row, "column": self.column}


class SpreadsheetError(Exception):
    """A spreadsheet, or a part of it, means nothing. ``problems`` lists every reason."""

    def __init__(self, problems: Iterable[RowProblem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def quoted(cell: str) -> str:
    """As much of a cell as a message has room for, on one line."""
    return Truncator(tidy(cell)).chars(MAX_QUOTE_LENGTH)
