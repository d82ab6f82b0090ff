"""The deadlines as a drawing: what fell due when, and what was put off to which date.

Plain figures in the units of the drawing; the template writes them as SVG and the stylesheet
colours them. The same figures are drawn twice, as columns for a wide page and as rows for a
narrow one; the stylesheet chooses. Positions are whole numbers, so that they read the same in
every language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from milestones.charts.bars import Axis
from milestones.charts.timeline_arrows import LANE, LANE_OF_TWO_LINES, Arrow, below, beside, moves
from milestones.charts.timeline_columns import (
    BASELINE,
    NARROW,
    ROW,
    TALLEST,
    UNDATED,
    Bar,
    DeadlineFlags,
    columns,
    least_month,
    passed,
    rows,
)
from milestones.dates import months_between
from milestones.models import Milestone
from milestones.statistics import DeadlineTally

WIDE = 960
MARGIN = 24
UNDER = TALLEST + 112
"""Where the wide drawing of the columns ends: the months and years stand below them."""
ARROWS = UNDER + 32
"""Where the wide drawing of the arrows begins: their title stands above them."""
DAY_LABEL_WIDTH = 200
"""The room that the name of the day takes, before its line or after it."""


@dataclass(frozen=True)
class Drawing:
    """One way to draw the timeline.

    ``today`` is where the day asked for is on the axis, and ``line`` from where to where its
    line is drawn: never through a figure or a name. ``gap`` is where the day stands between rows.
    """

    width: int
    axis: Axis
    posts: tuple[Bar, ...]
    posts_height: int
    slips: tuple[Arrow, ...]
    slips_height: int
    today: int
    line: tuple[tuple[int, int], ...]
    gap: int = 0

    @property
    def height(self) -> int:
        """The height of both together."""
        return self.posts_height + self.slips_height

    @property
    def today_path(self) -> str:
        """The line of the day, as SVG writes it."""
        return "".join(f"M{self.today} {start}V{end}" for start, end in self.line)

    @property
    def flag_before(self) -> bool:
        """Whether the name of the day stands before its line: there is room for it."""
        return self.today > DAY_LABEL_WIDTH

    @property
    def flag_x(self) -> int:
        """How far the name of the day stands from its line."""
        return -8 if self.flag_before else 8


@dataclass(frozen=True)
class Timeline:
    """The deadlines drawn: ``wide`` with columns and arrows together, ``narrow`` one by one."""

    wide: Drawing
    narrow: Drawing


def timeline(
    deadlines: Sequence[DeadlineTally],
    slipped: Iterable[Milestone],
    kinds: DeadlineFlags,
    day: dt.date,
) -> Timeline | None:
    """Draw deadlines and what was put off, as of a day; None if there is nothing to draw."""
    if not deadlines:
        return None
    moved = moves(slipped)
    dates = [one.when.date for one in deadlines if one.when]
    dates += [move.revised.date for move in moved]
    first = min([*dates, day]).replace(day=1)
    months = months_between(first, max([*dates, day])) + 1
    width = max(WIDE, months * least_month(deadlines) + 2 * MARGIN + UNDATED)
    wide = Axis(first, months, MARGIN, width - MARGIN - UNDATED)
    narrow = Axis(first, months, 2, NARROW - 10)
    longest = max(one.tally.milestones for one in deadlines)
    standing = tuple(columns(deadlines, wide, kinds, longest))
    arrows = tuple(beside(moved, wide, ARROWS + 16, width, wide.x(day)))
    arrows_height = LANE * len(moved) + 48 if moved else 0
    arrows_below = tuple(below(moved, narrow, 58, NARROW))
    arrows_below_height = LANE_OF_TWO_LINES * len(moved) + 56 if moved else 0
    return Timeline(
        wide=Drawing(
            width,
            wide,
            standing,
            posts_height=UNDER,
            slips=arrows,
            slips_height=arrows_height,
            today=wide.x(day),
            line=(
                *_clear(4, BASELINE, standing, wide.x(day)),
                *_clear(ARROWS, UNDER + arrows_height, arrows, wide.x(day)),
            ),
        ),
        narrow=Drawing(
            NARROW,
            narrow,
            tuple(rows(deadlines, kinds, longest, day)),
            posts_height=ROW * len(deadlines) + ROW,
            slips=arrows_below,
            slips_height=arrows_below_height,
            today=narrow.x(day),
            line=tuple(_clear(22, arrows_below_height, arrows_below, narrow.x(day))),
            gap=ROW * sum(passed(one, day) for one in deadlines),
        ),
    )


def _clear(
    start: int, end: int, things: Iterable[Bar | Arrow], x: int
) -> Iterator[tuple[int, int]]:
    """The pieces of a standing line at ``x`` that run into none of the things."""
    for above, under in sorted(hidden for thing in things if (hidden := thing.overlap(x))):
        if above > start:
            yield start, above
        start = max(start, under)
    if end > start:
        yield start, end
