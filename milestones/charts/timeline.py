"""The deadlines as a drawing: what was due when, in which status, and what slipped to which date.

All numbers are in the units of the drawing; the template writes them as SVG and the stylesheet
colours them. Positions are whole numbers, so that they are written the same in every language.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from milestones.charts.bars import Axis
from milestones.charts.timeline_arrows import LANE, Arrow, arrows, moves
from milestones.charts.timeline_columns import (
    BASELINE,
    TALLEST,
    UNDATED,
    DeadlineColumn,
    DeadlineFlags,
    columns,
    min_month_width,
)
from milestones.dates import months_between
from milestones.models import Milestone
from milestones.statistics import DeadlineTally

WIDTH = 960
MARGIN = 24
UNDER = TALLEST + 112
"""Where the columns end, with room for the months and years below them."""
ARROWS = UNDER + 32
"""Where the arrows begin, with room for their title above them."""
DAY_LABEL_WIDTH = 200
"""The width of the day's label, which is before or after its line."""


@dataclass(frozen=True)
class Timeline:
    """Columns, and below them arrows, on one axis.

    ``today`` is the x position of the query's day, and ``line`` has the start and end of each
    segment of its line, which never crosses a column or a label.
    """

    width: int
    height: int
    axis: Axis
    columns: tuple[DeadlineColumn, ...]
    arrows: tuple[Arrow, ...]
    today: int
    line: tuple[tuple[int, int], ...]

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
        """The x position of the day's label, where it ends if it is before its line."""
        return self.today + (-8 if self.flag_before else 8)


def timeline(
    deadlines: Sequence[DeadlineTally],
    slipped: Iterable[Milestone],
    flags: DeadlineFlags,
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
    width = max(WIDTH, months * min_month_width(deadlines) + 2 * MARGIN + UNDATED)
    axis = Axis(first, months, MARGIN, width - MARGIN - UNDATED)
    today = axis.x(day)
    drawn_columns = tuple(columns(deadlines, axis, flags))
    drawn_arrows = tuple(arrows(moved, axis, ARROWS + 16, width, today))
    height = UNDER + (LANE * len(moved) + 48 if moved else 0)
    line = (
        *_free_segments(4, BASELINE, drawn_columns, today),
        *_free_segments(ARROWS, height, drawn_arrows, today),
    )
    return Timeline(width, height, axis, drawn_columns, drawn_arrows, today, line)


def _free_segments(
    start: int, end: int, shapes: Iterable[DeadlineColumn | Arrow], x: int
) -> Iterator[tuple[int, int]]:
    """The segments of a vertical line at ``x`` that cross none of the shapes."""
    for top, bottom in sorted(overlap for shape in shapes if (overlap := shape.overlap(x))):
        if top > start:
            yield start, top
        start = max(start, bottom)
    if end > start:
        yield start, end
