"""Typed cells of a spreadsheet: days as days, words as words, whatever they begin with."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from milestones.datasets import Cell
from milestones.exports.cells import runs

MOST_CHARACTERS = 32_767
"""How many characters a cell holds; the format's own limit. It counts some, such as emoji, twice
(those with two code units in UTF-16)."""
CUT = "…"
FIRST_DAY = dt.date(1900, 3, 1)
"""The first day that every spreadsheet program counts alike; earlier ones are written as words."""

# What XML cannot say, or would not keep, is written with its number between _x and _ (ECMA-376,
# ST_Xstring); so is an underscore that would read as the beginning of such a number.
_UNSAID = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_UNSAID_OR_NOT = re.compile(f"(?P<unsaid>{_UNSAID.pattern})|.", re.DOTALL)


class SheetCells:
    """Makes the cells of a sheet that is written row by row.

    A row must be written before the next is made: all cells that look alike are one.
    """

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._heading = self._styled("@", font=Font(name="Calibri", size=11, bold=True))
        self._number = self._styled("General")
        self._day = self._styled("yyyy-mm-dd")
        self._instant = self._styled("yyyy-mm-dd hh:mm:ss")
        self._words = self._styled("@")
        # The spreadsheet's own apostrophe: words stay words even after they were edited.
        self._quoted = self._styled("@", quotePrefix=True)

    def headings(self, names: Iterable[str]) -> Iterator[Any]:
        """A row of headings."""
        for name in names:
            yield _filled(self._heading, name, "s")

    def row(self, cells: Iterable[Cell]) -> Iterator[Any]:
        """A row of typed cells; None where there is nothing."""
        for cell in cells:
            yield self._typed(cell)

    def _typed(self, cell: Cell) -> Any:
        match cell:
            case None | "":
                return None
            case str():
                return self._as_words(cell)
            case dt.datetime():
                utc = cell.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
                return _filled(self._instant, utc, "d")
            case dt.date():
                early = cell < FIRST_DAY
                return self._as_words(str(cell)) if early else _filled(self._day, cell, "d")
            case _:
                return _filled(self._number, cell, "b" if isinstance(cell, bool) else "n")

    def _as_words(self, words: str) -> Any:
        return _filled(self._quoted if runs(words) else self._words, _sayable(words), "s")

    def _styled(self, number_format: str, **style: Any) -> Any:
        cell = WriteOnlyCell(self._sheet)
        cell.number_format = number_format
        cell.alignment = Alignment(vertical="top", wrap_text=number_format == "@")
        for name, value in style.items():
            setattr(cell, name, value)
        return cell


def _filled(cell: Any, value: Any, kind: str) -> Any:
    cell.value = value
    # The library guesses what words mean: = a formula, #N/A an error. Here the kind is known.
    cell.data_type = kind
    return cell


def _sayable(words: str) -> str:
    """The words as the format writes them, cut to what a cell holds."""
    said = _UNSAID.sub(_numbered, words)
    if _width(said) <= MOST_CHARACTERS:
        return said
    room, kept = MOST_CHARACTERS - len(CUT), []
    for found in _UNSAID_OR_NOT.finditer(words):
        said = _numbered(found) if found["unsaid"] else found[0]
        room -= _width(said)
        if room < 0:
            break
        kept.append(said)
    return "".join(kept) + CUT


def _numbered(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def _width(said: str) -> int:
    return len(said.encode("utf-16-le", "surrogatepass")) // 2
