"""Queries: which milestones, as of when, for which pair and in which order."""

from __future__ import annotations

from milestones.queries.changes import ChangesQuery, last_changes
from milestones.queries.params import InvalidQuery
from milestones.queries.query import MAX_DAYS, MilestoneQuery
from milestones.queries.record import RecordQuery

__all__ = [
    "MAX_DAYS",
    "ChangesQuery",
    "InvalidQuery",
    "MilestoneQuery",
    "RecordQuery",
    "last_changes",
]
