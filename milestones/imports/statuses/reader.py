"""Read the rows of an edited spreadsheet of statuses, whatever program saved it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NoReturn

import openpyxl
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from milestones.documents.errors import DocumentError
from milestones.documents.text import decode, tidy
from milestones.opendata.datasets import DATASETS

COLUMNS = tuple(column.name for column in DATASETS["statuses"].columns)
"""The columns of the export, which an import must have too."""

MAX_QUOTE_LENGTH = 80

MAX_CELL_LENGTH = 131_072
"""In characters. No wording is that long: a longer cell has an unclosed quotation mark."""

DELIMITERS = ",;\t"
"""The characters that spreadsheet programs put between cells; they depend on the country."""


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


def _reject(message: str, row: int = 0) -> NoReturn:
    """Raise SpreadsheetError for the file as a whole, or from a row on."""
    raise SpreadsheetError([RowProblem(row, "", message)])


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
    type, other columns than the export's, cells beyond the columns, formulas.
    """
    if len(data) > most_bytes:
        _reject(_("The file is larger than %(size)s MB.") % {"size": most_bytes // 1_000_000})
    is_workbook = data.startswith(SIGNATURE)
    records = workbook_records(data, most_bytes) if is_workbook else _csv_records(data)
    numbered = _number_filled(records)
    header = next(numbered, None)
    if header is None:
        _reject(_("The file is empty."))
    return list(_build_rows(_column_names(*header), numbered))


def _csv_records(data: bytes) -> Iterator[list[str]]:
    try:
        text = decode(data, "")
    except DocumentError as error:
        message = _("The file is neither CSV nor an XLSX workbook: save it as one of the two.")
        details = (RowProblem(0, "", str(problem)) for problem in error.problems)
        raise SpreadsheetError([RowProblem(0, "", message), *details]) from None
    first_line = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    read = 0
    try:
        for cells in reader:
            # The csv module's own limit cannot be relied on, since other libraries may set it.
            if any(len(cell) > MAX_CELL_LENGTH for cell in cells):
                raise csv.Error
            yield cells
            read += 1
    except csv.Error:
        _reject(_("The quotation marks around a cell from here on do not match."), read + 1)


def _number_filled(records: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield the records that are not empty, with their numbers."""
    for number, cells in enumerate(records, 1):
        if number > MAX_ROWS:
            _reject(_("There are more than %(count)s rows.") % {"count": MAX_ROWS})
        if any(cell.strip() for cell in cells):
            yield number, cells


def _column_names(number: int, header: Sequence[str]) -> list[str]:
    """The names of the columns, in the file's order."""
    names = [quoted(name).lower() for name in header]
    while not names[-1]:
        names.pop()
    if not set(names) & set(COLUMNS):
        message = _("This is not a statuses.csv: its first row must name the columns %(columns)s.")
        _reject(message % {"columns": ", ".join(COLUMNS)}, number)
    missing = (RowProblem(number, name, _("This column is missing.")) for name in COLUMNS)
    unknown = (RowProblem(number, name, _("The export has no such column.")) for name in names)
    repeated = (RowProblem(number, name, _("This column appears twice.")) for name in names)
    problems = [
        *(problem for problem in missing if problem.column not in names),
        *(problem for problem in unknown if problem.column not in COLUMNS),
        *(problem for problem in repeated if names.count(problem.column) > 1),
    ]
    if problems:
        raise SpreadsheetError(problems)
    return names


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
    if any(cell.strip() for cell in cells[len(names) :]):
        yield RowProblem(number, "", _("There are more cells than columns."))
    for name, cell in zip(names, cells, strict=False):
        if isinstance(cell, Formula):
            yield RowProblem(number, name, _("This is a formula: enter its value instead."))


SIGNATURE = b"PK\x03\x04"
"""The first bytes of every workbook, which is a ZIP archive."""

MAX_UNPACK_RATIO = 20
"""How many times larger than the largest file a workbook may be once it is unpacked."""

MAX_ROWS = 100_000

MAX_COLUMNS = 100
"""Cells further to the right are not read."""

_NO_DATE_PART = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.|_.|\*.')
"""The parts of a number format that are not days, months or years: colours, text, fillers."""


class Formula(str):
    """A cell with a formula, whose value only a spreadsheet program can calculate."""


def workbook_records(data: bytes, most_bytes: int) -> list[list[str]]:
    """Read the rows of the first sheet, including empty ones and at most one more than MAX_ROWS.

    Raises SpreadsheetError if it is no workbook, or too large once it is unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked_bytes = sum(part.file_size for part in archive.infolist())
        if unpacked_bytes > most_bytes * MAX_UNPACK_RATIO:
            _reject(_("The workbook is too large once it is unpacked."))
        with warnings.catch_warnings(action="ignore"):
            return list(islice(_sheet_rows(data), MAX_ROWS + 1))
    except SpreadsheetError:
        raise
    # openpyxl raises almost any exception for a damaged workbook.
    except Exception:
        _reject(_("The file cannot be read as an XLSX workbook: save it again, or as CSV."))


def _sheet_rows(data: bytes) -> Iterator[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        # The size that a sheet states cannot be relied on.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MAX_COLUMNS):
            yield [_cell_text(cell) for cell in row]
    finally:
        book.close()


def _cell_text(cell: Any) -> str:
    if cell.data_type == "f":
        return Formula("=")
    match cell.value:
        case None:
            return ""
        case bool():
            return str(cell.value).lower()
        case dt.datetime():
            return _date_text(cell.value, cell.number_format)
        case float() if cell.value.is_integer():
            return str(int(cell.value))
        case _:
            return str(cell.value)


def _date_text(value: dt.datetime, number_format: str) -> str:
    """A date as exact as the cell displays it."""
    if value.time() != dt.time.min:
        return value.isoformat(timespec="seconds")
    displayed = _NO_DATE_PART.sub("", number_format).lower()
    if "d" in displayed:
        return f"{value:%Y-%m-%d}"
    return f"{value:%Y-%m}" if "m" in displayed else f"{value:%Y}"
