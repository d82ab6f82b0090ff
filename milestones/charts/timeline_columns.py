"""The deadlines of the timeline as bars: columns for a wide page, rows for a narrow one."""

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
"""The width at the end of the wide axis for milestones without a fixed date."""
TALLEST, LONGEST = 168, 186
"""The length of the longest bar: vertical on the wide page, horizontal on the narrow one."""
SHORTEST = 2
ROW = 30
BASELINE = TALLEST + 40
"""The foot of the columns, with room above the longest for its figure and the day's label."""
NAME = 36
"""The width of a month's label."""
COLUMN, APART = 16, 24
"""The width of a column, and the least distance between two, so that a finger can hit one."""


@dataclass(frozen=True)
class DeadlineFlags:
    """The codes of the periods that have a deadline calculated from the plan's date (``derived``),
    and of those that have a recurring one."""

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
    """The milestones due under one deadline, as a bar.

    ``x`` and ``y`` are where the bar begins, ``end`` where it ends; ``span`` is where its season
    or year begins, None for a more precise date. ``named`` is whether there is room for its label.
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
        return self.x + self.thick // 2

    @property
    def hit(self) -> int:
        """The height of the whole column, with its figure and its label."""
        return self.y - self.end + 64

    def overlap(self, x: int) -> tuple[int, int] | None:
        """Between which y positions a vertical line at ``x`` would cross the column or its figure.

        None if it would cross neither.
        """
        distance, top = abs(x - self.middle), self.end - 24
        if distance <= self.thick // 2 + 1:
            return top, self.y
        figure = str(self.deadline.tally.milestones)
        return (top, self.end - 3) if distance <= 4 + 5 * len(figure) else None


def columns(
    deadlines: Sequence[DeadlineTally], axis: Axis, kinds: DeadlineFlags, longest: int
) -> Iterator[Bar]:
    """Columns on the axis at the dates that they are due, those without a deadline after its end.

    A month and a year that end on the same day share the width of one column.
    """
    columns_on = Counter(_due_on(deadline) for deadline in deadlines)
    drawn_on: Counter[dt.date | None] = Counter()
    label_end = 0
    for deadline in deadlines:
        day = _due_on(deadline)
        thick = COLUMN // columns_on[day]
        middle = axis.x(day) if day else axis.right + UNDATED // 2
        x = middle - COLUMN // 2 + thick * drawn_on[day]
        drawn_on[day] += 1
        named = x >= label_end
        yield Bar(
            deadline,
            parts := tuple(_column_parts(deadline.tally, x, thick, TALLEST / longest)),
            x=x,
            y=BASELINE,
            end=parts[-1].y,
            thick=thick,
            span=_span(deadline, axis),
            derived=deadline.code in kinds.derived,
            recurring=deadline.code in kinds.recurring,
            named=named,
        )
        label_end = x + NAME if named else label_end


def min_month_width(deadlines: Iterable[DeadlineTally]) -> int:
    """The least width of a month that keeps columns apart: close deadlines make a wider drawing."""
    days = sorted({deadline.when.date for deadline in deadlines if deadline.when})
    closest = min((months_between(day, next_day) for day, next_day in pairwise(days)), default=12)
    return ceil(APART / max(closest, 1))


def rows(
    deadlines: Sequence[DeadlineTally], kinds: DeadlineFlags, longest: int, day: dt.date
) -> Iterator[Bar]:
    """Rows below one another, with room for the line of the day after those that have passed."""
    left = NARROW - LONGEST - 36
    for index, deadline in enumerate(deadlines):
        y = ROW * (index if deadline.has_passed(day) else index + 1)
        x, parts = left, []
        for name, length in lengths(deadline.tally, LONGEST / longest).items():
            parts.append(Part(name, x, y + 6, length, ROW - 12))
            x += length
        yield Bar(
            deadline,
            tuple(parts),
            x=left,
            y=y,
            end=x,
            thick=ROW - 12,
            span=left if deadline.when and deadline.when.precision in IMPRECISE else None,
            derived=deadline.code in kinds.derived,
            recurring=deadline.code in kinds.recurring,
        )


def lengths(tally: Tally, unit: float) -> Mapping[str, int]:
    """The length of each part of a bar, from its foot; every part is long enough to be seen."""
    part_counts = {
        "delivered": tally.completed,
        "open": tally.milestones - tally.completed - tally.overdue,
        "overdue": tally.overdue - tally.contradiction,
        "contradiction": tally.contradiction,
    }
    part_lengths, total = {}, 0
    for name, count in part_counts.items():
        if count:
            length = round((total + count) * unit) - round(total * unit)
            part_lengths[name] = max(length, SHORTEST)
        total += count
    return part_lengths


def _due_on(deadline: DeadlineTally) -> dt.date | None:
    return deadline.when.date if deadline.when else None


def _column_parts(tally: Tally, x: int, thick: int, unit: float) -> Iterator[Part]:
    y = BASELINE
    for name, length in lengths(tally, unit).items():
        y -= length
        yield Part(name, x, y, thick, length)


def _span(deadline: DeadlineTally, axis: Axis) -> int | None:
    when = deadline.when
    return axis.start(when) if when and when.precision in IMPRECISE else None
