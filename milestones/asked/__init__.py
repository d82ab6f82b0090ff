"""What a query asks for: which milestones, as of when, for whom and in which order."""

from __future__ import annotations

from milestones.asked.changes import AskedChanges, last_changes
from milestones.asked.errors import BadQuery
from milestones.asked.query import MOST_DAYS, Asked
from milestones.asked.record import AskedRecord

__all__ = ["MOST_DAYS", "Asked", "AskedChanges", "AskedRecord", "BadQuery", "last_changes"]
