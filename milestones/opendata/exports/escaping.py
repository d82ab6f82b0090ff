"""Cells as text, escaped so that a spreadsheet does not run them as formulas."""

import datetime as dt
import re
from collections.abc import Iterable

from milestones.opendata.columns import Cell

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
FORMULA_STARTS = (*SIGNS, "\t", "\r", "\n")
"""Characters that make some spreadsheet program run a cell as a formula (OWASP's list)."""


def _ahead(starts: Iterable[str]) -> str:
    """A lookahead for one of these characters, with or without quotes before it."""
    return f"""(?=['"]*[{"".join(map(re.escape, starts))}])"""


_FORMULA_AHEAD, _SIGN_AHEAD = _ahead(FORMULA_STARTS), _ahead(SIGNS)
# Where the list separator is a semicolon, or the user chose a tab, a spreadsheet splits cells
# there and at line breaks: what follows is the start of a cell, too.
_AFTER_SEPARATOR = r"(?<=[;\t\r\n])"
_QUOTE = '"'
_NEEDS_QUOTES = re.compile(f"[{_QUOTE},\r\n]")
_FORMULA = re.compile(f"^{_FORMULA_AHEAD}")
WOULD_RUN = re.compile(f"^{_FORMULA_AHEAD}|{_AFTER_SEPARATOR}{_SIGN_AHEAD}")
_NEUTRALISED = re.compile(f"^'{_FORMULA_AHEAD}|{_AFTER_SEPARATOR}'{_SIGN_AHEAD}")


def json_value(cell: Cell) -> str | int | float | bool | None:
    """A cell with dates and datetimes as text: ISO 8601, datetimes in UTC, to the second."""
    if isinstance(cell, dt.datetime):
        return f"{cell.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return cell


def is_formula(words: str) -> bool:
    """Whether a spreadsheet would run a cell with this text as a formula."""
    return _FORMULA.match(words) is not None


def escape_formula(words: str) -> str:
    """The text, changed so that a spreadsheet shows it; ``unescape_formula`` reverses the change.

    An apostrophe is added before a formula. Apostrophes that are there already are part of the
    text, so they get one more.
    """
    return WOULD_RUN.sub("'", words)


def csv_words(words: str) -> str:
    """The text as a CSV cell: neutralised, and quoted where RFC 4180 requires it."""
    cell = escape_formula(words)
    return f'"{cell.replace(_QUOTE, _QUOTE * 2)}"' if _NEEDS_QUOTES.search(cell) else cell


def unescape_formula(cell: str) -> str:
    """The original text of a neutralised cell; any other cell unchanged."""
    return _NEUTRALISED.sub("", cell)
