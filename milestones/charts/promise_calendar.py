"""The promise calendar: the milestones of each priority area in the month of their last deadline.

The day is a line between the columns that have passed and the others: whatever is left of it and
not delivered is late. The same cells are drawn twice, with the months from left to right and from
top to bottom, and their counts are the table beside the drawings.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

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
from milestones.statistics import CountRow, Counts, Tally
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

    @cached_property
    def promises(self) -> list[Promise]:
        """What has a mark."""
        cells = (cell for row in self.rows for cell in row.cells.values())
        return [promise for cell in cells for promise in cell.promises]

    @cached_property
    def statuses(self) -> list[str]:
        """The statuses of the marks."""
        return sorted({status for promise in self.promises for status in promise.statuses})

    @property
    def keys(self) -> list[Segment]:
        """What the key shows of the statuses of the marks: a mark of two halves may have one under
        which no milestone counts."""
        return [Segment(Status(status), 0, "0%", "0%") for status in self.statuses]

    @property
    def signs(self) -> set[str]:
        """Which signs the marks have besides their statuses: two ``halves``, an ``arrow`` to a
        revised date, a ``vague due`` date, or the ``vague arrow`` to a vague revised date."""
        return {
            *("halves" for promise in self.promises if len(promise.statuses) > 1),
            *("arrow" for promise in self.promises if promise.arrow),
            *("vague due" for promise in self.promises if promise.is_vague),
            *(
                "vague arrow"
                for promise in self.promises
                if promise.arrow and promise.revised_is_vague
            ),
        }

    @property
    def has_marks(self) -> bool:
        """Whether each milestone has a mark; else cells have their numbers."""
        return bool(self.promises)


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
    if not counts.rows:
        return None
    day = counts.day
    all_areas = PriorityArea(pk=0, name=_("All areas"))
    row_of = {area.pk: all_areas if in_one_row else area for area in areas}
    dates = {row.last_due for row in (*months_of.rows, *counts.rows)}
    by_year = len({(due.year, due.month) for due in dates if due}) > MAX_MONTHS
    columns = {column_of(due, day, by_year=by_year) for due in dates}
    promises: dict[tuple[int, CalendarColumn], list[Promise]] = defaultdict(list)
    for milestone in milestones:
        own = column_of(milestone.last_due, day, by_year=by_year)
        revised = column_of(milestone.revised_date, day, by_year=by_year)
        promise = _promise(milestone, own, revised, by_pair=by_pair)
        promises[row_of[milestone.initiative.area_id].pk, own].append(promise)
        columns |= {promise.arrow} if promise.arrow else set()
    rows = []
    by_row = {0: counts} if in_one_row else counts.by_area
    for area in dict.fromkeys(row_of.values()):
        if of_row := by_row.get(area.pk):
            tallies = _tallies(of_row, by_year=by_year)
            cells = {
                column: Cell(tally, _arrows_last(promises[area.pk, column]))
                for column, tally in tallies.items()
            }
            rows.append(Row(area, cells))
    dated = sorted(columns, key=lambda each: each.last or dt.date.max)
    narrow = NARROW if len(rows) > 1 else NARROW_STRIP
    wide = WIDE_STRIP if in_one_row else WIDE
    return PromiseCalendar(dated, rows, draw(dated, rows, wide), draw(dated, rows, narrow))


@lru_cache(maxsize=128)
def _tallies(counts: Counts, *, by_year: bool) -> Mapping[CalendarColumn, Tally]:
    """The tally of each column: of counts that are still the same, the same tallies."""
    by_column: dict[CalendarColumn, list[CountRow]] = defaultdict(list)
    for row in counts.rows:
        by_column[column_of(row.last_due, counts.day, by_year=by_year)].append(row)
    return {column: Counts(rows, counts.day).tally for column, rows in by_column.items()}


def _arrows_last(promises: Iterable[Promise]) -> tuple[Promise, ...]:
    return tuple(sorted(promises, key=lambda promise: promise.arrow is not None))


@lru_cache(maxsize=4096)
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
        milestone.code,
        milestone.text,
        due,
        revised,
        tuple(pairs) if by_pair and milestone.differ else (milestone.status,),
        is_vague=due is not None and due.precision in IMPRECISE,
        arrow=revised_column if due and revised and revised_column != own else None,
        revised_is_vague=revised is not None and revised.precision in IMPRECISE,
        is_damaged=any(when is not None and when.is_damaged for when in (due, revised)),
    )
