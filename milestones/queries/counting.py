"""The filters of a query, applied to milestones in the database (``condition``) and, with the same
result, to counts of milestones that stand alike (``row_conditions``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from milestones.models import KnownCounts, conditions
from milestones.queries.cache import cached
from milestones.queries.filtersets import ANY, STATUS_FILTERS, MilestoneFilter
from milestones.statistics import Condition

NOT_COUNTED_BY = frozenset(
    name
    for name, parameter in MilestoneFilter.base_filters.items()
    if parameter.condition and not parameter.matches
)
"""Parameters that distinguish milestones that are counted together, so counts cannot be filtered by
them."""

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


def row_conditions(values: Mapping[str, Any], day: dt.date) -> dict[str, Condition]:
    """The conditions that valid parameters set on count rows as of a day, by parameter.

    Parameters in ``NOT_COUNTED_BY`` set no condition here. Those of which any is enough set one
    together, that of ``match``.
    """
    by_param = {
        name: row_condition(name, values[name], day)
        for name, parameter in MilestoneFilter.base_filters.items()
        if parameter.matches and values.get(name)
    }
    first, last = due_range(values)
    if first or last:
        by_param["due_from" if first else "due_to"] = lambda row: any(
            (first or due) <= due <= (last or due) for due in row.ends_of_periods
        )
    if values.get("match") == ANY:
        enough = [by_param.pop(name) for name in STATUS_FILTERS if name in by_param]
        if enough:
            by_param["match"] = lambda row: any(holds(row) for holds in enough)
    return by_param


def row_condition(name: str, value: Any, day: dt.date) -> Condition:
    """The condition that one parameter with this value sets on count rows as of a day."""
    matches = MilestoneFilter.base_filters[name].matches
    return lambda row: matches(row, value, day)


def known_counts() -> KnownCounts:
    """Rows of current counts that were read before, of whichever data version."""
    return cached("known counts", KnownCounts, of_plan=True)
