"""The deadlines of the timeline as columns of statuses."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from milestones.charts.bars import IMPRECISE, PLAIN, Axis
from milestones.choices import Status
from milestones.dates import months_between
from milestones.statistics import DeadlineTally, Tally

UNDATED = 132
"""The width after the end of the axis for milestones without a fixed date."""
TALLEST, SHORTEST = 168, 2
"""The height of the tallest column, and the least height of a part, so that it can be seen."""
BASELINE = TALLEST + 40
"""The foot of the columns, with room above the tallest for its count and the day's label."""
NAME = 36
"""The width of a month's label."""
COLUMN, APART = 18, 26
"""The width of a column, and the least distance between two, so that a finger can hit one."""


@dataclass(frozen=True)
class DeadlineFlags:
    """The codes of the periods that have a deadline calculated from the plan's date (``derived``),
    and of those that have a recurring one."""

    derived: Collection[str]
    recurring: Collection[str]


@dataclass(frozen=True)
class Part:
    """The milestones of a column that have one status."""

    status: Status
    y: int
    height: int

    @property
    def hatched(self) -> bool:
        return self.status not in PLAIN


@dataclass(frozen=True)
class DeadlineColumn:
    """The milestones due under one deadline, most progress at the foot.

    ``top`` is where the column ends, above its foot at ``BASELINE``; ``span`` is where its season
    or year begins, None for a more precise date. ``named`` is whether there is room for its label.
    """

    deadline: DeadlineTally
    parts: tuple[Part, ...]
    x: int
    width: int
    span: int | None
    derived: bool
    recurring: bool
    named: bool

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def top(self) -> int:
        return self.parts[-1].y

    @property
    def height(self) -> int:
        """The height of the whole column, with its count and its label."""
        return BASELINE - self.top + 64

    def overlap(self, x: int) -> tuple[int, int] | None:
        """Between which y positions a vertical line at ``x`` would cross the column or its count.

        None if it would cross neither.
        """
        distance, top = abs(x - self.middle), self.top - 24
        if distance <= self.width // 2 + 1:
            return top, BASELINE
        count = str(self.deadline.tally.milestones)
        return (top, self.top - 3) if distance <= 4 + 5 * len(count) else None


def columns(
    deadlines: Sequence[DeadlineTally], axis: Axis, flags: DeadlineFlags
) -> Iterator[DeadlineColumn]:
    """Columns on the axis at the dates that they are due, those without a deadline after its end.

    A month and a year that end on the same day share the width of one column.
    """
    most = max(deadline.tally.milestones for deadline in deadlines)
    columns_on = Counter(_due_on(deadline) for deadline in deadlines)
    drawn_on: Counter[dt.date | None] = Counter()
    label_end = 0
    for deadline in deadlines:
        day, when = _due_on(deadline), deadline.when
        width = COLUMN // columns_on[day]
        middle = axis.x(day) if day else axis.right + UNDATED // 2
        x = middle - COLUMN // 2 + width * drawn_on[day]
        drawn_on[day] += 1
        named = x >= label_end
        yield DeadlineColumn(
            deadline,
            tuple(_parts(deadline.tally, TALLEST / most)),
            x=x,
            width=width,
            span=axis.start(when) if when and when.precision in IMPRECISE else None,
            derived=deadline.code in flags.derived,
            recurring=deadline.code in flags.recurring,
            named=named,
        )
        label_end = x + NAME if named else label_end


def min_month_width(deadlines: Iterable[DeadlineTally]) -> int:
    """The least width of a month that keeps columns apart: close deadlines make a wider drawing."""
    days = sorted({deadline.when.date for deadline in deadlines if deadline.when})
    closest = min((months_between(day, next_day) for day, next_day in pairwise(days)), default=12)
    return ceil(APART / max(closest, 1))


def _due_on(deadline: DeadlineTally) -> dt.date | None:
    return deadline.when.date if deadline.when else None


def _parts(tally: Tally, unit: float) -> Iterator[Part]:
    """The parts of a column, from its foot, ``unit`` high for each milestone."""
    y, total = BASELINE, 0
    for status in reversed(Status):
        if count := tally.by_status[status]:
            height = max(round((total + count) * unit) - round(total * unit), SHORTEST)
            y -= height
            total += count
            yield Part(status, y, height)
