"""Cells as files of text have them, and how those that a spreadsheet would run are kept still."""

from __future__ import annotations

import datetime as dt
import re

from milestones.datasets import Cell

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes some spreadsheet run a cell instead of showing it (the list is OWASP's)."""

_STARTS = "".join(map(re.escape, FORMULA_STARTS))
_RUNS = re.compile(f"'*[{_STARTS}]")
_WAS_NEUTRALISED = re.compile(f"''*[{_STARTS}]")


def plain(cell: Cell) -> str | int | float | bool | None:
    """A cell with days and instants in words: ISO 8601, instants in UTC and to the second."""
    if isinstance(cell, dt.datetime):
        return f"{cell.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return cell


def neutralised(words: str) -> str:
    """Words that a spreadsheet shows instead of running them; ``restored`` has them again.

    Apostrophes before what would run are words too, so they get one more.
    """
    return f"'{words}" if _RUNS.match(words) else words


def restored(cell: str) -> str:
    """The words of a neutralised cell, and any other cell as it is."""
    return cell[1:] if _WAS_NEUTRALISED.match(cell) else cell
