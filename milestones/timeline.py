"""The deadlines as a drawing: what fell due when, and what was put off to which date.

Plain figures in the units of the drawing; the template writes them as SVG and the stylesheet
colours them. The same figures are drawn twice, as columns for a wide page and as rows for a
narrow one; the stylesheet chooses. Positions are whole numbers, so that they read the same in
every language.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from milestones.charts import IMPRECISE, Axis
from milestones.dates import ImpreciseDate, months_between
from milestones.models import Milestone
from milestones.tallies import DeadlineTally, Tally

WIDE, NARROW = 960, 340
MARGIN = 24
UNDATED = 96
"""The room at the end of the wide axis for what has no fixed date."""
TALLEST, LONGEST = 168, 186
"""The length of the longest bar: standing on the wide page, lying on the narrow one."""
SHORTEST = 2
ROW = 30
LANE = 30
FOOT = TALLEST + 40
"""Where the columns stand: there is room above the longest for its figure and the day's name."""
NAME = 36
"""The room that the name of a month takes."""
COLUMN, APART = 18, 24
"""How wide a column is, and how far apart two are at least, for a finger to hit one."""


@dataclass(frozen=True)
class Part:
    """A part of a bar: ``delivered``, ``open``, ``overdue`` or ``contradiction``."""

    name: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Post:
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


@dataclass(frozen=True)
class Slip:
    """A milestone put off, as an arrow from its last deadline to the revised one.

    ``vague`` is where the season or year of the revised date begins, None if it is exact.
    ``late`` says whether the arrow starts in the last third, so that its name stands before it.
    """

    milestone: Milestone
    deadline: ImpreciseDate
    revised: ImpreciseDate
    x: int
    end: int
    y: int
    vague: int | None
    late: bool


@dataclass(frozen=True)
class Drawing:
    """One way to draw the timeline.

    ``today`` is where the day asked for is on the axis; ``gap`` is where it stands between rows.
    """

    width: int
    axis: Axis
    posts: tuple[Post, ...]
    posts_height: int
    slips: tuple[Slip, ...]
    slips_height: int
    today: int
    gap: int = 0

    @property
    def height(self) -> int:
        """The height of both together."""
        return self.posts_height + self.slips_height


@dataclass(frozen=True)
class Kinds:
    """The deadlines that have one reckoned from the plan's date, and one that comes again."""

    derived: Collection[str]
    recurring: Collection[str]


@dataclass(frozen=True)
class Timeline:
    """The deadlines drawn: ``wide`` with columns and arrows together, ``narrow`` one by one."""

    wide: Drawing
    narrow: Drawing


def timeline(
    deadlines: Sequence[DeadlineTally], slipped: Iterable[Milestone], kinds: Kinds, day: dt.date
) -> Timeline | None:
    """Draw deadlines and what was put off, as of a day; None if there is nothing to draw."""
    if not deadlines:
        return None
    moved = sorted(_moves(slipped), key=lambda move: (move[1].date, move[2].date, move[0].pk))
    dates = [one.when.date for one in deadlines if one.when]
    dates += [revised.date for _milestone, _deadline, revised in moved]
    first = min([*dates, day]).replace(day=1)
    months = months_between(first, max([*dates, day])) + 1
    width = max(WIDE, months * _least_month(deadlines) + 2 * MARGIN + UNDATED)
    wide = Axis(first, months, MARGIN, width - MARGIN - UNDATED)
    narrow = Axis(first, months, 2, NARROW - 10)
    longest = max(one.tally.milestones for one in deadlines)
    return Timeline(
        wide=Drawing(
            width,
            wide,
            tuple(_columns(deadlines, wide, kinds, longest)),
            posts_height=TALLEST + 112,
            slips=tuple(_lanes(moved, wide, TALLEST + 168)),
            slips_height=_room(len(moved)),
            today=wide.x(day),
        ),
        narrow=Drawing(
            NARROW,
            narrow,
            tuple(_rows(deadlines, kinds, longest, day)),
            posts_height=ROW * len(deadlines) + ROW,
            slips=tuple(_lanes(moved, narrow, 58)),
            slips_height=_room(len(moved)),
            today=narrow.x(day),
            gap=ROW * sum(_passed(one, day) for one in deadlines),
        ),
    )


def _least_month(deadlines: Iterable[DeadlineTally]) -> int:
    """How wide a month must be to keep columns apart: a record with more makes a wider drawing."""
    days = sorted({one.when.date for one in deadlines if one.when})
    closest = min((months_between(one, other) for one, other in pairwise(days)), default=12)
    return ceil(APART / max(closest, 1))


def _passed(one: DeadlineTally, day: dt.date) -> bool:
    return one.when is not None and one.when.date < day


def _room(lanes: int) -> int:
    return LANE * lanes + 56 if lanes else 0


def _moves(
    slipped: Iterable[Milestone],
) -> Iterator[tuple[Milestone, ImpreciseDate, ImpreciseDate]]:
    for milestone in slipped:
        if milestone.last_deadline and milestone.revised:
            yield milestone, milestone.last_deadline, milestone.revised


def _lanes(
    moved: Iterable[tuple[Milestone, ImpreciseDate, ImpreciseDate]], axis: Axis, top: int
) -> Iterator[Slip]:
    for number, (milestone, deadline, revised) in enumerate(moved):
        start = axis.start(revised)
        x, end = axis.x(deadline.date), axis.x(revised.date)
        yield Slip(
            milestone=milestone,
            deadline=deadline,
            revised=revised,
            x=x,
            end=end,
            y=top + LANE * number,
            vague=max(start, x) if revised.precision in IMPRECISE else None,
            late=x > axis.left + (axis.right - axis.left) * 2 // 3,
        )


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


def _columns(
    deadlines: Sequence[DeadlineTally], axis: Axis, kinds: Kinds, longest: int
) -> Iterator[Post]:
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
        yield Post(
            one,
            parts := tuple(_standing(one.tally, x, thick, TALLEST / longest)),
            x=x,
            y=FOOT,
            end=parts[-1].y,
            thick=thick,
            span=_span(one, axis),
            derived=one.code in kinds.derived,
            recurring=one.code in kinds.recurring,
            named=named,
        )
        room = x + NAME if named else room


def _due_on(one: DeadlineTally) -> dt.date | None:
    return one.when.date if one.when else None


def _standing(tally: Tally, x: int, thick: int, unit: float) -> Iterator[Part]:
    y = FOOT
    for name, length in lengths(tally, unit).items():
        y -= length
        yield Part(name, x, y, thick, length)


def _span(one: DeadlineTally, axis: Axis) -> int | None:
    return axis.start(one.when) if one.when and one.when.precision in IMPRECISE else None


def _rows(
    deadlines: Sequence[DeadlineTally], kinds: Kinds, longest: int, day: dt.date
) -> Iterator[Post]:
    """Rows under one another, with room for the line of the day after those that have passed."""
    left = NARROW - LONGEST - 36
    for number, one in enumerate(deadlines):
        y = ROW * (number if _passed(one, day) else number + 1)
        x, parts = left, []
        for name, length in lengths(one.tally, LONGEST / longest).items():
            parts.append(Part(name, x, y + 6, length, ROW - 12))
            x += length
        yield Post(
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
