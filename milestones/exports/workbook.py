"""Rows as a spreadsheet (XLSX): typed cells, and a second sheet that says what they are.

tablib keeps all rows in memory and takes words that begin with = for formulas, so its own
engine is used directly, which writes row by row into a temporary file.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Generator, Sequence
from itertools import chain, islice
from typing import IO, Any
from zipfile import ZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from milestones.datasets import Cell
from milestones.exports.archive import Undated
from milestones.exports.export import BATCH, Export, TooManyRows
from milestones.exports.sending import snapshot
from milestones.exports.sheet_cells import CUT, MOST_CHARACTERS, SheetCells

MOST_ROWS = 1_048_575
"""How many rows a sheet holds under its headings; the format's own limit."""
NARROWEST, WIDEST = 8, 60
"""The width of a column, in characters; longer words are wrapped."""
FILTER_BUTTON = 4
"""The characters that the button of a heading takes."""
ABOUT_WIDTHS = (26, WIDEST, WIDEST)
PIECE, IN_MEMORY = 2**16, 2**20
"""Bytes: how many are sent at once, and how many a file has that is kept off the disk."""


def workbook_pieces(export: Export) -> Generator[bytes]:
    """The rows as a workbook, in pieces once it is whole. Raises TooManyRows if it cannot be."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        with snapshot():
            check_length(export)
            _write(export, file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def check_length(export: Export) -> None:
    """Raise TooManyRows unless a sheet holds the rows."""
    if export.length > MOST_ROWS:
        message = _(
            "There are %(count)d, and a spreadsheet holds %(most)d. Narrow them with a filter, "
            "or take them as CSV."
        )
        raise TooManyRows({"rows": [message % {"count": export.length, "most": MOST_ROWS}]})


def _write(export: Export, file: IO[bytes]) -> None:
    """Write a workbook that bears its own day, not the clock's: equal rows have equal bytes."""
    workbook = Workbook(write_only=True)
    properties = workbook.properties
    properties.title, properties.creator = export.file_name, "SPP Tracker"
    properties.created = properties.modified = dt.datetime.combine(export.asked.day, dt.time())
    _write_rows(workbook.create_sheet(export.dataset.name), export)
    _write_about(workbook.create_sheet("About"), export)
    with ZipFile(file, "w") as archive:
        ExcelWriter(workbook, Undated(archive)).write_data()


def _write_rows(sheet: Any, export: Export) -> None:
    names, rows = export.names, export.cells()
    first = list(islice(rows, BATCH))
    _set_widths(sheet, names, first)
    sheet.freeze_panes = "A2"
    cells = SheetCells(sheet)
    sheet.append(cells.headings(names))
    for row in chain(first, rows):
        sheet.append(cells.row(row))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{export.length + 1}"


def _set_widths(sheet: Any, names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Make columns as wide as what is in them, as far as the first rows tell."""
    for place, name in enumerate(names):
        longest = max((len(str(row[place])) for row in rows), default=0)
        width = max(NARROWEST, len(name) + FILTER_BUTTON, min(longest + 2, WIDEST))
        sheet.column_dimensions[get_column_letter(place + 1)].width = width


def _write_about(sheet: Any, export: Export) -> None:
    for letter, width in zip("ABC", ABOUT_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    facts, cells = export.facts(), SheetCells(sheet)
    filters = (f"{name}={value}" for name, some in facts["filters"].items() for value in some)
    about: dict[str, Cell] = {
        "title": facts["title"],
        **export.asked.days,
        "filters": "\n".join(filters),
        "count": facts["count"],
        "address": facts["address"],
        "terms": facts["terms"],
        "licence": facts["licence"]["address"],
        "method": facts["method"],
        "limits": f"Words of more than {MOST_CHARACTERS:,} characters end in {CUT} here, since a "
        "cell holds no more; CSV and JSON have them whole.",
    }
    for pair in about.items():
        sheet.append(cells.row(pair))
    sheet.append([])
    sheet.append(cells.headings(["column", "kind", "meaning"]))
    for column in facts["columns"]:
        sheet.append(cells.row(column.values()))
