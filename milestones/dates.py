"""Dates that are only as exact as the words they were read from."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from milestones.choices import Precision

SEASON_ENDS = {"Winter": 2, "Spring": 5, "Summer": 8, "Fall": 11}
"""The last month of each season of a named year (meteorological: Fall 2006 ends with November)."""

_SEASON_WORDS = {
    "Winter": pgettext_lazy("season", "Winter %(year)s"),
    "Spring": pgettext_lazy("season", "Spring %(year)s"),
    "Summer": pgettext_lazy("season", "Summer %(year)s"),
    "Fall": pgettext_lazy("season", "Fall %(year)s"),
}
_SEASON_OF = {month: season for season, month in SEASON_ENDS.items()}
_DATE_PATTERN = re.compile(
    r"(?P<year>[12]\d{3})(?:-(?:(?P<season>Winter|Spring|Summer|Fall)"
    r"|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?",
    re.ASCII,
)


@lru_cache(maxsize=1200)
def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def month_end_after(day: dt.date, months: int) -> dt.date:
    """The last day of the month that is so many months after a day's; at most the last of all."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return month_end(year, month + 1) if year <= dt.MAXYEAR else dt.date.max


def months_between(earlier: dt.date, later: dt.date) -> int:
    """Whole calendar months between the months of two dates; negative if the later comes first."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def months_and_days(earlier: dt.date, later: dt.date) -> tuple[int, int]:
    """Whole months from a date to a later one, and the days that are left.

    A month ends on the same day of the next month, or on its last day if it has no such day.
    """
    months = months_between(earlier, later)
    if _months_after(earlier, months) > later:
        months -= 1
    return months, (later - _months_after(earlier, months)).days


def _months_after(date: dt.date, months: int) -> dt.date:
    last = month_end_after(date, months)
    return last.replace(day=min(date.day, last.day))


@dataclass(frozen=True, order=True, slots=True)
class ImpreciseDate:
    """A day, month, season or year.

    ``date`` is the last day of that period: the day on which something promised for it is due.
    A season ends with its last month (see ``SEASON_ENDS``), a year with 31 December. Raises
    ValueError for a date that does not end its period. Only a damaged row can have one:
    ``is_damaged`` then says that the date is shown as the day that is stored (see ``of_row``).
    Milestones share the months and the stored dates, of which a large record has few.
    """

    date: dt.date
    precision: Precision
    is_damaged: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        if self.date != self._last_day():
            raise ValueError(f"{self.date} does not end a {self.precision}.")

    def _last_day(self) -> dt.date:
        year, month = self.date.year, self.date.month
        match self.precision:
            case Precision.DAY:
                return self.date
            case Precision.MONTH:
                return month_end(year, month)
            case Precision.SEASON:
                return month_end(year, next((end for end in _SEASON_OF if end >= month), 11))
            case _:
                return month_end(year, 12)

    @classmethod
    @lru_cache(maxsize=1_200)
    def month(cls, year: int, month: int) -> ImpreciseDate:
        return cls(month_end(year, month), Precision.MONTH)

    @classmethod
    def season(cls, year: int, season: str) -> Self:
        return cls(month_end(year, SEASON_ENDS[season]), Precision.SEASON)

    @classmethod
    def year(cls, year: int) -> Self:
        return cls(dt.date(year, 12, 31), Precision.YEAR)

    @classmethod
    def day(cls, date: dt.date) -> Self:
        return cls(date, Precision.DAY)

    @classmethod
    @lru_cache(maxsize=1_200)
    def of_row(cls, date: dt.date, precision: str) -> ImpreciseDate:
        """The date in the two columns that store it.

        If they contradict each other, it is the day in them, marked as damaged, so that a page
        can show it beside all others.
        """
        try:
            return cls(date, Precision(precision))
        except ValueError:
            return cls(date, Precision.DAY, is_damaged=True)

    @classmethod
    def stored(cls, date: dt.date | None, precision: str) -> ImpreciseDate | None:
        """The date in the two columns that store it (see ``of_row``); None if they are empty."""
        return cls.of_row(date, precision) if date else None

    @classmethod
    def parse(cls, code: str) -> ImpreciseDate:
        """Read ``2007-12-31``, ``2006-12``, ``2006-Fall`` or ``2008``.

        Raises ValueError for anything else, and for a day or month that does not exist.
        """
        match = _DATE_PATTERN.fullmatch(code)
        if not match:
            raise ValueError(
                _("“%(code)s” is not a date: write 2007-12-31, 2006-12, 2006-Fall or 2008.")
                % {"code": code}
            )
        year, season = int(match["year"]), match["season"]
        if season:
            return cls.season(year, season)
        try:
            if match["day"]:
                return cls.day(dt.date.fromisoformat(code))
            if match["month"]:
                return cls.month(year, int(match["month"]))
        except ValueError:
            raise ValueError(_("“%(code)s” is not in the calendar.") % {"code": code}) from None
        return cls.year(year)

    @property
    def code(self) -> str:
        """The form in data and addresses: ``2007-12-31``, ``2006-12``, ``2006-Fall``, ``2008``."""
        match self.precision:
            case Precision.DAY:
                return self.date.isoformat()
            case Precision.MONTH:
                return f"{self.date:%Y-%m}"
            case Precision.SEASON:
                return f"{self.date.year}-{_SEASON_OF[self.date.month]}"
            case _:
                return str(self.date.year)

    @property
    def listed_under(self) -> ImpreciseDate:
        """The period that counts it in the deadlines data: a day's month, else itself."""
        if self.precision == Precision.DAY:
            return ImpreciseDate.month(self.date.year, self.date.month)
        return self

    @property
    def words(self) -> str:
        """The date in the active language, no more exact than it is known."""
        return _words(self.date, self.precision, self.is_damaged, get_language())

    def __str__(self) -> str:
        return self.words


@lru_cache(maxsize=4096)
def _words(date: dt.date, precision: Precision, is_damaged: bool, _language: str | None) -> str:
    if is_damaged:
        message = _("%(date)s (damaged: this day does not fit its precision)")
        return message % {"date": date_format(date, "DATE_FORMAT")}
    match precision:
        case Precision.DAY:
            return date_format(date, "DATE_FORMAT")
        case Precision.MONTH:
            return date_format(date, "YEAR_MONTH_FORMAT")
        case Precision.SEASON:
            return _SEASON_WORDS[_SEASON_OF[date.month]] % {"year": date.year}
        case _:
            return str(date.year)
