"""Charts as plain figures: templates draw them in SVG, the stylesheet gives them their colours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from milestones.choices import Precision, Status
from milestones.dates import ImpreciseDate, month_end, months_between
from milestones.statistics import Tally

PLAIN = (Status.PLANNED, Status.ON_TRACK, Status.COMPLETED)
"""Drawn without a hatching: as an outline, light and dark."""


@dataclass(frozen=True)
class Segment:
    """A part of a bar; ``start`` and ``width`` are per cent of the drawing's width.

    ``x``, ``middle`` and ``w`` say the same as SVG writes it, whatever the reader's language.
    """

    status: Status
    count: int
    start: float
    width: float

    @property
    def hatched(self) -> bool:
        """Whether it has a hatching of its own, for readers and printers without colour."""
        return self.status not in PLAIN

    @property
    def x(self) -> str:
        return f"{self.start:g}%"

    @property
    def middle(self) -> str:
        return f"{self.start + self.width / 2:g}%"

    @property
    def w(self) -> str:
        return f"{self.width:g}%"


@dataclass(frozen=True)
class StackedBar:
    """A tally as a bar of its statuses, from completed to delayed, then planned."""

    segments: tuple[Segment, ...]


def stacked_bar(tally: Tally, longest: int) -> StackedBar:
    """Draw a tally so that ``longest`` milestones fill the whole width."""
    return StackedBar(tuple(_segments(tally, max(longest, 1))))


def _segments(tally: Tally, longest: int) -> Iterator[Segment]:
    start = 0.0
    for status in reversed(Status):
        count = tally.by_status[status]
        width = 100 * count / longest
        if count:
            yield Segment(status, count, round(start, 3), round(width, 3))
        start += width


IMPRECISE = {Precision.SEASON: 3, Precision.YEAR: 12}
"""How many months a date spans of which only the season or the year is known."""


@dataclass(frozen=True)
class Axis:
    """Months from left to right."""

    first: dt.date
    months: int
    left: int
    right: int

    def x(self, day: dt.date) -> int:
        """Where a day ends."""
        return self._x(self._months_until(day))

    def _months_until(self, day: dt.date) -> float:
        return months_between(self.first, day) + day.day / month_end(day.year, day.month).day

    def _x(self, months: float) -> int:
        return round(self.left + (self.right - self.left) * max(months, 0) / self.months)

    def start(self, when: ImpreciseDate) -> int:
        """Where the season or the year of a date begins; where the date is, if it is exact."""
        return self._x(self._months_until(when.date) - IMPRECISE.get(when.precision, 0))

    @property
    def years(self) -> list[Tick]:
        """The years on the axis; of the first and the last perhaps only some months."""
        found, month = [], 0
        while month < self.months:
            year, after = self.first.year + (self.first.month - 1 + month) // 12, month + 12
            after -= (self.first.month - 1 + month) % 12
            start, end = self._x(month), self._x(min(after, self.months))
            found.append(Tick(start, (start + end) // 2, str(year)))
            month = after
        return found


@dataclass(frozen=True)
class Tick:
    """Where a year begins, and the middle of it, where its name stands."""

    x: int
    middle: int
    year: str
