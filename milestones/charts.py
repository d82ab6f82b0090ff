"""Charts as plain figures: templates draw them in SVG, the stylesheet gives them their colours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from milestones.choices import Status
from milestones.tallies import Tally

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
