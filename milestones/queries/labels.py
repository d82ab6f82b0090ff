"""The filters of a query in words: the label and the value of each."""

from __future__ import annotations

from django.utils.translation import gettext as _

from milestones.choices import Status
from milestones.queries import MilestoneQuery
from milestones.queries.filtersets import FLAGS, PAGE_PARAMS
from milestones.statistics import NO_DEADLINE

DISPLAY_PARAMS = ("as_of", "sort", *PAGE_PARAMS)
"""The parameters that decide how rows are shown, not which rows."""


def filter_label(query: MilestoneQuery, name: str) -> str:
    """The label of a filter, in the current language."""
    return str(query.form.fields[name].label or "")


def filter_value(query: MilestoneQuery, name: str) -> str:
    """The value of a filter in words; empty for a yes/no filter."""
    value = query.form.cleaned_data[name]
    if name == "pair":
        return str(query.pair.label)
    if name == "status":
        return ", ".join(str(Status(code).label) for code in value)
    if name == "deadline" and value == NO_DEADLINE:
        return _("no fixed date")
    if name in FLAGS:
        return ""
    return getattr(value, "code", "") if name in {"code", "initiative"} else str(value)


def filters_in_words(query: MilestoneQuery) -> str:
    """The active filters, such as “Priority area: Cargo Security; Overdue”; empty if none is."""
    values = query.form.cleaned_data.items()
    names = [name for name, value in values if value and name not in DISPLAY_PARAMS]
    parts = ((filter_label(query, name), filter_value(query, name)) for name in names)
    return "; ".join(": ".join(filter(None, part)) for part in parts)
