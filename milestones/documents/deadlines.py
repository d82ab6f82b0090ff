"""Dates and deadlines as the documents write them.

A deadline is an interval counted from the plan's date ("within 12 months", "over the next two
years"), usually with the month it comes to in parentheses, or a date of its own ("before
January 1, 2008", "by 2008"). A printed month always wins over arithmetic; where none is
printed the date is reckoned and marked as derived. An interval counted from an event
("within 18 months of adoption") has no date unless one is printed. Other numbers are no
deadlines; but words that still speak of a date when all this is read are refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
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

YEAR = r"(?:19|20|21)\d\d"
_MONTH = "|".join(MONTHS)
_SEASON = "Winter|Spring|Summer|Fall|Autumn"

DATE_WORDS = (
    rf"(?<![\w/–-])(?P<date>(?:(?P<month>{_MONTH})\s+(?:(?P<day>\d{{1,2}}),\s*)?"
    rf"|(?P<season>{_SEASON})\s+)?(?P<year>{YEAR}))(?![/–-]?\w)"
)
"""A date in words: ``June 2007``, ``January 1, 2008``, ``Fall 2006``, ``2008``."""

PERIOD_NAMES = "|".join([*(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS), "Sept", _SEASON])
"""What is likely to be meant for a month or a season, with the short forms of the months."""

_MARK = re.compile(
    # An interval, perhaps counted from an event.
    r"(?:\b(?:within(?:\s+the\s+next)?|over\s+the\s+next)\s+"
    rf"(?P<count>[1-9]\d{{0,2}}|{'|'.join(NUMBER_WORDS)})\s+(?P<unit>month|year)s?\b"
    rf"(?!\s+(?:after|from|following|since)\b)(?P<event>\s+of\s+(?!(?:{PERIOD_NAMES})\b)[a-z]+)?"
    # A date, in parentheses or after "by" or "before"; a year alone may be any number.
    r"|(?:(?P<open>\(\s*(?!\d))|\b(?=by|before))"
    rf"(?:(?P<word>by|before)\s+(?:the\s+end\s+of\s+)?(?!{YEAR}\s+(?!and\b)\w))?"
    rf"{DATE_WORDS}(?(open)\s*\)))"
    # After either, that it comes again every year.
    r"(?P<again>,?\s+(?:and\s+)?(?:annually|yearly|every\s+year)(?:\s+thereafter)?\b)?",
    re.IGNORECASE | re.ASCII,
)
"""A place in the sentence that speaks of a deadline."""

_READ = "\0"
"""Stands for what is read already."""

_UNREAD = re.compile(
    # An interval: "within a year", "in six to nine months".
    rf"\b(?:(?:within|next|over\s+the)\b(?:[^\w.;{_READ}]+\w+){{0,5}}?|in\s+[\w-]+)"
    r"\W+(?:day|week|month|quarter|year|decade)s?\b"
    # A year, month or season after words that lead to one.
    r"|\b(?:by|before|until|than|in|during|end|half|early|mid|late)\W+"
    rf"(?:(?:the|end|of|year|early|mid|late|next)\W+){{0,5}}(?:{YEAR}|{PERIOD_NAMES})\b"
    # A year not far behind "by", or right after a deadline: "by Q3 2006", "or 2007".
    r"|(?:\b(?:by|before|until|than)\W+(?:\w+\W+){0,4}"
    rf"|{_READ}\W*(?:(?:and|or|to|of)\W+)?){YEAR}\b"
    # A month or season with a year.
    rf"|\b(?:{PERIOD_NAMES}|quarter)\W+(?:(?:\d{{1,2}}(?:st|nd|rd|th)?|of)\W+)?{YEAR}\b"
    # What comes again, but is not said right after a deadline.
    r"|\bthereafter\b",
    re.IGNORECASE | re.ASCII,
)
"""Words that speak of a date or an interval, in whatever way."""

_BETWEEN = " … "


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
        raise ValueError(f"a date in the calendar, not “{found['date']}”") from None


def read_deadlines(text: str, month_zero: dt.date) -> tuple[DeadlineRecord, ...]:
    """The deadlines in a sentence, in its order.

    ``month_zero`` is the plan's date, from whose month intervals are counted. Raises
    ValueError saying what was expected instead of a deadline that cannot be read.
    """
    unread = _UNREAD.search(_MARK.sub(_READ, text))
    if unread:
        words = unread[0].replace(_READ, "…")
        raise ValueError(f"a deadline in words it knows, not “{words}”")
    deadlines = []
    for marks in _coupled(_MARK.finditer(text)):
        last = marks[-1]
        if last["event"]:
            continue
        when = _named(last) if last["year"] else _reckoned(last, month_zero)
        if when.date < month_zero:
            raise ValueError(f"a deadline after the plan's date, not “{last['date']}”")
        deadlines.append(
            DeadlineRecord(
                when=when,
                basis=Basis.PRINTED if last["year"] else Basis.DERIVED,
                wording=_wording(text, marks),
                recurring=any(mark["again"] for mark in marks),
            )
        )
    return tuple(deadlines)


def without_printed_dates(text: str) -> str:
    """The sentence without the dates that the report prints in parentheses."""
    return _MARK.sub(lambda mark: f" {mark['again'] or ''}" if mark["open"] else mark[0], text)


def _coupled(marks: Iterable[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """The marks of each deadline: an interval and the month printed for it, or one of them.

    The month of an interval is the first one printed before the next deadline.
    """
    waiting: list[re.Match[str]] = []
    for mark in marks:
        if waiting and not mark["open"]:
            yield waiting
            waiting = []
        waiting.append(mark)
        if mark["year"]:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _reckoned(interval: re.Match[str], month_zero: dt.date) -> ImpreciseDate:
    word = interval["count"].lower()
    count = int(word) if word.isdecimal() else NUMBER_WORDS.index(word) + 1
    months = count * (12 if interval["unit"].lower() == "year" else 1)
    years, month = divmod(month_zero.month - 1 + months, 12)
    return ImpreciseDate.month(month_zero.year + years, month + 1)


def _named(mark: re.Match[str]) -> ImpreciseDate:
    """The date of a mark; of "before …" the last day on which that is kept, as a day."""
    when = read_date(mark)
    if (mark["word"] or "").lower() != "before":
        return when
    if mark["season"]:
        raise ValueError(f"a date that has a first day, not “before {mark['date']}”")
    first_day = when.date
    if not mark["day"]:
        first_day = first_day.replace(month=first_day.month if mark["month"] else 1, day=1)
    return ImpreciseDate.day(first_day - dt.timedelta(days=1))


def _wording(text: str, marks: list[re.Match[str]]) -> str:
    """The words of the deadline; where others stand between them, an ellipsis does."""
    wording = marks[0][0]
    for before, after in pairwise(marks):
        gap = text[before.end() : after.start()]
        wording += (gap if not gap.strip() else _BETWEEN) + after[0]
    return wording
