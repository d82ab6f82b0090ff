"""Read the rows of an edited spreadsheet of statuses, whatever program saved it."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import thread_time

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from milestones.imports.statuses.csv_text import csv_records
from milestones.imports.statuses.errors import RowProblem, SpreadsheetError, reject
from milestones.imports.statuses.header import find_header
from milestones.imports.statuses.workbook import SIGNATURE, UnreadableCell, workbook_records

MAX_ROWS = 100_000
MAX_SECONDS = 60
"""How long reading may take, in the processor's time."""

ERRORS = {"#NAME?", "#VALUE!", "#REF!", "#N/A", "#DIV/0!", "#NUM!", "#NULL!"}
"""What spreadsheet programs save of a formula without a value."""


@dataclass(frozen=True)
class SheetRow:
    """A row that is not empty; ``number`` is what spreadsheet programs show, from 1."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def read_sheet(data: bytes, most_bytes: int) -> list[SheetRow]:
    """Read the rows of a CSV file or an XLSX workbook of at most ``most_bytes`` bytes.

    Raises SpreadsheetError with every reason: a file that is too large, empty or of another
    type, other columns than the export's, cells without a column, formulas, merged cells.
    """
    if len(data) > most_bytes:
        reject(_("The file is larger than %(size)s MB.") % {"size": most_bytes // 1_000_000})
    is_workbook = data.startswith(SIGNATURE)
    records = workbook_records(data, most_bytes) if is_workbook else csv_records(data)
    # openpyxl warns of what it does not read, such as lists to choose from.
    with warnings.catch_warnings(action="ignore"):
        numbered = _number_filled(records)
        return list(_build_rows(find_header(numbered), numbered))


def _number_filled(records: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield the records that are not empty, with their numbers."""
    end = thread_time() + MAX_SECONDS
    for number, cells in enumerate(records, 1):
        if number > MAX_ROWS:
            reject(_("There are more than %(count)s rows.") % {"count": MAX_ROWS})
        if thread_time() > end:
            message = _("Reading takes more than %(count)s seconds: split the file in two.")
            reject(message % {"count": MAX_SECONDS})
        if any(cell.strip() for cell in cells):
            yield number, cells


def _build_rows(
    names: Sequence[str], numbered: Iterable[tuple[int, list[str]]]
) -> Iterator[SheetRow]:
    problems: list[RowProblem] = []
    for number, cells in numbered:
        cell_problems = list(_check_cells(number, names, cells))
        problems += cell_problems
        if not cell_problems:
            padded = [*cells, *[""] * (len(names) - len(cells))]
            yield SheetRow(number, dict(zip(names, padded, strict=False)))
    if problems:
        raise SpreadsheetError(problems)


def _check_cells(number: int, names: Sequence[str], cells: Sequence[str]) -> Iterator[RowProblem]:
    for index, cell in enumerate(cells):
        name = names[index] if index < len(names) else ""
        if isinstance(cell, UnreadableCell):
            yield RowProblem(number, name, cell)
        elif cell in ERRORS:
            yield RowProblem(number, name, _("The formula gives an error: enter a value instead."))
        elif cell.strip() and not name:
            message = _("There is a cell in column %(letter)s, which has no name.")
            yield RowProblem(number, "", message % {"letter": xl_col_to_name(index)})
