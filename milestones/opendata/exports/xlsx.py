"""Rows as a spreadsheet (XLSX): typed cells, and a second sheet with the metadata.

XlsxWriter writes row by row into temporary files and dates the archive 1980, so equal rows give
equal bytes.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from bisect import bisect
from collections.abc import Callable, Generator, Iterable, Sequence
from itertools import accumulate, chain, islice
from typing import IO, Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format

from milestones.opendata.columns import Cell
from milestones.opendata.exports.escaping import is_formula
from milestones.opendata.exports.export import BATCH, Export
from milestones.opendata.exports.streaming import snapshot
from milestones.queries import InvalidQuery

MAX_ROWS = 1_048_575
"""The most rows that a sheet holds below its header; a limit of the format."""
NARROWEST, WIDEST = 8, 60
"""The least and greatest width of a column, in characters; longer text is wrapped."""
FILTER_BUTTON = 4
"""The width of the filter button in a header cell, in characters."""
ABOUT_WIDTHS = (26, WIDEST, WIDEST)
PIECE, IN_MEMORY = 2**16, 2**20
"""Bytes: the size of a piece, and the largest file that is kept in memory."""
MAX_CHARACTERS = 32_767
"""The most characters that a cell holds; a limit of the format. Characters with two UTF-16 code
units, such as emoji, count twice."""
CUT = "…"
FIRST_DAY = dt.date(1900, 3, 1)
"""The first day that every spreadsheet program numbers alike; earlier days are written as text."""
# Characters that XML cannot contain are written as _x0001_, and so is what reads like that.
_WRITTEN_AS_NUMBER = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
TEXT = {"num_format": "@", "valign": "top", "text_wrap": True}
# The spreadsheet's own apostrophe: text stays text even when it is edited.
QUOTED = {"quote_prefix": True}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook_pieces(export: Export) -> Generator[bytes]:
    """The rows as a workbook, sent in pieces once it is complete.

    Raises InvalidQuery if the rows do not fit on a sheet.
    """
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        with snapshot():
            check_length(export)
            write_workbook(export, file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def check_length(export: Export) -> None:
    """Raise InvalidQuery unless the rows fit on a sheet."""
    if export.length > MAX_ROWS:
        message = _(
            "There are %(count)d rows, and a spreadsheet holds %(most)d. Narrow them with a "
            "filter, or download them as CSV."
        )
        raise InvalidQuery({"rows": [message % {"count": export.length, "most": MAX_ROWS}]})


def write_workbook(
    export: Export,
    file: IO[bytes],
    add_sheet: Callable[[Workbook, Export], Sheet] = lambda workbook, export: Sheet(
        workbook, export.dataset.name
    ),
) -> None:
    """Write a workbook dated by the query's day, not by the clock.

    ``add_sheet`` adds the sheet of the rows to it.
    """
    created = dt.datetime.combine(export.query.day, dt.time())
    with Workbook(file, OPTIONS) as workbook:
        workbook.set_properties(
            {"title": export.file_name, "author": "SPP Tracker", "created": created}
        )
        _write_rows(add_sheet(workbook, export), export)
        _write_about(Sheet(workbook, "About"), export)


def _write_rows(sheet: Sheet, export: Export) -> None:
    names, rows = export.names, export.cells()
    first = list(islice(rows, BATCH))
    sheet.set_widths(_widths(names, first))
    sheet.worksheet.freeze_panes(1, 0)
    sheet.worksheet.autofilter(0, 0, export.length, len(names) - 1)
    sheet.append_headings(names)
    for row in chain(first, rows):
        sheet.append(row)


def _widths(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """The width of each column that fits its name and the first rows."""
    longest = [
        max((len(str(row[index])) for row in rows), default=0) for index in range(len(names))
    ]
    return [
        max(NARROWEST, len(name) + FILTER_BUTTON, min(length + 2, WIDEST))
        for name, length in zip(names, longest, strict=True)
    ]


def _write_about(sheet: Sheet, export: Export) -> None:
    sheet.set_widths(ABOUT_WIDTHS)
    metadata = export.metadata()
    filters = (
        f"{name}={value}" for name, values in metadata["filters"].items() for value in values
    )
    about: dict[str, Cell] = {
        "title": metadata["title"],
        **export.query.days,
        "filters": "\n".join(filters),
        "count": metadata["count"],
        "address": metadata["address"],
        "terms": metadata["terms"],
        "licence": metadata["licence"]["address"],
        "method": metadata["method"],
        "limits": f"Words of more than {MAX_CHARACTERS:,} characters end in {CUT} here, since a "
        "cell holds no more; CSV and JSON have them whole.",
    }
    for name_and_value in about.items():
        sheet.append(name_and_value)
    sheet.append([])
    sheet.append_headings(["column", "kind", "meaning"])
    for column in metadata["columns"]:
        sheet.append(column.values())


class Sheet:
    """A sheet that is written row by row, each cell in its own type."""

    def __init__(self, workbook: Workbook, name: str) -> None:
        self.worksheet: Any = workbook.add_worksheet(name)
        self.next_row = 0
        self._heading = workbook.add_format({**TEXT, "bold": True})
        self._text = workbook.add_format(TEXT)
        self._quoted = workbook.add_format({**TEXT, **QUOTED})
        self._number = workbook.add_format({"valign": "top"})
        self._day = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self._instant = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top"})

    def set_widths(self, widths: Iterable[int]) -> None:
        """Set the widths of the first columns, in characters."""
        for column, width in enumerate(widths):
            self.worksheet.set_column(column, column, width)

    def append_headings(self, names: Iterable[str]) -> None:
        for column, name in enumerate(names):
            self.worksheet.write_string(self.next_row, column, name, self._heading)
        self.next_row += 1

    def append(self, cells: Iterable[Cell]) -> None:
        """Write a row; None and empty text leave a cell empty."""
        for column, cell in enumerate(cells):
            self._write(column, cell)
        self.next_row += 1

    def text_format(self, text: str) -> Format:
        """The format of a cell with this text."""
        return self._quoted if is_formula(text) else self._text

    def _write(self, column: int, cell: Cell) -> None:
        sheet, row = self.worksheet, self.next_row
        match cell:
            case None | "":
                pass
            case bool():
                sheet.write_boolean(row, column, cell, self._number)
            case int() | float():
                sheet.write_number(row, column, cell, self._number)
            case dt.datetime():
                utc = cell.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
                sheet.write_datetime(row, column, utc, self._instant)
            case dt.date() if cell >= FIRST_DAY:
                sheet.write_datetime(row, column, cell, self._day)
            case _:
                text = str(cell)
                sheet.write_string(row, column, _cut(text), self.text_format(text))


def _cut(text: str) -> str:
    """The text, cut to what a cell holds, without splitting a character."""
    if _length(text) <= MAX_CHARACTERS:
        return text
    lengths = accumulate(_length(character) for character in text)
    kept = bisect(list(lengths), MAX_CHARACTERS - len(CUT))
    return text[:kept] + CUT


def _length(text: str) -> int:
    """The number of UTF-16 code units in which the format writes a text."""
    in_utf_16 = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return in_utf_16 + 6 * len(_WRITTEN_AS_NUMBER.findall(text))
