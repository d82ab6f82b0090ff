"""The data: which rows and columns each file has, and what they mean.

This is the one place that the files and the data dictionary are drawn from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milestones.asked import Asked
from milestones.choices import SCALE, Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone, PairStatus
from milestones.sorting import MILESTONE_SORTS, STATUS_SORTS, STATUS_TIES, in_order
from milestones.tallies import AreaTally, DeadlineTally

Cell = str | int | float | bool | dt.date | dt.datetime | None
Kind = Literal["string", "integer", "number", "boolean", "date", "datetime"]


@dataclass(frozen=True)
class Column:
    """A column: its public name, what it means, and its cell for a row as of a day."""

    name: str
    meaning: str | Promise
    cell: Callable[[Any, dt.date], Cell]
    kind: Kind = "string"


@dataclass(frozen=True)
class Dataset:
    """A kind of rows that can be had as data. ``rows`` are those that a filter asks for."""

    name: str
    title: str | Promise
    columns: Sequence[Column]
    sorts: Collection[str]
    rows: Callable[[Asked], QuerySet[Any] | list[Any]]

    def cells(self, row: Any, day: dt.date) -> list[Cell]:
        """The row's cells, in the order of the columns."""
        return [column.cell(row, day) for column in self.columns]


def _code(when: ImpreciseDate | None) -> str | None:
    return when.code if when else None


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _english(status: str) -> str:
    """Data have English keys and labels, whatever language the reader's browser asks for."""
    with translation.override("en"):
        return str(Status(status).label)


def _milestone_rows(asked: Asked) -> QuerySet[Milestone]:
    return asked.milestones.with_deadlines()


def _status_rows(asked: Asked) -> QuerySet[PairStatus]:
    lines = PairStatus.objects.in_force(asked.day).filter(
        update__milestone__in=asked.milestones.order_by().values("pk")
    )
    if asked.pair is not Pair.ALL:
        lines = lines.filter(pair__in=[Pair.ALL, asked.pair])
    lines = lines.select_related("update__milestone__initiative__area", "update__report")
    return in_order(lines, STATUS_SORTS, asked.sort, STATUS_TIES)


def _in_order(rows: list[Any], columns: Sequence[Column], asked: Asked) -> list[Any]:
    """Rows that are few enough to be sorted here; empty cells last, as everywhere."""
    name = asked.sort.removeprefix("-")
    if not name:
        return rows
    if name == "deadline":
        return rows[::-1] if asked.sort.startswith("-") else rows
    column = next(column for column in columns if column.name == name)
    cells: list[tuple[Any, Any]] = [(column.cell(row, asked.day), row) for row in rows]
    filled = [pair for pair in cells if pair[0] is not None]
    filled.sort(key=lambda pair: pair[0], reverse=asked.sort.startswith("-"))
    return [row for _cell, row in filled] + [row for cell, row in cells if cell is None]


def _area_rows(asked: Asked) -> list[AreaTally]:
    return _in_order(asked.milestones.by_area(), PRIORITY_COLUMNS, asked)


def _deadline_rows(asked: Asked) -> list[DeadlineTally]:
    return _in_order(asked.by_deadline(), DEADLINE_COLUMNS, asked)


MILESTONE_COLUMNS = [
    Column("code", _("The milestone's public code; it never changes."), lambda m, _d: m.code),
    Column(
        "goal",
        _("The goal, in the capitals it is printed in."),
        lambda m, _d: m.initiative.area.goal.name,
    ),
    Column("priority_area", _("The priority area."), lambda m, _d: m.initiative.area.name),
    Column("initiative_code", _("The initiative's public code."), lambda m, _d: m.initiative.code),
    Column(
        "initiative", _("The initiative, in the report's words."), lambda m, _d: m.initiative.title
    ),
    Column("milestone", _("The milestone, in the report's words."), lambda m, _d: m.text),
    Column(
        "plan_text",
        _("The plan's whole sentence; milestones that the report split share it."),
        lambda m, _d: m.plan_text,
    ),
    Column(
        "parties",
        _("US-CN or US-MX if the milestone's words name just that pair of countries, else ALL."),
        lambda m, _d: m.parties,
    ),
    Column(
        "first_deadline",
        _(
            "The earliest deadline, no more exact than it is known: 2006-12, 2007-12-31, "
            "2006-Fall or 2008. Empty without one."
        ),
        lambda m, _d: _code(m.first_deadline),
    ),
    Column(
        "last_deadline",
        _("The latest deadline, which overdue and slip are reckoned from."),
        lambda m, _d: _code(m.last_deadline),
    ),
    Column(
        "deadline_basis",
        _(
            "printed if the deadlines stand in the document, derived if one was reckoned "
            "from the plan's date."
        ),
        lambda m, _d: m.deadline_basis or None,
    ),
    Column(
        "status",
        _("The status: of the pair asked for, else the roll-up, the pair furthest behind."),
        lambda m, _d: m.status,
    ),
    Column(
        "status_us_cn",
        _("The status for Canada and the United States; empty if they are not concerned."),
        lambda m, _d: m.status_us_cn,
    ),
    Column(
        "status_us_mx",
        _("The status for Mexico and the United States; empty if they are not concerned."),
        lambda m, _d: m.status_us_mx,
    ),
    Column(
        "revised_deadline",
        _("The latest date in the words of the status; empty if there is none."),
        lambda m, _d: _code(m.revised),
    ),
    Column(
        "slip_months",
        _("Months from the last deadline to the revised one, negative if it came forward."),
        lambda m, _d: m.slip_months,
        "integer",
    ),
    Column(
        "overdue",
        _(
            "Whether the last deadline has passed and the status is neither completed nor "
            "completed_ongoing."
        ),
        lambda m, _d: m.overdue,
        "boolean",
    ),
    Column(
        "contradiction",
        _("Whether the status is on_track although the last deadline has passed."),
        lambda m, _d: m.contradiction,
        "boolean",
    ),
    Column(
        "as_of", _("The day that statuses and flags are reckoned for."), lambda _m, day: day, "date"
    ),
    Column(
        "source_line",
        _("The line of the status report that the milestone stands on."),
        lambda m, _d: m.report_lines[0] if m.report_lines else None,
        "integer",
    ),
]

STATUS_COLUMNS = [
    Column("code", _("The milestone's public code."), lambda s, _d: s.update.milestone.code),
    Column(
        "priority_area",
        _("The priority area."),
        lambda s, _d: s.update.milestone.initiative.area.name,
    ),
    Column(
        "pair",
        _("Whom the line speaks for: US-CN, US-MX, or ALL for all parties concerned."),
        lambda s, _d: s.pair,
    ),
    Column("status", _("The status, as a code."), lambda s, _d: s.status),
    Column("status_label", _("The status, in English words."), lambda s, _d: _english(s.status)),
    Column("as_reported", _("The words as reported."), lambda s, _d: s.as_reported),
    Column(
        "revised_deadline",
        _("The date in the words, as exact as they are; empty if there is none."),
        lambda s, _d: _code(s.revised),
    ),
    Column(
        "as_of", _("The day from which the line is in force."), lambda s, _d: s.update.as_of, "date"
    ),
    Column(
        "report",
        _("The edition of the status report; empty if it was recorded otherwise."),
        lambda s, _d: s.update.report.title if s.update.report else None,
    ),
    Column("source_line", _("The line of that report."), lambda s, _d: s.source_line, "integer"),
    Column(
        "recorded_at",
        _("The instant at which it was recorded here, in UTC."),
        lambda s, _d: _instant(s.update.recorded_at),
        "datetime",
    ),
]


def _count(name: str, meaning: str | Promise, count: Callable[[Any], int]) -> Column:
    return Column(name, meaning, lambda row, _d: count(row.tally), "integer")


def _count_of(status: Status) -> Column:
    return _count(status, _("Those with this status."), lambda tally: tally.by_status[status])


_COUNTS = [
    _count("milestones", _("How many milestones there are."), lambda tally: tally.milestones),
    *(_count_of(status) for status in (Status.PLANNED, *SCALE)),
    _count("overdue", _("Those that are overdue."), lambda tally: tally.overdue),
]

PRIORITY_COLUMNS = [
    Column(
        "goal", _("The goal, in the capitals it is printed in."), lambda row, _d: row.area.goal.name
    ),
    Column("priority_area", _("The priority area."), lambda row, _d: row.area.name),
    *_COUNTS,
    _count(
        "contradiction",
        _("Those on track although their last deadline has passed."),
        lambda tally: tally.contradiction,
    ),
    Column(
        "completed_share",
        _("The share that is completed or completed / ongoing, 0 to 1."),
        lambda row, _d: round(row.tally.completed_share, 4),
        "number",
    ),
]

DEADLINE_COLUMNS = [
    Column(
        "deadline",
        _(
            "The month (or season, or year) of the deadline; none for milestones without one. "
            "A milestone with deadlines in two months counts in both."
        ),
        lambda row, _d: row.code,
    ),
    *_COUNTS,
]

DATASETS = {
    dataset.name: dataset
    for dataset in (
        Dataset("milestones", _("Milestones"), MILESTONE_COLUMNS, MILESTONE_SORTS, _milestone_rows),
        Dataset("statuses", _("Status lines in force"), STATUS_COLUMNS, STATUS_SORTS, _status_rows),
        Dataset(
            "priorities",
            _("Progress by priority area"),
            PRIORITY_COLUMNS,
            [column.name for column in PRIORITY_COLUMNS],
            _area_rows,
        ),
        Dataset(
            "deadlines",
            _("Progress by deadline"),
            DEADLINE_COLUMNS,
            [column.name for column in DEADLINE_COLUMNS],
            _deadline_rows,
        ),
    )
}
