"""Telling whether anything was recorded since somebody looked."""

from __future__ import annotations

from milestones.actions.histories import histories
from milestones.models import Milestone


def record_version(milestone: Milestone) -> str:
    """A mark of what is on record of the milestone; it changes with each update and withdrawal.

    Who shows the record and later writes upon it gives the mark along (``NewUpdate.seen``), and
    is told if somebody else has recorded something meanwhile.
    """
    return histories([milestone.pk])[milestone.pk].version
