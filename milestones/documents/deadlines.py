"""Dates and deadlines as the documents write them.

A deadline is an interval counted from the plan's date ("within 12 months", "over the next two
years"), usually with the month it comes to in parentheses, or a date of its own ("before
January 1, 2008", "by 2008"). A printed month always wins over arithmetic; where none is
printed the date is reckoned and marked as derived. Other numbers are no deadlines.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from milestones.choices import Basis
from milestones.dates import ImpreciseDate
from milestones.documents.records import DeadlineRecord

MONTHS = (
    "January February March April May June July August September October November December"
).split()
NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve".split()
)  # fmt: skip

_MONTH = "|".join(MONTHS)
_YEAR = r"(?:19|20|21)\d\d"

DATE_WORDS = (
    rf"(?:(?P<month>{_MONTH})\s+(?:(?P<day>\d{{1,2}}),\s*)?|(?P<season>Winter|Spring|Summer|Fall|Autumn)\s+)?"
    rf"(?P<year>{_YEAR})(?!\d)"
)
"""A date in words: ``June 2007``, ``January 1, 2008``, ``Fall 2006``, ``2008``."""

_INTERVAL = re.compile(
    rf"\b(?:within|over\s+the\s+next)\s+(?P<count>\d{{1,3}}|{'|'.join(NUMBER_WORDS)})\s+"
    r"(?P<unit>month|year)s?(?:\s+of\s+(?P<event>\w+))?\b",
    re.IGNORECASE,
)
_PRINTED = re.compile(rf"\(\s*{DATE_WORDS}\s*\)", re.IGNORECASE)
_OWN_DATE = re.compile(
    rf"\b(?P<word>before|by)\s+(?:the\s+end\s+of\s+)?{DATE_WORDS}", re.IGNORECASE
)
_RECURRING = re.compile(
    r"\s+(?:and\s+)?(?:annually|yearly|every\s+year)(?:\s+thereafter)?\b", re.IGNORECASE
)
_BETWEEN = " … "


@dataclass(frozen=True)
class _Mark:
    """A place in the sentence that speaks of a date."""

    start: int
    end: int
    kind: str
    when: ImpreciseDate


def read_date(found: re.Match[str]) -> ImpreciseDate:
    """The date that a match of ``DATE_WORDS`` names. Raises ValueError if there is no such day."""
    year = int(found["year"])
    if found["season"]:
        season = found["season"].capitalize()
        return ImpreciseDate.season(year, "Fall" if season == "Autumn" else season)
    if not found["month"]:
        return ImpreciseDate.year(year)
    month = MONTHS.index(found["month"].capitalize()) + 1
    if not found["day"]:
        return ImpreciseDate.month(year, month)
    try:
        return ImpreciseDate.day(dt.date(year, month, int(found["day"])))
    except ValueError:
        raise ValueError(f"“{found[0].strip()}” is not in the calendar") from None


def read_deadlines(text: str, month_zero: dt.date) -> tuple[DeadlineRecord, ...]:
    """The deadlines in a sentence, in its order.

    ``month_zero`` is the plan's date, from whose month intervals are counted. Raises
    ValueError for a date that is not in the calendar.
    """
    marks = sorted([*_intervals(text, month_zero), *_printed(text), *_own_dates(text)], key=_start)
    deadlines = []
    for first, printed in _coupled(marks):
        parts = [first] if printed is None else [first, printed]
        deadline = DeadlineRecord(
            when=parts[-1].when,
            basis=Basis.DERIVED if parts[-1].kind == "interval" else Basis.PRINTED,
            wording=_wording(text, parts),
        )
        again = _RECURRING.match(text, parts[-1].end)
        if again:
            deadline = replace(deadline, wording=deadline.wording + again[0], recurring=True)
        deadlines.append(deadline)
    return tuple(deadlines)


def without_printed_dates(text: str) -> str:
    """The sentence without the dates that the report prints in parentheses."""
    return _PRINTED.sub(" ", text)


def _start(mark: _Mark) -> int:
    return mark.start


def _intervals(text: str, month_zero: dt.date) -> Iterator[_Mark]:
    for found in _INTERVAL.finditer(text):
        word = found["count"].lower()
        count = int(word) if word.isdecimal() else NUMBER_WORDS.index(word) + 1
        months = count * (12 if found["unit"].lower() == "year" else 1)
        years, month = divmod(month_zero.month - 1 + months, 12)
        when = ImpreciseDate.month(month_zero.year + years, month + 1)
        yield _Mark(found.start(), found.end(), "interval", when)


def _printed(text: str) -> Iterator[_Mark]:
    for found in _PRINTED.finditer(text):
        yield _Mark(found.start(), found.end(), "printed", read_date(found))


def _own_dates(text: str) -> Iterator[_Mark]:
    for found in _OWN_DATE.finditer(text):
        when = read_date(found)
        if found["word"].lower() == "before":
            when = _the_period_before(when, found)
        yield _Mark(found.start(), found.end(), "own date", when)


def _the_period_before(when: ImpreciseDate, found: re.Match[str]) -> ImpreciseDate:
    """The last day on which "before …" is kept, as a day: nothing vaguer is meant by it."""
    if found["day"]:
        first_day = when.date
    elif found["month"]:
        first_day = when.date.replace(day=1)
    elif found["season"]:
        raise ValueError(f"“{found[0].strip()}”: a season has no first day")
    else:
        first_day = dt.date(when.date.year, 1, 1)
    return ImpreciseDate.day(first_day - dt.timedelta(days=1))


def _coupled(marks: list[_Mark]) -> Iterator[tuple[_Mark, _Mark | None]]:
    """Each interval with the month printed for it: the first one before the next interval."""
    waiting: _Mark | None = None
    for mark in marks:
        if mark.kind == "printed" and waiting:
            yield waiting, mark
            waiting = None
            continue
        if waiting:
            yield waiting, None
            waiting = None
        if mark.kind == "interval":
            waiting = mark
        else:
            yield mark, None
    if waiting:
        yield waiting, None


def _wording(text: str, parts: list[_Mark]) -> str:
    """The words of the deadline; where others stand between them, an ellipsis does."""
    wording = text[parts[0].start : parts[0].end]
    for before, after in pairwise(parts):
        gap = text[before.end : after.start]
        wording += (gap if not gap.strip() else _BETWEEN) + text[after.start : after.end]
    return wording
