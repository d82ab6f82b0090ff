"""``priorities.csv``, ``deadlines.csv`` and ``progress.csv``: how many milestones stand where."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milestones.choices import SCALE, Status
from milestones.opendata.columns import IMPRECISE_DATE, Column, Dataset, copy_columns, sorts_of
from milestones.opendata.datasets.milestones import MILESTONE_COLUMNS
from milestones.queries import MilestoneQuery
from milestones.queries.progress import progress_by_day
from milestones.statistics import NO_DEADLINE, AreaTally

_DOCUMENT_ORDER = {
    "goal": attrgetter("area.goal.number"),
    "priority_area": attrgetter("area.order"),
}
"""The columns that are not sorted by their cells (see ``milestones.queries.sorting``)."""


def _sort_rows(rows: list[Any], columns: Sequence[Column], query: MilestoneQuery) -> list[Any]:
    """Sort the rows in memory, as they are few; empty cells come last."""
    name, descending = query.sort.removeprefix("-"), query.sort.startswith("-")
    if name in {"", "deadline"}:
        return rows[::-1] if descending else rows
    cells = {column.name: column.cell for column in columns}
    key: Any = (cells | _DOCUMENT_ORDER)[name]
    filled = [row for row in rows if key(row) is not None]
    empty = [row for row in rows if key(row) is None]
    return sorted(filled, key=key, reverse=descending) + empty


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _end_of_interval(place: int) -> Callable[[AreaTally], float | None]:
    """The lower (0) or upper (1) end of the interval of the share delivered of those due."""

    def end(row: AreaTally) -> float | None:
        interval = row.tally.delivered_of_due_interval
        return _rounded(interval[place]) if interval else None

    return end


def _count_column(
    name: str, meaning: str | Promise, accessor: str | Callable[[Any], int] = ""
) -> Column:
    return Column(
        name, meaning, accessor or f"tally__{name}", kind="integer", required=True, minimum=0
    )


def _status_column(status: Status) -> Column:
    return _count_column(
        status, _("Those with this status."), lambda row: row.tally.by_status[status]
    )


_COUNT_COLUMNS = [
    _count_column("milestones", _("How many milestones there are.")),
    *(_status_column(status) for status in (Status.PLANNED, *SCALE)),
    _count_column("overdue", _("Those that are overdue.")),
]

PRIORITY_COLUMNS = [
    *copy_columns(MILESTONE_COLUMNS, "goal", accessor="area__goal__name"),
    *copy_columns(MILESTONE_COLUMNS, "priority_area", accessor="area__name", refers_to=""),
    *_COUNT_COLUMNS,
    _count_column(
        "contradiction", _("Those reported on track as of a date after their last deadline.")
    ),
    Column(
        "completed_share",
        _("The share that is completed or completed / ongoing, 0 to 1."),
        lambda row: round(row.tally.completed_share, 4),
        kind="number",
        required=True,
        minimum=0,
        maximum=1,
    ),
    _count_column("due", _("Those whose last deadline is on the date of the data or before it.")),
    _count_column("delivered_of_due", _("Those of them that are delivered.")),
    Column(
        "delivered_of_due_low",
        _(
            "The lower end of the 95 % Wilson interval of the share delivered of those due, 0 to "
            "1; empty if fewer than 10 are due."
        ),
        _end_of_interval(0),
        kind="number",
        minimum=0,
        maximum=1,
    ),
    Column(
        "delivered_of_due_high",
        _("The upper end of that interval, likewise."),
        _end_of_interval(1),
        kind="number",
        minimum=0,
        maximum=1,
    ),
    _count_column(
        "late", _("Those that are late: not delivered, and reported delayed, overdue, or slipped.")
    ),
]

DEADLINE_COLUMNS = [
    Column(
        "deadline",
        _(
            "The month (or season, or year) of the deadline; none for milestones without one. "
            "A milestone with deadlines in two months counts in both."
        ),
        "code",
        required=True,
        pattern=f"({IMPRECISE_DATE}|{NO_DEADLINE})",
    ),
    *_COUNT_COLUMNS,
]

PROGRESS_COLUMNS = [
    Column(
        "day",
        _(
            "The last day of a month (or season, or year) with a deadline, or the date of an "
            "edition."
        ),
        kind="date",
        required=True,
    ),
    _count_column(
        "due_by_plan",
        _("How many milestones have their last deadline on that day or before it."),
        "due_by_plan",
    ),
    _count_column(
        "due_by_revised",
        _("The same by the revised date, where there is one, as known on the date of the data."),
        "due_by_revised",
    ),
    Column(
        "delivered",
        _("How many are delivered as of that day; empty after the date of the data."),
        kind="integer",
        minimum=0,
    ),
    Column(
        "delivered_of_due",
        _("How many of those due by the plan are; empty after the date of the data."),
        kind="integer",
        minimum=0,
    ),
]

PRIORITIES = Dataset(
    "priorities",
    _("Progress by priority area"),
    PRIORITY_COLUMNS,
    sorts_of(PRIORITY_COLUMNS),
    lambda query: _sort_rows(query.by_area(), PRIORITY_COLUMNS, query),
    key=("priority_area",),
)

DEADLINES = Dataset(
    "deadlines",
    _("Progress by deadline"),
    DEADLINE_COLUMNS,
    sorts_of(DEADLINE_COLUMNS),
    lambda query: _sort_rows(query.by_deadline(), DEADLINE_COLUMNS, query),
    key=("deadline",),
)

PROGRESS = Dataset(
    "progress",
    _("Progress by date"),
    PROGRESS_COLUMNS,
    sorts_of(PROGRESS_COLUMNS),
    lambda query: _sort_rows(progress_by_day(query), PROGRESS_COLUMNS, query),
    key=("day",),
)
