"""The filters of a query, applied to milestones in the database (``condition``) and, with the same
result, to counts of milestones that stand alike (``row_conditions``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from milestones.dates import ImpreciseDate
from milestones.models import conditions
from milestones.queries.filtersets import ANY, STATUS_FILTERS, MilestoneFilter
from milestones.statistics import Condition
from priorities.models import PriorityArea

NOT_COUNTED_BY = frozenset({"q", "code", "initiative", "reported_from", "reported_to"})
"""Parameters that distinguish milestones that stand alike, so counts cannot be filtered by them."""

COUNTED_BY_PLAN = frozenset(
    {
        *("pair", "goal", "area", "deadline", "due"),
        *("due_from", "due_to", "last_due_from", "last_due_to"),
    }
)
"""Parameters that select the same milestones however these stand, on counts of any day."""


def condition(values: Mapping[str, Any], day: dt.date) -> Q:
    """The condition that valid parameters set on a standing as of a day."""
    combined, any_of = Q(), Q()
    for name, value in values.items():
        parameter = MilestoneFilter.base_filters.get(name)
        if not parameter or not parameter.condition:
            continue
        if name in STATUS_FILTERS and values.get("match") == ANY:
            any_of |= parameter.condition(value, day)
        else:
            combined &= parameter.condition(value, day)
    combined &= any_of
    first, last = due_range(values)
    return combined & conditions.due_between(first, last) if first or last else combined


def due_range(values: Mapping[str, Any]) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day of ``due_from`` and ``due_to``; None where there is no limit."""
    due_from, due_to = values.get("due_from"), values.get("due_to")
    return due_from.date.replace(day=1) if due_from else None, due_to.date if due_to else None


def row_conditions(
    values: Mapping[str, Any], day: dt.date, areas: Iterable[PriorityArea]
) -> dict[str, Condition]:
    """The conditions that valid parameters set on count rows as of a day, by parameter.

    ``areas`` are all priority areas. Parameters in ``NOT_COUNTED_BY`` set no condition here.
    Those of which any is enough set one together, that of ``match``.
    """
    by_param: dict[str, Condition] = flags(day)
    by_param["delivery"] = lambda row: row.delivery == values["delivery"]
    if statuses := values.get("status"):
        by_param["status"] = lambda row: row.status in statuses
    if area := values.get("area"):
        by_param["area"] = lambda row: row.area == area.pk
    if goal := values.get("goal"):
        area_keys = {member.pk for member in areas if member.goal_id == goal.pk}
        by_param["goal"] = lambda row: row.area in area_keys
    if deadline := values.get("deadline"):
        is_date = isinstance(deadline, ImpreciseDate)
        code = deadline.listed_under.code if is_date else deadline
        by_param["deadline"] = lambda row: code in row.periods
    first, last = due_range(values)
    if first or last:
        by_param["due_from" if first else "due_to"] = lambda row: any(
            (first or due) <= due <= (last or due) for due in row.ends_of_periods
        )
    by_param |= _on_last_deadline(values)
    by_param = {name: holds for name, holds in by_param.items() if values.get(name)}
    if values.get("match") == ANY:
        enough = [by_param.pop(name) for name in STATUS_FILTERS if name in by_param]
        if enough:
            by_param["match"] = lambda row: any(holds(row) for holds in enough)
    return by_param


def _on_last_deadline(values: Mapping[str, Any]) -> dict[str, Condition]:
    first, last = values.get("last_due_from"), values.get("last_due_to")
    return {
        "last_due_from": lambda row: row.last_due is not None and row.last_due >= first,
        "last_due_to": lambda row: row.last_due is not None and row.last_due <= last,
    }


def flags(day: dt.date) -> dict[str, Condition]:
    """The condition of each yes/no filter as of a day, by parameter."""
    return {
        "late": lambda row: row.is_late(day),
        "due": lambda row: row.is_due(day),
        "overdue": lambda row: row.is_overdue(day),
        "contradiction": lambda row: row.contradictory,
        "slipped": lambda row: row.slipped,
        "differ": lambda row: row.differ,
    }
