"""Conditions on standings, checked in Python: for rows that have been read already."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from django.db.models import Q

Predicate = Callable[[Any], bool]

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
    "in": lambda value, values: value in values,
    "range": lambda value, ends: bool(ends[0] <= value <= ends[1]),
}


def predicate(condition: Q) -> Predicate:
    """Whether a condition holds for an object with the fields that it reads, as the database would
    decide: no comparison holds for None, except that it is None."""
    checks = [_check(child) for child in condition.children]
    # The first check with this result decides; no other needs to be made.
    decisive, negated = condition.connector == Q.OR, condition.negated

    def holds(row: Any) -> bool:
        for check in checks:
            if check(row) is decisive:
                return decisive is not negated
        return decisive is negated

    return checks[0] if len(checks) == 1 and not condition.negated else holds


def _check(child: Any) -> Predicate:
    return predicate(child) if isinstance(child, Q) else _comparison(*child)


def _comparison(lookup: str, bound: Any) -> Predicate:
    field, _, name = lookup.partition("__")
    value_of, compare = operator.attrgetter(field), _COMPARISONS[name]
    if bound is None:
        return lambda row: value_of(row) is None

    def holds(row: Any) -> bool:
        value = value_of(row)
        return value is not None and compare(value, bound)

    return holds
