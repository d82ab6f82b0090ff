"""Cells as files of text have them, and how those that a spreadsheet would run are kept still."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from milestones.opendata.datasets import Cell

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
FORMULA_STARTS = (*SIGNS, "\t", "\r", "\n")
"""What makes some spreadsheet run a cell instead of showing it (the list is OWASP's)."""


def _before(starts: Iterable[str]) -> str:
    """The place before one of these, and before whatever quotes it."""
    return f"""(?=['"]*[{"".join(map(re.escape, starts))}])"""


_AT_FIRST, _LATER = _before(FORMULA_STARTS), _before(SIGNS)
# Where a country's separator is a semicolon, or somebody chose a tab, a spreadsheet takes cells
# apart there and at line breaks: what follows is the beginning of a cell, too.
_INSIDE = r"(?<=[;\t\r\n])"
_QUOTE = '"'
_QUOTED = re.compile(f"[{_QUOTE},\r\n]")
_RUNS = re.compile(f"^{_AT_FIRST}")
WOULD_RUN = re.compile(f"^{_AT_FIRST}|{_INSIDE}{_LATER}")
_WAS_NEUTRALISED = re.compile(f"^'{_AT_FIRST}|{_INSIDE}'{_LATER}")


def plain(cell: Cell) -> str | int | float | bool | None:
    """A cell with days and instants in words: ISO 8601, instants in UTC and to the second."""
    if isinstance(cell, dt.datetime):
        return f"{cell.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return cell


def runs(words: str) -> bool:
    """Whether a spreadsheet would run a cell of these words instead of showing it."""
    return _RUNS.match(words) is not None


def neutralised(words: str) -> str:
    """Words that a spreadsheet shows instead of running them; ``restored`` has them again.

    An apostrophe is put before what would run. Apostrophes that stand there already are words,
    so they get one more.
    """
    return WOULD_RUN.sub("'", words)


def csv_words(words: str) -> str:
    """Words as a cell of CSV: neutralised, and quoted where RFC 4180 wants them to be."""
    cell = neutralised(words)
    return f'"{cell.replace(_QUOTE, _QUOTE * 2)}"' if _QUOTED.search(cell) else cell


def restored(cell: str) -> str:
    """The words of a neutralised cell, and any other cell as it is."""
    return _WAS_NEUTRALISED.sub("", cell)
