"""Charts as numbers: templates draw them as SVG, and the stylesheet colours them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from milestones.choices import Precision, Status
from milestones.dates import ImpreciseDate, month_end, months_between
from milestones.statistics import Tally

PLAIN = (Status.PLANNED, Status.ON_TRACK, Status.COMPLETED)
"""The statuses drawn without hatching: as an outline, light and dark."""


@dataclass(frozen=True)
class Segment:
    """A part of a bar; ``x`` and ``width`` are percentages of the drawing's width, as SVG text."""

    status: Status
    count: int
    x: str
    width: str

    @property
    def hatched(self) -> bool:
        """Whether it has its own hatching, for readers and printers without colour."""
        return self.status not in PLAIN


def stacked_bar(tally: Tally, longest: int | None = None) -> list[Segment]:
    """A tally as a bar of statuses, from completed to delayed, then planned; scaled so that
    ``longest`` milestones, or else all of the tally, fill the whole width."""
    segments, start = [], 0.0
    for status in reversed(Status):
        if count := tally.by_status[status]:
            width = 100 * count / (longest or tally.milestones)
            x, shown_width = (f"{round(share, 3):g}%" for share in (start, width))
            segments.append(Segment(status, count, x, shown_width))
            start += width
    return segments


IMPRECISE = {Precision.SEASON: 3, Precision.YEAR: 12}
"""How many months a date covers if only its season or its year is known."""


@dataclass(frozen=True)
class Axis:
    """A time axis with months from left to right."""

    first: dt.date
    months: int
    left: int
    right: int

    def x(self, day: dt.date) -> int:
        """The x position of the end of a day."""
        return self._x(self._months_until(day))

    def _months_until(self, day: dt.date) -> float:
        return months_between(self.first, day) + day.day / month_end(day.year, day.month).day

    def _x(self, months: float) -> int:
        return round(self.left + (self.right - self.left) * max(months, 0) / self.months)

    def start(self, when: ImpreciseDate) -> int:
        """The x position where a date's season or year begins; of the date itself if exact."""
        return self._x(self._months_until(when.date) - IMPRECISE.get(when.precision, 0))

    @property
    def years(self) -> list[Tick]:
        """The years on the axis; the first and the last may be incomplete."""
        ticks = []
        first_january = 1 - self.first.month
        for year, month in enumerate(range(first_january, self.months, 12), self.first.year):
            start, end = self._x(month), self._x(min(month + 12, self.months))
            ticks.append(Tick(start, (start + end) // 2, str(year)))
        return ticks


@dataclass(frozen=True)
class Tick:
    """The x positions of the start of a year, and of its middle, where its label is."""

    x: int
    middle: int
    year: str
