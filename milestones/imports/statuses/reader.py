"""From a file's bytes to the rows of a spreadsheet of statuses, whoever saved it."""

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
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from milestones.documents.errors import DocumentError
from milestones.documents.text import decode
from milestones.imports.statuses.errors import RowProblem, SpreadsheetError, quoted
from milestones.opendata.datasets import DATASETS

COLUMNS = tuple(column.name for column in DATASETS["statuses"].columns)
"""The columns of the export, which are those that come back."""

MAX_CELL_LENGTH = 131_072
"""Characters. Longer than any words: a quotation mark that never closes takes in what follows."""

DELIMITERS = ",;\t"
"""What spreadsheet programs put between cells, depending on the country."""


@dataclass(frozen=True)
class SheetRow:
    """A row that is not empty; ``number`` counts as spreadsheets do, from 1."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def read_sheet(data: bytes, most_bytes: int) -> list[SheetRow]:
    """The rows of a CSV file or an XLSX workbook of at most so many bytes.

    Raises SpreadsheetError with every reason: too large, empty, neither of the two, other
    columns than the export's, cells beyond them, formulas.
    """
    if len(data) > most_bytes:
        message = _("The file is larger than %(size)s MB.") % {"size": most_bytes // 1_000_000}
        raise SpreadsheetError([RowProblem(0, "", message)])
    of_workbook = data.startswith(SIGNATURE)
    records = workbook_records(data, most_bytes) if of_workbook else _csv_records(data)
    filled = _filled(records)
    header = next(filled, None)
    if header is None:
        raise SpreadsheetError([RowProblem(0, "", _("The file is empty."))])
    return list(_rows(_named(*header), filled))


def _csv_records(data: bytes) -> Iterator[list[str]]:
    try:
        text = decode(data, "")
    except DocumentError as error:
        message = _("The file is neither CSV nor an XLSX workbook: save it as one of the two.")
        raise SpreadsheetError(
            [
                RowProblem(0, "", message),
                *(RowProblem(0, "", str(one)) for one in error.problems),
            ]
        ) from None
    first_line = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(_of_words(reader), 1):  # noqa: B007 - tells where it broke off
            yield cells
    except csv.Error:
        message = _("The quotation marks around a cell from here on do not match.")
        raise SpreadsheetError([RowProblem(number + 1, "", message)]) from None


def _of_words(records: Iterable[list[str]]) -> Iterator[list[str]]:
    """The records as they are. The csv module's own limit is whatever any other library has set."""
    for cells in records:
        if any(len(cell) > MAX_CELL_LENGTH for cell in cells):
            raise csv.Error
        yield cells


def _filled(records: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The records that are not empty, with their numbers."""
    for number, cells in enumerate(records, 1):
        if number > MAX_ROWS:
            message = _("There are more than %(count)s rows.") % {"count": MAX_ROWS}
            raise SpreadsheetError([RowProblem(0, "", message)])
        if any(cell.strip() for cell in cells):
            yield number, cells


def _named(number: int, header: Sequence[str]) -> list[str]:
    """The names of the columns, in the order in which they stand."""
    names = [quoted(name).lower() for name in header]
    while not names[-1]:
        names.pop()
    if not set(names) & set(COLUMNS):
        message = _("This is no statuses.csv: its first row must name the columns %(columns)s.")
        raise SpreadsheetError([RowProblem(number, "", message % {"columns": ", ".join(COLUMNS)})])
    missing = (RowProblem(number, name, _("This column is missing.")) for name in COLUMNS)
    unknown = (RowProblem(number, name, _("The export has no such column.")) for name in names)
    twice = (RowProblem(number, name, _("This column is there twice.")) for name in names)
    problems = [
        *(problem for problem in missing if problem.column not in names),
        *(problem for problem in unknown if problem.column not in COLUMNS),
        *(problem for problem in twice if names.count(problem.column) > 1),
    ]
    if problems:
        raise SpreadsheetError(problems)
    return names


def _rows(names: Sequence[str], filled: Iterable[tuple[int, list[str]]]) -> Iterator[SheetRow]:
    problems: list[RowProblem] = []
    for number, cells in filled:
        found = list(_of_the_cells(number, names, cells))
        problems += found
        if not found:
            padded = [*cells, *[""] * (len(names) - len(cells))]
            yield SheetRow(number, dict(zip(names, padded, strict=False)))
    if problems:
        raise SpreadsheetError(problems)


def _of_the_cells(number: int, names: Sequence[str], cells: Sequence[str]) -> Iterator[RowProblem]:
    if any(cell.strip() for cell in cells[len(names) :]):
        yield RowProblem(number, "", _("There are more cells than columns."))
    for name, cell in zip(names, cells, strict=False):
        if isinstance(cell, Formula):
            yield RowProblem(number, name, _("This is a formula: put its value there."))


SIGNATURE = b"PK\x03\x04"
"""How every workbook begins: it is a ZIP archive."""

UNPACKS_TO = 20
"""How many times as large as the largest file a workbook may be once it is unpacked."""

MAX_ROWS = 100_000

MAX_COLUMNS = 100
"""How far to the right cells are looked at."""

_NOT_OF_THE_DATE = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.|_.|\*.')
"""What a number format says beside days, months and years: colours, words, fillers."""


class Formula(str):
    """What stands in a cell whose value somebody's spreadsheet program would reckon."""


def workbook_records(data: bytes, most_bytes: int) -> list[list[str]]:
    """The rows of the first sheet, the empty ones too, up to the first that is too many.

    Raises SpreadsheetError if it is no workbook.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > most_bytes * UNPACKS_TO:
            raise SpreadsheetError(
                [RowProblem(0, "", _("The workbook is too large once it is unpacked."))]
            )
        with warnings.catch_warnings(action="ignore"):
            return list(islice(_sheet_rows(data), MAX_ROWS + 1))
    except SpreadsheetError:
        raise
    # A damaged workbook makes the library stumble over just about anything.
    except Exception as error:
        message = _("The file cannot be read as an XLSX workbook: save it anew, or as CSV.")
        raise SpreadsheetError([RowProblem(0, "", message)]) from error


def _sheet_rows(data: bytes) -> Iterator[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        # What a sheet says of its own size is not to be relied on.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MAX_COLUMNS):
            yield [_text(cell) for cell in row]
    finally:
        book.close()


def _text(cell: Any) -> str:
    if cell.data_type == "f":
        return Formula("=")
    match cell.value:
        case None:
            return ""
        case bool():
            return str(cell.value).lower()
        case dt.datetime():
            return _date(cell.value, cell.number_format)
        case float() if cell.value.is_integer():
            return str(int(cell.value))
        case _:
            return str(cell.value)


def _date(value: dt.datetime, number_format: str) -> str:
    """A date no more exact than the cell shows it."""
    if value.time() != dt.time.min:
        return value.isoformat(timespec="seconds")
    shown = _NOT_OF_THE_DATE.sub("", number_format).lower()
    if "d" in shown:
        return f"{value:%Y-%m-%d}"
    return f"{value:%Y-%m}" if "m" in shown else f"{value:%Y}"
