"""What a query asks for: which milestones, as of when, for whom and in which order."""

from __future__ import annotations

from milestones.queries.changes import AskedChanges, last_changes
from milestones.queries.errors import BadQuery
from milestones.queries.query import MOST_DAYS, Asked
from milestones.queries.record import AskedRecord

__all__ = ["MOST_DAYS", "Asked", "AskedChanges", "AskedRecord", "BadQuery", "last_changes"]
