"""The conditions of a query on counts: whether milestones that stand alike are asked for.

``milestones.queries.filtersets.condition`` asks the same of single milestones, in the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from milestones.dates import ImpreciseDate
from milestones.queries.filtersets import due_range
from milestones.statistics import Condition, CountRow
from priorities.models import PriorityArea

NOT_COUNTED_BY = frozenset({"q", "code", "initiative"})
"""The parameters that tell milestones apart which stand alike and are counted together."""


def conditions(
    values: Mapping[str, Any], day: dt.date, areas: Iterable[PriorityArea]
) -> dict[str, Condition]:
    """What parameters that are well understood ask of milestones that stand alike on a day.

    ``areas`` are the priority areas that there are. Only of parameters that milestones are
    counted by (see ``NOT_COUNTED_BY``).
    """
    holds: dict[str, Condition] = flags(day)
    if statuses := values.get("status"):
        holds["status"] = lambda row: row.status in statuses
    if area := values.get("area"):
        holds["area"] = lambda row: row.area == area.pk
    if goal := values.get("goal"):
        of_goal = {one.pk for one in areas if one.goal_id == goal.pk}
        holds["goal"] = lambda row: row.area in of_goal
    if deadline := values.get("deadline"):
        is_date = isinstance(deadline, ImpreciseDate)
        code = deadline.listed_under.code if is_date else deadline
        holds["deadline"] = lambda row: code in row.periods
    first, last = due_range(values)
    if first or last:
        holds["due_from" if first else "due_to"] = lambda row: any(
            (first or when) <= when <= (last or when) for when in row.ends_of_periods
        )
    return {name: condition for name, condition in holds.items() if values.get(name)}


def rows_among(
    keys: frozenset[int], groups: Iterable[tuple[CountRow, Iterable[int]]]
) -> list[CountRow]:
    """How many of these milestones, by their keys, stand alike; ``groups`` are all milestones
    that do."""
    counted = ((row, len(keys.intersection(members))) for row, members in groups)
    return [row._replace(milestones=count) for row, count in counted if count]


def flags(day: dt.date) -> dict[str, Condition]:
    """For each filter that is either on or not, which milestones it asks for."""
    return {
        "overdue": lambda row: row.is_overdue(day),
        "contradiction": lambda row: row.is_contradictory(day),
        "slipped": lambda row: row.slipped,
        "differ": lambda row: row.differ,
    }
