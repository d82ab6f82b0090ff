"""The deadlines as a drawing: what was due when, and what slipped to which date.

All numbers are in the units of the drawing; the template writes them as SVG and the stylesheet
colours them. The same data are drawn twice, as columns for a wide page and as rows for a narrow
one; the stylesheet chooses. Positions are whole numbers, so that they are written the same in
every language.
"""

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
    min_month_width,
    rows,
)
from milestones.dates import months_between
from milestones.models import Milestone
from milestones.statistics import DeadlineTally

WIDE = 960
MARGIN = 24
UNDER = TALLEST + 112
"""Where the wide drawing of the columns ends, with room for the months and years below them."""
ARROWS = UNDER + 32
"""Where the wide drawing of the arrows begins, with room for their title above them."""
DAY_LABEL_WIDTH = 200
"""The width of the day's label, which is before or after its line."""


@dataclass(frozen=True)
class Drawing:
    """One of the two drawings of the timeline.

    ``today`` is the x position of the query's day, and ``line`` has the start and end of each
    segment of its line, which never crosses a figure or a label. ``gap`` is the y position of the
    day between rows.
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
        return self.posts_height + self.slips_height

    @property
    def today_path(self) -> str:
        """The line of the day as an SVG path."""
        return "".join(f"M{self.today} {start}V{end}" for start, end in self.line)

    @property
    def flag_before(self) -> bool:
        """Whether the day's label is before its line, because there is room for it."""
        return self.today > DAY_LABEL_WIDTH

    @property
    def flag_x(self) -> int:
        """The distance of the day's label from its line; negative if it is before it."""
        return -8 if self.flag_before else 8


@dataclass(frozen=True)
class Timeline:
    """Both drawings: ``wide`` has columns and arrows in one, ``narrow`` has them apart."""

    wide: Drawing
    narrow: Drawing


def timeline(
    deadlines: Sequence[DeadlineTally],
    slipped: Iterable[Milestone],
    kinds: DeadlineFlags,
    day: dt.date,
) -> Timeline | None:
    """Draw the deadlines and the slipped milestones as of a day; None if there are no deadlines."""
    if not deadlines:
        return None
    moved = moves(slipped)
    dates = [deadline.when.date for deadline in deadlines if deadline.when]
    dates += [move.revised.date for move in moved]
    first = min([*dates, day]).replace(day=1)
    months = months_between(first, max([*dates, day])) + 1
    width = max(WIDE, months * min_month_width(deadlines) + 2 * MARGIN + UNDATED)
    wide = Axis(first, months, MARGIN, width - MARGIN - UNDATED)
    narrow = Axis(first, months, 2, NARROW - 10)
    longest = max(deadline.tally.milestones for deadline in deadlines)
    column_bars = tuple(columns(deadlines, wide, kinds, longest))
    arrows = tuple(beside(moved, wide, ARROWS + 16, width, wide.x(day)))
    arrows_height = LANE * len(moved) + 48 if moved else 0
    arrows_below = tuple(below(moved, narrow, 58, NARROW))
    arrows_below_height = LANE_OF_TWO_LINES * len(moved) + 56 if moved else 0
    return Timeline(
        wide=Drawing(
            width,
            wide,
            column_bars,
            posts_height=UNDER,
            slips=arrows,
            slips_height=arrows_height,
            today=wide.x(day),
            line=(
                *_free_segments(4, BASELINE, column_bars, wide.x(day)),
                *_free_segments(ARROWS, UNDER + arrows_height, arrows, wide.x(day)),
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
            line=tuple(_free_segments(22, arrows_below_height, arrows_below, narrow.x(day))),
            gap=ROW * sum(deadline.has_passed(day) for deadline in deadlines),
        ),
    )


def _free_segments(
    start: int, end: int, shapes: Iterable[Bar | Arrow], x: int
) -> Iterator[tuple[int, int]]:
    """The segments of a vertical line at ``x`` that cross none of the shapes."""
    for top, bottom in sorted(overlap for shape in shapes if (overlap := shape.overlap(x))):
        if top > start:
            yield start, top
        start = max(start, bottom)
    if end > start:
        yield start, end
