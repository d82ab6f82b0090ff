"""The promise calendar: the milestones of each priority area in the month of their last deadline.

The day is a line between the columns that have passed and the others: whatever is left of it and
not delivered is late. The same cells are drawn twice, with the months from left to right and from
top to bottom, and their counts are the table beside the drawings.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from django.utils.translation import gettext as _

from milestones.charts.bars import IMPRECISE, Segment
from milestones.charts.promise_calendar_drawings import (
    NARROW,
    NARROW_STRIP,
    WIDE,
    WIDE_STRIP,
    CalendarColumn,
    Cell,
    Drawing,
    Promise,
    Row,
    draw,
)
from milestones.choices import Status
from milestones.dates import month_end
from milestones.models import Milestone
from milestones.statistics import CountRow, Counts
from priorities.models import PriorityArea

MAX_MARKS = 300
"""Up to this many milestones are drawn as marks; of more, each cell has their number."""
MAX_MONTHS = 36
"""If there are more months, the columns are years."""


@dataclass(frozen=True)
class PromiseCalendar:
    """The cells as drawn, and by row and column; the rows are in document order."""

    columns: Sequence[CalendarColumn]
    rows: Sequence[Row]
    wide: Drawing
    narrow: Drawing

    @property
    def statuses(self) -> list[str]:
        """The statuses of the marks."""
        return sorted({status for mark in self.wide.marks for status in mark.promise.statuses})

    @property
    def keys(self) -> list[Segment]:
        """What the key shows of the statuses of the marks: a mark of two halves may have one under
        which no milestone counts."""
        return [Segment(Status(status), 0, "0%", "0%") for status in self.statuses]

    @property
    def signs(self) -> set[str]:
        """Which signs the marks have besides their statuses: two ``halves``, an ``arrow`` to a
        revised date, a ``vague due`` date, or the ``vague arrow`` to a vague revised date."""
        promises = [mark.promise for mark in self.wide.marks]
        return {
            *("halves" for promise in promises if len(promise.statuses) > 1),
            *("arrow" for promise in promises if promise.revised),
            *("vague due" for promise in promises if promise.is_vague),
            *(
                "vague arrow"
                for promise in promises
                if promise.revised and promise.revised_is_vague
            ),
        }

    @property
    def has_marks(self) -> bool:
        """Whether each milestone has a mark; else cells have their numbers."""
        return bool(self.wide.marks)


def promise_calendar(
    counts: Counts,
    areas: Iterable[PriorityArea],
    milestones: Iterable[Milestone],
    *,
    months_of: Counts,
    by_pair: bool,
    in_one_row: bool = False,
) -> PromiseCalendar | None:
    """The calendar of the milestones in ``counts``; None if there are none.

    Its rows are the areas; ``in_one_row``, all areas together.

    Its cells have a mark for each of ``milestones``, or numbers if there are none of these. It has
    the months of ``months_of``, so that calendars of several areas can be compared. With
    ``by_pair``, a mark shows the status of each country pair where these differ.
    """
    day = counts.day
    all_areas = PriorityArea(pk=0, name=_("All areas"))
    row_of = {area.pk: all_areas if in_one_row else area for area in areas}
    dates = {row.last_due for row in (*months_of.rows, *counts.rows)}
    by_year = len({(due.year, due.month) for due in dates if due}) > MAX_MONTHS
    column = cache(partial(column_of, day=day, by_year=by_year))
    columns = {column(due) for due in dates}
    promises: dict[tuple[int, CalendarColumn], list[Promise]] = defaultdict(list)
    for milestone in milestones:
        own, revised = column(milestone.last_due), column(milestone.revised_date)
        promise = _promise(milestone, own, revised, by_pair=by_pair)
        promises[row_of[milestone.initiative.area_id].pk, own].append(promise)
        columns |= {promise.revised} if promise.revised else set()
    rows_by_cell: dict[tuple[int, CalendarColumn], list[CountRow]] = defaultdict(list)
    for count_row in counts.rows:
        rows_by_cell[row_of[count_row.area].pk, column(count_row.last_due)].append(count_row)
    cells: dict[int, dict[CalendarColumn, Cell]] = defaultdict(dict)
    for (area, of_cell), count_rows in rows_by_cell.items():
        tally = Counts(count_rows, day).tally()
        in_order = sorted(promises[area, of_cell], key=lambda promise: promise.revised is not None)
        cells[area][of_cell] = Cell(tally, in_order)
    rows = [
        Row(area, cells[area.pk]) for area in dict.fromkeys(row_of.values()) if area.pk in cells
    ]
    if not rows:
        return None
    dated = sorted(columns, key=lambda each: each.last or dt.date.max)
    narrow = NARROW if len(rows) > 1 else NARROW_STRIP
    wide = WIDE_STRIP if in_one_row else WIDE
    return PromiseCalendar(dated, rows, draw(dated, rows, wide), draw(dated, rows, narrow))


def column_of(due: dt.date | None, day: dt.date, *, by_year: bool = False) -> CalendarColumn:
    """The column of a last deadline that falls due on a day, or of no deadline (None).

    It is a month or, ``by_year``, a year. That of the calendar's ``day`` is two columns: what was
    due before that day has passed, the rest has not.
    """
    if due is None:
        return CalendarColumn(None, None, passed=False)
    first, last = due.replace(day=1), month_end(due.year, due.month)
    if by_year:
        first, last = dt.date(due.year, 1, 1), dt.date(due.year, 12, 31)
    if due < day:
        return CalendarColumn(
            first, min(last, day - dt.timedelta(days=1)), passed=True, is_year=by_year
        )
    return CalendarColumn(max(first, day), last, passed=False, is_year=by_year)


def _promise(
    milestone: Milestone, own: CalendarColumn, revised_column: CalendarColumn, *, by_pair: bool
) -> Promise:
    due, revised = milestone.last_deadline, milestone.revised
    pairs = [status for status in (milestone.status_us_cn, milestone.status_us_mx) if status]
    return Promise(
        milestone,
        due,
        statuses=pairs if by_pair and milestone.differ else [milestone.status],
        is_vague=due is not None and due.precision in IMPRECISE,
        revised=revised_column if due and revised and revised_column != own else None,
        revised_is_vague=revised is not None and revised.precision in IMPRECISE,
    )
