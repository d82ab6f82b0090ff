"""Read the cells of an XLSX workbook as text."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from django.utils.translation import gettext as _

from milestones.imports.statuses.errors import SpreadsheetError, reject
from milestones.imports.statuses.workbook_limits import check_limits
from milestones.opendata.datasets import DATASETS

if TYPE_CHECKING:
    from openpyxl.worksheet.cell_range import CellRange

SIGNATURE = b"PK\x03\x04"
"""The first bytes of every workbook, which is a ZIP archive."""

NAME = DATASETS["statuses"].name
"""The name of the sheet in an export."""

MAX_COLUMNS = 100
"""Cells further to the right are not read."""

_NO_DATE_PART = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.|_.|\*.')
"""The parts of a number format that are not days, months or years: colours, text, fillers."""


class UnreadableCell(str):
    """A cell whose value is not in the file. The text says why, and what to do."""


def workbook_records(data: bytes, most_bytes: int) -> Iterator[list[str]]:
    """Read the rows of the sheet named ``statuses``, else of the first, one at a time.

    Empty rows are included.

    Raises SpreadsheetError if it is no workbook, or beyond a limit.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            merged = check_limits(archive, most_bytes)
        with warnings.catch_warnings(action="ignore"):
            yield from _sheet_rows(data, merged)
    except SpreadsheetError:
        raise
    # openpyxl raises almost any exception for a damaged workbook.
    except Exception:
        reject(_("The file cannot be read as an XLSX workbook: save it again, or as CSV."))


def _sheet_rows(data: bytes, merged: dict[str, list[str]]) -> Iterator[list[str]]:
    # Half of what a process took to start, for what few ever need.
    import openpyxl  # noqa: PLC0415
    from openpyxl.worksheet.cell_range import CellRange  # noqa: PLC0415

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        sheets = book.worksheets
        sheet = next((sheet for sheet in sheets if sheet.title == NAME), sheets[0])
        # The size that a sheet states cannot be relied on.
        sheet.reset_dimensions()
        ranges = [CellRange(ref) for ref in merged.get(sheet._worksheet_path, ())]
        for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
            cells = [_cell_text(cell) for cell in row]
            _mark_merged(cells, number, ranges)
            yield cells
    finally:
        book.close()


def _mark_merged(cells: list[str], row: int, ranges: Sequence[CellRange]) -> None:
    """Replace the cells that are merged with one above or to the left."""
    for merged in ranges:
        if merged.min_row <= row <= merged.max_row:
            first = merged.min_col - 1
            covered = range(first + (row == merged.min_row), min(merged.max_col, len(cells)))
            for index in covered:
                cells[index] = UnreadableCell(_("This cell is merged with another: split them."))


def _cell_text(cell: Any) -> str:
    if cell.data_type == "f":
        return UnreadableCell(_("This is a formula: enter its value instead."))
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
