"""The records of an XLSX workbook: the cells of its first sheet as text. Nothing is ever run."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from milestones.spreadsheets.problems import Problem, SpreadsheetError

SIGNATURE = b"PK\x03\x04"
"""How every workbook begins: it is a ZIP archive."""

UNPACKS_TO = 20
"""How many times as large as the largest file a workbook may be once it is unpacked."""

MOST_ROWS = 100_000

MOST_COLUMNS = 100
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
                [Problem(0, "", _("The workbook is too large once it is unpacked."))]
            )
        with warnings.catch_warnings(action="ignore"):
            return list(islice(_rows(data), MOST_ROWS + 1))
    except SpreadsheetError:
        raise
    # A damaged workbook makes the library stumble over just about anything.
    except Exception as error:
        message = _("The file cannot be read as an XLSX workbook: save it anew, or as CSV.")
        raise SpreadsheetError([Problem(0, "", message)]) from error


def _rows(data: bytes) -> Iterator[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        # What a sheet says of its own size is not to be relied on.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MOST_COLUMNS):
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
