"""What a cell may mean, after a spreadsheet program has had its way with it.

A program that opens a CSV file takes ``2007-12-31`` and ``2006-12`` for dates of its own, and
writes them back as its country does: ``31/12/2007``, ``12/31/2007``, ``Dec-06``, ``déc-06``.
So a cell has readings, and whoever asks knows what stood there before.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.dates import MONTHS

from milestones.dates import ImpreciseDate
from milestones.documents.text import tidy
from milestones.opendata.exports import neutralised

_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2([12]\d{3}|\d\d)", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", re.ASCII)
_MONTH = re.compile(r"([^\W\d_]{3,})\.?[-/. ]([12]\d{3}|\d\d)")
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([AP]M)?", re.ASCII | re.IGNORECASE)


def dates(cell: str) -> set[ImpreciseDate]:
    """The dates that a cell may mean; none if it is no date."""
    try:
        return {ImpreciseDate.parse(cell)}
    except ValueError:
        return {ImpreciseDate.day(day) for day in _days(cell)} | set(_months(cell))


def is_day(cell: str, day: dt.date) -> bool:
    """Whether a cell may mean this day."""
    return ImpreciseDate.day(day) in dates(cell)


def is_instant(cell: str, at: dt.datetime) -> bool:
    """Whether a cell may mean this instant, as exactly as the cell has it; in UTC."""
    at = at.astimezone(dt.UTC)
    day, _blank, time = re.sub(r"(?<=\d)T(?=\d)", " ", cell.removesuffix("Z")).partition(" ")
    found = _TIME.fullmatch(time.removesuffix("+00:00").strip())
    if not found or not is_day(day, at.date()):
        return False
    hour, minute, second, half = found.groups()
    hours = int(hour) % 12 + 12 * (half.upper() == "PM") if half else int(hour)
    return (hours, int(minute), int(second or at.second)) == (at.hour, at.minute, at.second)


def same_words(cell: str, words: str) -> bool:
    """Whether a cell has these words as the export writes them. White space does not count."""
    return tidy(cell) in {tidy(words), tidy(neutralised(words))}


def _days(cell: str) -> Iterator[dt.date]:
    if found := _YEAR_FIRST.fullmatch(cell):
        orders = [(found[1], found[2], found[3])]
    elif found := _NUMBERS.fullmatch(cell):
        orders = [(found[4], found[3], found[1]), (found[4], found[1], found[3])]
    else:
        return
    for year, month, day in orders:
        try:
            yield dt.date(_year(year), int(month), int(day))
        except ValueError:
            continue


def _months(cell: str) -> Iterator[ImpreciseDate]:
    if found := _MONTH.fullmatch(cell):
        begun = found[1].casefold()
        for name, month in _month_names():
            if name.startswith(begun):
                yield ImpreciseDate.month(_year(found[2]), month)


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


@lru_cache
def _month_names() -> tuple[tuple[str, int], ...]:
    """The months in every language of the site."""
    names = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names += [(str(name).casefold(), month) for month, name in MONTHS.items()]
    return tuple(names)
