"""By when, between whom, where it stands."""

from milestones.models.milestone import Deadline, Milestone
from milestones.models.record import PairStatus, StatusReport, StatusUpdate
from milestones.models.standing import Standing

__all__ = ["Deadline", "Milestone", "PairStatus", "Standing", "StatusReport", "StatusUpdate"]
