"""Read dates and deadlines from the wording of the documents.

A deadline is an interval counted from the plan's date ("within 12 months", "over the next two
years"), usually followed by the resulting month in parentheses, or a date of its own ("before
January 1, 2008", "by 2008"). A printed month always takes precedence over arithmetic; if none is
printed, the date is calculated and marked as derived. An interval counted from an event
("within 18 months of adoption") has no date unless one is printed. Other numbers are not
deadlines, but a sentence that mentions a date in any other form is rejected.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from sys import intern

from milestones.choices import Basis
from milestones.dates import ImpreciseDate
from milestones.documents.records import DeadlineRecord
from milestones.normalization import normalized_date

MONTHS = (
    "January February March April May June July August September October November December"
).split()
NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve".split()
)  # fmt: skip

YEAR = r"(?:19|20|21)\d\d"
_MONTH = "|".join(MONTHS)
_SEASON = "Winter|Spring|Summer|Fall|Autumn"

_ORDINALS = dict.fromkeys(["first", "1st"], 1) | dict.fromkeys(["second", "2nd"], 2)
_ORDINALS |= dict.fromkeys(["third", "3rd"], 3) | dict.fromkeys(["fourth", "4th"], 4)
_NTH = "|".join(_ORDINALS)

DATE_WORDS = (
    r"(?<![\w/–-])(?P<date>"
    r"(?:(?:the\s+)?(?P<stretch>beginning|start|middle|end|early|mid|late)"
    r"(?:\s+of)?[\s-]+)?(?:"
    rf"(?P<month>{_MONTH})\s+(?:of\s+)?(?:(?P<day>\d{{1,2}}),\s*)?"
    rf"|(?:the\s+)?(?P<season>{_SEASON})\s+(?:of\s+)?"
    rf"|(?:the\s+)?(?P<fraction>Q[1-4]|H[12]|(?:{_NTH})\s+quarter|(?:first|second|1st|2nd)\s+half)"
    r"\s+(?:of\s+)?|the\s+year\s+)?"
    rf"(?P<year>{YEAR}))(?![/–-]?\w)"
)
"""A date in words: ``June 2007``, ``January 1, 2008``, ``Fall 2006``, ``2008``, and these with
words that place it within them: ``Q2 2008``, ``second half of 2008``, ``end of June 2007``,
``mid-2008``, ``early Spring 2008``."""

PERIOD_NAMES = "|".join([*(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS), "Sept", _SEASON])
"""Words that probably name a month or a season, including the short forms of the months."""

_DEADLINE_PART = re.compile(
    # An interval, optionally counted from an event.
    r"(?:\b(?:within(?:\s+the\s+next)?|over\s+the\s+next)\s+"
    rf"(?P<count>[1-9]\d{{0,2}}|{'|'.join(NUMBER_WORDS)})\s+(?P<unit>month|year)s?\b"
    rf"(?!\s+(?:after|from|following|since)\b)(?P<event>\s+of\s+(?!(?:{PERIOD_NAMES})\b)[a-z]+)?"
    # A date in parentheses, or after "by" or "before"; a year alone may be any number.
    r"|(?:(?P<open>\(\s*(?!\d))|\b(?=by|before))"
    rf"(?:(?P<word>by|before)\s+(?!(?:the\s+end\s+of\s+)?{YEAR}\s+(?!and\b)\w))?"
    rf"{DATE_WORDS}(?(open)\s*\)))"
    # After either, words for a yearly recurrence.
    r"(?P<again>,?\s+(?:and\s+)?(?:annually|yearly|every\s+year)(?:\s+thereafter)?\b)?",
    re.IGNORECASE | re.ASCII,
)
"""A part of a deadline: an interval or a date."""

_QUARTER = re.compile(r"(?P<year>[12]\d{3})-Q(?P<number>[1-4])", re.ASCII | re.IGNORECASE)

_PLACEHOLDER = "\0"
"""Replaces the parts that are read already."""

_UNREAD_DATE = re.compile(
    # An interval: "within a year", "in six to nine months".
    rf"\b(?:(?:within|next|over\s+the)\b(?:[^\w.;{_PLACEHOLDER}]+\w+){{0,5}}?|in\s+[\w-]+)"
    r"\W+(?:day|week|month|quarter|year|decade)s?\b"
    # A year, month or season after words that introduce one.
    r"|\b(?:by|before|until|than|in|during|end|half|early|mid|late)\W+"
    rf"(?:(?:the|end|of|year|early|mid|late|next)\W+){{0,5}}(?:{YEAR}|{PERIOD_NAMES})\b"
    # A year soon after "by", or right after a deadline: "by Q3 2006", "or 2007".
    r"|(?:\b(?:by|before|until|than)\W+(?:\w+\W+){0,4}"
    rf"|{_PLACEHOLDER}\W*(?:(?:and|or|to|of)\W+)?){YEAR}\b"
    # A month or season with a year.
    rf"|\b(?:{PERIOD_NAMES}|quarter)\W+(?:(?:\d{{1,2}}(?:st|nd|rd|th)?|of)\W+)?{YEAR}\b"
    # A recurrence that does not directly follow a deadline.
    r"|\bthereafter\b",
    re.IGNORECASE | re.ASCII,
)
"""Words that mention a date or an interval in any other form."""

_ELLIPSIS = " … "


def read_date(match: re.Match[str]) -> ImpreciseDate:
    """Convert a match of ``DATE_WORDS`` to a date. Raises ValueError if there is no such day.

    A quarter or a half of a year is as exact as the month that it ends with. "Early", "mid-",
    "late" and the like make a date no more exact: it ends with the period that they are in.
    """
    year = int(match["year"])
    if match["fraction"]:
        return ImpreciseDate.month(year, _months_of(match["fraction"])[-1])
    if match["season"]:
        season = match["season"].capitalize()
        return ImpreciseDate.season(year, "Fall" if season == "Autumn" else season)
    if not match["month"]:
        return ImpreciseDate.year(year)
    month = MONTHS.index(match["month"].capitalize()) + 1
    if not match["day"]:
        return ImpreciseDate.month(year, month)
    try:
        return ImpreciseDate.day(dt.date(year, month, int(match["day"])))
    except ValueError:
        raise ValueError(f"a date in the calendar, not “{match['date']}”") from None


def parse_date(text: str) -> ImpreciseDate:
    """Read a date as people type it: as in the data (``2006-12``, ``2006-Fall``), as a quarter
    (``2008-Q2``), or in words (``June 2008``, ``end of 2008``). Raises ValueError."""
    code = normalized_date(text)
    quarter = _QUARTER.fullmatch(code)
    words = f"Q{quarter['number']} {quarter['year']}" if quarter else code
    match = re.fullmatch(DATE_WORDS, words, re.IGNORECASE | re.ASCII)
    return read_date(match) if match else ImpreciseDate.parse(code)


def _months_of(fraction: str) -> range:
    """The numbers of the months of ``Q2``, ``third quarter``, ``second half`` and the like."""
    nth, _space, unit = fraction.lower().partition(" ")
    length = 6 if unit == "half" or nth.startswith("h") else 3
    last = length * (_ORDINALS.get(nth) or int(nth[1]))
    return range(last - length + 1, last + 1)


def read_deadlines(text: str, plan_date: dt.date) -> tuple[DeadlineRecord, ...]:
    """Return the deadlines in a sentence, in order.

    ``plan_date`` is the plan's date; intervals are counted from its month. Raises ValueError
    with the expected form if a deadline cannot be read.
    """
    unread = _UNREAD_DATE.search(_DEADLINE_PART.sub(_PLACEHOLDER, text))
    if unread:
        words = unread[0].replace(_PLACEHOLDER, "…")
        raise ValueError(f"a deadline in words it knows, not “{words}”")
    deadlines = []
    for parts in _group_parts(_DEADLINE_PART.finditer(text)):
        last = parts[-1]
        if last["event"]:
            continue
        when = _printed_date(last) if last["year"] else _calculated_date(last, plan_date)
        if when.date < plan_date:
            raise ValueError(f"a deadline after the plan's date, not “{last['date']}”")
        deadlines.append(
            DeadlineRecord(
                when=when,
                basis=Basis.PRINTED if last["year"] else Basis.DERIVED,
                wording=_wording(text, parts),
                recurring=any(part["again"] for part in parts),
            )
        )
    return _shared(tuple(deadlines))


@lru_cache(maxsize=1_000)
def _shared(deadlines: tuple[DeadlineRecord, ...]) -> tuple[DeadlineRecord, ...]:
    """The first deadlines that were equal to these: one copy for many sentences saves memory."""
    return deadlines


def without_printed_dates(text: str) -> str:
    """Remove the dates that the report prints in parentheses from a sentence."""
    return _DEADLINE_PART.sub(
        lambda part: f" {part['again'] or ''}" if part["open"] else part[0], text
    )


def _group_parts(parts: Iterable[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Group the parts of each deadline: an interval and its printed month, or one of the two.

    The month of an interval is the first one printed before the next deadline.
    """
    group: list[re.Match[str]] = []
    for part in parts:
        if group and not part["open"]:
            yield group
            group = []
        group.append(part)
        if part["year"]:
            yield group
            group = []
    if group:
        yield group


def _calculated_date(interval: re.Match[str], plan_date: dt.date) -> ImpreciseDate:
    word = interval["count"].lower()
    count = int(word) if word.isdecimal() else NUMBER_WORDS.index(word) + 1
    months = count * (12 if interval["unit"].lower() == "year" else 1)
    years, month = divmod(plan_date.month - 1 + months, 12)
    return ImpreciseDate.month(plan_date.year + years, month + 1)


def _printed_date(part: re.Match[str]) -> ImpreciseDate:
    """Return the printed date; for "before …" the last day that meets it, as a day."""
    when = read_date(part)
    stretch = (part["stretch"] or "").lower()
    if (part["word"] or "").lower() != "before" or stretch == "end":
        return when
    if part["season"] or stretch:
        raise ValueError(f"a date that has a first day, not “before {part['date']}”")
    first_day = when.date
    if part["fraction"]:
        first_day = first_day.replace(month=_months_of(part["fraction"])[0], day=1)
    elif not part["day"]:
        first_day = first_day.replace(month=first_day.month if part["month"] else 1, day=1)
    return ImpreciseDate.day(first_day - dt.timedelta(days=1))


def _wording(text: str, parts: list[re.Match[str]]) -> str:
    """Join the words of a deadline; an ellipsis replaces other words between its parts."""
    wording = parts[0][0]
    for before, after in pairwise(parts):
        gap = text[before.end() : after.start()]
        wording += (gap if not gap.strip() else _ELLIPSIS) + after[0]
    return intern(wording)
