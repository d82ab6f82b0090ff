"""Interpret cells that a spreadsheet program may have reformatted.

A program that opens a CSV file converts ``2007-12-31`` and ``2006-12`` to its own dates, and
writes them back in its country's format: ``31/12/2007``, ``12/31/2007``, ``Dec-06``, ``déc-06``.
So a cell may have several meanings; callers compare them with the value that was exported.
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
from milestones.documents.deadlines import parse_date
from milestones.documents.text import tidy
from milestones.normalization import normalized_date, plain_dashes
from milestones.opendata.exports.escaping import escape_formula

_YEAR_LAST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2([12]\d{3}|\d\d)", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", re.ASCII)
_MONTH_NAME = re.compile(r"([^\W\d_]{3,})\.?[-/. ]([12]\d{3}|\d\d)")
_AROUND = "\"'`“”„‘’‚«»‹› \u200b\ufeff"
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([AP]M)?", re.ASCII | re.IGNORECASE)


def bare(cell: str) -> str:
    """A name, code or date without the blanks and quotes that people and programs put around it."""
    return tidy(cell).strip(_AROUND)


def dates(cell: str) -> set[ImpreciseDate]:
    """The dates that a cell may mean; empty if it is not a date."""
    cell = normalized_date(cell)
    try:
        return {parse_date(cell)}
    except ValueError:
        return {ImpreciseDate.day(day) for day in _days(cell)} | set(_months(cell))


def is_day(cell: str, day: dt.date) -> bool:
    """Whether a cell may mean this day."""
    return ImpreciseDate.day(day) in dates(cell)


def is_instant(cell: str, at: dt.datetime) -> bool:
    """Whether a cell may mean this instant, in UTC and compared no more exactly than the cell."""
    at = at.astimezone(dt.UTC)
    day, _blank, time = re.sub(
        r"(?<=\d)T(?=\d)", " ", plain_dashes(cell).removesuffix("Z")
    ).partition(" ")
    match = _TIME.fullmatch(time.removesuffix("+00:00").strip())
    if not match or not is_day(day, at.date()):
        return False
    hour, minute, second, am_pm = match.groups()
    hours = int(hour) % 12 + 12 * (am_pm.upper() == "PM") if am_pm else int(hour)
    return (hours, int(minute), int(second or at.second)) == (at.hour, at.minute, at.second)


def same_words(cell: str, words: str) -> bool:
    """Whether a cell has these words, neutralised or not. White space does not matter."""
    return tidy(cell) in {tidy(words), tidy(escape_formula(words))}


def _days(cell: str) -> Iterator[dt.date]:
    if match := _YEAR_FIRST.fullmatch(cell):
        candidates = [(match[1], match[2], match[3])]
    elif match := _YEAR_LAST.fullmatch(cell):
        candidates = [(match[4], match[3], match[1]), (match[4], match[1], match[3])]
    else:
        return
    for year, month, day in candidates:
        try:
            yield dt.date(_year(year), int(month), int(day))
        except ValueError:
            continue


def _months(cell: str) -> Iterator[ImpreciseDate]:
    if match := _MONTH_NAME.fullmatch(cell):
        prefix = match[1].casefold()
        for name, month in _month_names():
            if name.startswith(prefix):
                yield ImpreciseDate.month(_year(match[2]), month)


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


@lru_cache
def _month_names() -> tuple[tuple[str, int], ...]:
    """The names of the months, with their numbers, in every language of the site."""
    names = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names += [(str(name).casefold(), month) for month, name in MONTHS.items()]
    return tuple(names)
