"""``priorities.csv`` and ``deadlines.csv``: how many milestones stand where."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milestones.choices import SCALE, Status
from milestones.opendata.columns import IMPRECISE_DATE, Column, Dataset, copy_columns, sorts_of
from milestones.opendata.datasets.milestones import MILESTONE_COLUMNS
from milestones.queries import MilestoneQuery
from milestones.statistics import NO_DEADLINE


def _sort_rows(rows: list[Any], columns: Sequence[Column], query: MilestoneQuery) -> list[Any]:
    """Sort the rows in memory, as they are few; none of their cells is empty."""
    name, descending = query.sort.removeprefix("-"), query.sort.startswith("-")
    if name in {"", "deadline"}:
        return rows[::-1] if descending else rows
    cell_of: dict[str, Any] = {column.name: column.cell for column in columns}
    return sorted(rows, key=cell_of[name], reverse=descending)


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
