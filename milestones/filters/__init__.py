"""What can be asked of milestones: every parameter of pages and data, and how each is read."""

from __future__ import annotations

from milestones.filters.changes import ANY, NOT_CHANGED, ChangeFilter
from milestones.filters.kinds import MilestoneField
from milestones.filters.milestones import (
    ABOUT_A_STATUS,
    ABOUT_STANDINGS,
    FLAGS,
    PAGE_SIZES,
    PAGING,
    SLICING,
    MilestoneFilter,
    condition,
    due_time,
    form_class,
    wants_due,
)

__all__ = [
    "ABOUT_A_STATUS",
    "ABOUT_STANDINGS",
    "ANY",
    "FLAGS",
    "NOT_CHANGED",
    "PAGE_SIZES",
    "PAGING",
    "SLICING",
    "ChangeFilter",
    "MilestoneField",
    "MilestoneFilter",
    "condition",
    "due_time",
    "form_class",
    "wants_due",
]
