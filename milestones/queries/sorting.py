"""Sorting of rows by any column of the data, with equal rows in document order.

Goals and areas come in document order: their names depend on the reader's language, and pages and
files have the same rows in the same order in every language.
Columns that no page sorts by say themselves what they sort by (``milestones.opendata.columns``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import (
    Case,
    F,
    IntegerField,
    OrderBy,
    OuterRef,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import NullIf

from milestones.changes import Direction
from milestones.choices import Status
from milestones.models import DOCUMENT_ORDER, Deadline

Sorts = Mapping[str, Sequence[Any]]
"""For each column the fields or expressions to sort by; none means document order."""

_Rows = TypeVar("_Rows", bound=QuerySet[Any])


def by_place(field: str, scale: type[TextChoices] = Status) -> Case:
    """The place of a code on its scale; of statuses, the furthest behind comes first."""
    places = [When(**{field: code}, then=Value(place)) for place, code in enumerate(scale)]
    return Case(*places, output_field=IntegerField())


def null_if_empty(text: Any) -> NullIf:
    """A text field or expression, with null for an empty text."""
    return NullIf(F(text) if isinstance(text, str) else text, Value(""))


def basis_of_deadlines() -> Subquery:
    """``derived`` if any deadline of a milestone is, else ``printed``; None without deadlines."""
    bases = Deadline.objects.filter(milestone=OuterRef("pk")).order_by("basis")
    return Subquery(bases.values("basis")[:1])


MILESTONE_SORTS: Sorts = {
    "code": ["initiative__area__code", "initiative__order", "order"],
    "goal": ["initiative__area__goal__number"],
    "priority_area": ["initiative__area__order"],
    "initiative_code": ["initiative__area__code", "initiative__order"],
    "initiative": ["initiative__text"],
    "milestone": ["text"],
    "plan_text": [null_if_empty("plan_text")],
    "parties": ["parties"],
    "first_deadline": ["first_due"],
    "last_deadline": ["last_due"],
    "deadline_basis": [basis_of_deadlines()],
    "status": [by_place("status")],
    "status_us_cn": [by_place("status_us_cn")],
    "status_us_mx": [by_place("status_us_mx")],
    "revised_deadline": ["revised_date"],
    "slip_months": ["slip_months"],
    "overdue": ["overdue"],
    "contradiction": ["contradictory"],
    "as_of": [],
    "source_line": [],
    "reported_as_of": ["reported_as_of"],
    "days_overdue": ["days_overdue"],
    "late": ["late"],
}

CHANGE_SORTS: Sorts = {
    "code": MILESTONE_SORTS["code"],
    "priority_area": MILESTONE_SORTS["priority_area"],
    "milestone": ["text"],
    "from": [],
    "to": [],
    "from_status": [by_place("from_status")],
    "to_status": [by_place("to_status")],
    "from_as_reported": ["from_words"],
    "to_as_reported": ["to_words"],
    "from_revised_deadline": ["from_revised_date"],
    "to_revised_deadline": ["to_revised_date"],
    "direction": [by_place("direction", Direction)],
}


def in_order(rows: _Rows, sorts: Sorts, sort: str, ties: Sequence[str] = DOCUMENT_ORDER) -> _Rows:
    """Sort rows by a column, with ``-`` before it for descending; in document order if empty.

    Empty cells come last in both directions. ``ties`` is the document order of these rows.
    """
    descending = sort.startswith("-")
    keys = sorts[sort.removeprefix("-")] if sort else []
    document_order = [f"-{tie}" for tie in ties] if descending and not keys else ties
    expressions = [F(key) if isinstance(key, str) else key for key in keys]
    return rows.order_by(
        *(OrderBy(key, descending=descending, nulls_last=True) for key in expressions),
        *document_order,
    )
