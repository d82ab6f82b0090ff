"""The deadlines of the timeline as bars: columns for a wide page, rows for a narrow one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from milestones.charts.bars import IMPRECISE, Axis
from milestones.dates import months_between
from milestones.statistics import DeadlineTally, Tally

NARROW = 340
UNDATED = 96
"""The room at the end of the wide axis for what has no fixed date."""
TALLEST, LONGEST = 168, 186
"""The length of the longest bar: standing on the wide page, lying on the narrow one."""
SHORTEST = 2
ROW = 30
BASELINE = TALLEST + 40
"""Where the columns stand: there is room above the longest for its figure and the day's name."""
NAME = 36
"""The room that the name of a month takes."""
COLUMN, APART = 16, 24
"""How wide a column is, and how far apart two are at least, for a finger to hit one."""


@dataclass(frozen=True)
class DeadlineFlags:
    """The deadlines that have one reckoned from the plan's date, and one that comes again."""

    derived: Collection[str]
    recurring: Collection[str]


@dataclass(frozen=True)
class Part:
    """A part of a bar: ``delivered``, ``open``, ``overdue`` or ``contradiction``."""

    name: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Bar:
    """What falls due under one deadline, as a bar.

    ``x`` and ``y`` are where the bar begins, ``end`` where it ends; ``span`` is where its season
    or year begins, None for a date that is known better. ``named`` says whether there is room
    for its name.
    """

    deadline: DeadlineTally
    parts: tuple[Part, ...]
    x: int
    y: int
    end: int
    thick: int
    span: int | None
    derived: bool
    recurring: bool
    named: bool = True

    @property
    def middle(self) -> int:
        """The middle of a column."""
        return self.x + self.thick // 2

    @property
    def hit(self) -> int:
        """How tall the whole column is, with its figure and its name."""
        return self.y - self.end + 64

    def overlap(self, x: int) -> tuple[int, int] | None:
        """From where to where a standing line at ``x`` would run into the column or its figure."""
        away, above = abs(x - self.middle), self.end - 24
        if away <= self.thick // 2 + 1:
            return above, self.y
        return (above, self.end - 3) if away <= 4 + 5 * len(str(self._figure)) else None

    @property
    def _figure(self) -> int:
        return self.deadline.tally.milestones


def columns(
    deadlines: Sequence[DeadlineTally], axis: Axis, kinds: DeadlineFlags, longest: int
) -> Iterator[Bar]:
    """Columns that stand on the axis where they fall due, those without a deadline after its end.

    A month and a year that end on the same day share the room of one column.
    """
    sharing = Counter(_due_on(one) for one in deadlines)
    shown: Counter[dt.date | None] = Counter()
    room = 0
    for one in deadlines:
        day = _due_on(one)
        thick = COLUMN // sharing[day]
        middle = axis.x(day) if day else axis.right + UNDATED // 2
        x = middle - COLUMN // 2 + thick * shown[day]
        shown[day] += 1
        named = x >= room
        yield Bar(
            one,
            parts := tuple(_standing(one.tally, x, thick, TALLEST / longest)),
            x=x,
            y=BASELINE,
            end=parts[-1].y,
            thick=thick,
            span=_span(one, axis),
            derived=one.code in kinds.derived,
            recurring=one.code in kinds.recurring,
            named=named,
        )
        room = x + NAME if named else room


def least_month(deadlines: Iterable[DeadlineTally]) -> int:
    """How wide a month must be to keep columns apart: a record with more makes a wider drawing."""
    days = sorted({one.when.date for one in deadlines if one.when})
    closest = min((months_between(one, other) for one, other in pairwise(days)), default=12)
    return ceil(APART / max(closest, 1))


def rows(
    deadlines: Sequence[DeadlineTally], kinds: DeadlineFlags, longest: int, day: dt.date
) -> Iterator[Bar]:
    """Rows under one another, with room for the line of the day after those that have passed."""
    left = NARROW - LONGEST - 36
    for number, one in enumerate(deadlines):
        y = ROW * (number if passed(one, day) else number + 1)
        x, parts = left, []
        for name, length in lengths(one.tally, LONGEST / longest).items():
            parts.append(Part(name, x, y + 6, length, ROW - 12))
            x += length
        yield Bar(
            one,
            tuple(parts),
            x=left,
            y=y,
            end=x,
            thick=ROW - 12,
            span=left if one.when and one.when.precision in IMPRECISE else None,
            derived=one.code in kinds.derived,
            recurring=one.code in kinds.recurring,
        )


def passed(one: DeadlineTally, day: dt.date) -> bool:
    """Whether a deadline lies before a day."""
    return one.when is not None and one.when.date < day


def lengths(tally: Tally, unit: float) -> Mapping[str, int]:
    """How long each part of a bar is, from its foot; none is too short to be seen."""
    found, total = {}, 0
    for name, count in _parted(tally).items():
        if count:
            length = round((total + count) * unit) - round(total * unit)
            found[name] = max(length, SHORTEST)
        total += count
    return found


def _parted(tally: Tally) -> dict[str, int]:
    """What became of the milestones of a tally: each is in one of the parts."""
    return {
        "delivered": tally.completed,
        "open": tally.milestones - tally.completed - tally.overdue,
        "overdue": tally.overdue - tally.contradiction,
        "contradiction": tally.contradiction,
    }


def _due_on(one: DeadlineTally) -> dt.date | None:
    return one.when.date if one.when else None


def _standing(tally: Tally, x: int, thick: int, unit: float) -> Iterator[Part]:
    y = BASELINE
    for name, length in lengths(tally, unit).items():
        y -= length
        yield Part(name, x, y, thick, length)


def _span(one: DeadlineTally, axis: Axis) -> int | None:
    return axis.start(one.when) if one.when and one.when.precision in IMPRECISE else None
