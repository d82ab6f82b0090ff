"""The filters of a query, applied to counts of milestones that stand alike.

``milestones.queries.filtersets.condition`` applies them to single milestones, in the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from milestones.dates import ImpreciseDate
from milestones.queries.filtersets import due_range
from milestones.statistics import Condition
from priorities.models import PriorityArea

NOT_COUNTED_BY = frozenset({"q", "code", "initiative", "reported_from", "reported_to"})
"""Parameters that distinguish milestones that stand alike, so counts cannot be filtered by them."""

COUNTED_BY_PLAN = frozenset({"pair", "goal", "area", "deadline", "due_from", "due_to", "due"})
"""Parameters that select the same milestones however these stand, on counts of any day."""


def row_conditions(
    values: Mapping[str, Any], day: dt.date, areas: Iterable[PriorityArea]
) -> dict[str, Condition]:
    """The conditions that valid parameters set on count rows as of a day, by parameter.

    ``areas`` are all priority areas. Parameters in ``NOT_COUNTED_BY`` set no condition here.
    """
    by_param: dict[str, Condition] = flags(day)
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
    return {name: condition for name, condition in by_param.items() if values.get(name)}


def flags(day: dt.date) -> dict[str, Condition]:
    """The condition of each yes/no filter as of a day, by parameter."""
    return {
        "due": lambda row: row.is_due(day),
        "overdue": lambda row: row.is_overdue(day),
        "contradiction": lambda row: row.is_contradictory(day),
        "slipped": lambda row: row.slipped,
        "differ": lambda row: row.differ,
    }
