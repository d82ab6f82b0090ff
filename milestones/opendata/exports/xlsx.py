"""Rows as a spreadsheet (XLSX): typed cells, and a second sheet with the metadata.

tablib keeps all rows in memory and treats text that begins with = as a formula, so openpyxl is
used directly; it writes row by row into a temporary file.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from milestones.opendata.datasets import Cell
from milestones.opendata.exports.escaping import is_formula
from milestones.opendata.exports.export import BATCH, Export, TooManyRows
from milestones.opendata.exports.streaming import snapshot

MAX_ROWS = 1_048_575
"""The most rows that a sheet holds below its header; a limit of the format."""
NARROWEST, WIDEST = 8, 60
"""The least and greatest width of a column, in characters; longer text is wrapped."""
FILTER_BUTTON = 4
"""The width of the filter button in a header cell, in characters."""
ABOUT_WIDTHS = (26, WIDEST, WIDEST)
PIECE, IN_MEMORY = 2**16, 2**20
"""Bytes: the size of a piece, and the largest file that is kept in memory."""


def workbook_pieces(export: Export) -> Generator[bytes]:
    """The rows as a workbook, sent in pieces once it is complete.

    Raises TooManyRows if the rows do not fit on a sheet.
    """
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        with snapshot():
            check_length(export)
            _write(export, file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def check_length(export: Export) -> None:
    """Raise TooManyRows unless the rows fit on a sheet."""
    if export.length > MAX_ROWS:
        message = _(
            "There are %(count)d, and a spreadsheet holds %(most)d. Narrow them with a filter, "
            "or take them as CSV."
        )
        raise TooManyRows({"rows": [message % {"count": export.length, "most": MAX_ROWS}]})


def _write(export: Export, file: IO[bytes]) -> None:
    """Write a workbook dated by the query's day, not by the clock: equal rows give equal bytes."""
    workbook = Workbook(write_only=True)
    properties = workbook.properties
    properties.title, properties.creator = export.file_name, "SPP Tracker"
    properties.created = properties.modified = dt.datetime.combine(export.query.day, dt.time())
    _write_rows(workbook.create_sheet(export.dataset.name), export)
    _write_about(workbook.create_sheet("About"), export)
    with ZipFile(file, "w") as archive:
        ExcelWriter(workbook, ReproducibleZip(archive)).write_data()


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
    """Fit the width of each column to its name and the first rows."""
    for index, name in enumerate(names):
        longest = max((len(str(row[index])) for row in rows), default=0)
        width = max(NARROWEST, len(name) + FILTER_BUTTON, min(longest + 2, WIDEST))
        sheet.column_dimensions[get_column_letter(index + 1)].width = width


def _write_about(sheet: Any, export: Export) -> None:
    for letter, width in zip("ABC", ABOUT_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    metadata, cells = export.metadata(), SheetCells(sheet)
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
        sheet.append(cells.row(name_and_value))
    sheet.append([])
    sheet.append(cells.headings(["column", "kind", "meaning"]))
    for column in metadata["columns"]:
        sheet.append(cells.row(column.values()))


MAX_CHARACTERS = 32_767
"""The most characters that a cell holds; a limit of the format. Characters with two UTF-16 code
units, such as emoji, count twice."""
CUT = "…"
FIRST_DAY = dt.date(1900, 3, 1)
"""The first day that every spreadsheet program numbers alike; earlier days are written as text."""

# Characters that XML cannot contain, or would not keep, are written as their number between _x
# and _ (ECMA-376, ST_Xstring); so is an underscore that would read as the start of such a number.
_XML_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_XML_UNSAFE_OR_ANY = re.compile(f"(?P<unsafe>{_XML_UNSAFE.pattern})|.", re.DOTALL)


class SheetCells:
    """Makes the cells of a sheet that is written row by row.

    A row must be written before the next is made: cells of the same style share one object.
    """

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._heading = self._styled("@", font=Font(name="Calibri", size=11, bold=True))
        self._number = self._styled("General")
        self._day = self._styled("yyyy-mm-dd")
        self._instant = self._styled("yyyy-mm-dd hh:mm:ss")
        self._text = self._styled("@")
        # The spreadsheet's own apostrophe: text stays text even when it is edited.
        self._quoted = self._styled("@", quotePrefix=True)

    def headings(self, names: Iterable[str]) -> Iterator[Any]:
        """A header row."""
        for name in names:
            yield _filled(self._heading, name, "s")

    def row(self, cells: Iterable[Cell]) -> Iterator[Any]:
        """A row of typed cells; None for an empty cell."""
        for cell in cells:
            yield self._typed(cell)

    def _typed(self, cell: Cell) -> Any:
        match cell:
            case None | "":
                return None
            case str():
                return self._text_cell(cell)
            case dt.datetime():
                utc = cell.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
                return _filled(self._instant, utc, "d")
            case dt.date():
                early = cell < FIRST_DAY
                return self._text_cell(str(cell)) if early else _filled(self._day, cell, "d")
            case _:
                return _filled(self._number, cell, "b" if isinstance(cell, bool) else "n")

    def _text_cell(self, text: str) -> Any:
        return _filled(self._quoted if is_formula(text) else self._text, _escape(text), "s")

    def _styled(self, number_format: str, **style: Any) -> Any:
        cell = WriteOnlyCell(self._sheet)
        cell.number_format = number_format
        cell.alignment = Alignment(vertical="top", wrap_text=number_format == "@")
        for name, value in style.items():
            setattr(cell, name, value)
        return cell


def _filled(cell: Any, value: Any, kind: str) -> Any:
    cell.value = value
    # openpyxl guesses the type of a text: = a formula, #N/A an error. Here the type is known.
    cell.data_type = kind
    return cell


def _escape(text: str) -> str:
    """The text as the format writes it, cut to what a cell holds."""
    escaped = _XML_UNSAFE.sub(_escape_character, text)
    if _utf16_length(escaped) <= MAX_CHARACTERS:
        return escaped
    room, kept = MAX_CHARACTERS - len(CUT), []
    for match in _XML_UNSAFE_OR_ANY.finditer(text):
        escaped = _escape_character(match) if match["unsafe"] else match[0]
        room -= _utf16_length(escaped)
        if room < 0:
            break
        kept.append(escaped)
    return "".join(kept) + CUT


def _escape_character(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class ReproducibleZip:
    """An archive that openpyxl fills; all entries have the same date, not the clock's."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self.namelist = archive.namelist

    def writestr(self, name: str, data: str | bytes) -> None:
        """Add an entry."""
        self._archive.writestr(_entry(name), data)

    def write(self, path: str, name: str) -> None:
        """Add a file as an entry."""
        with (
            Path(path).open("rb") as source,
            self._archive.open(_entry(name), "w", force_zip64=True) as target,
        ):
            shutil.copyfileobj(source, target)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry
