"""``priorities.csv`` and ``deadlines.csv``: how many milestones stand where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milestones.choices import SCALE, Status
from milestones.opendata.columns import IMPRECISE_DATE, Column
from milestones.queries import MilestoneQuery
from milestones.statistics import NO_DEADLINE, AreaTally, DeadlineTally


def _sort_rows(rows: list[Any], columns: Sequence[Column], query: MilestoneQuery) -> list[Any]:
    """Sort the rows in memory, as they are few; empty cells come last, as in all files."""
    name = query.sort.removeprefix("-")
    if not name:
        return rows
    if name == "deadline":
        return rows[::-1] if query.sort.startswith("-") else rows
    column = next(column for column in columns if column.name == name)
    cells: list[tuple[Any, Any]] = [(column.cell(row), row) for row in rows]
    filled = [item for item in cells if item[0] is not None]
    filled.sort(key=lambda item: item[0], reverse=query.sort.startswith("-"))
    return [row for _cell, row in filled] + [row for cell, row in cells if cell is None]


def area_rows(query: MilestoneQuery) -> list[AreaTally]:
    """A row for each area that has any matching milestones."""
    return _sort_rows(query.by_area(), PRIORITY_COLUMNS, query)


def deadline_rows(query: MilestoneQuery) -> list[DeadlineTally]:
    """A row for each deadline that matches the filters."""
    return _sort_rows(query.by_deadline(), DEADLINE_COLUMNS, query)


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
    Column(
        "goal", _("The goal, in the capitals it is printed in."), "area__goal__name", required=True
    ),
    Column("priority_area", _("The priority area."), "area__name", required=True),
    *_COUNT_COLUMNS,
    _count_column("contradiction", _("Those on track although their last deadline has passed.")),
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
