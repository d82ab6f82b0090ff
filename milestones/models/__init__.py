"""By when, between whom, where it stands."""

from milestones.models.as_of import DOCUMENT_ORDER, MilestoneQuerySet
from milestones.models.deadline import Deadline
from milestones.models.milestone import Milestone
from milestones.models.record import PairStatus, StatusReport, StatusUpdate
from milestones.models.standing import Standing

__all__ = [
    "DOCUMENT_ORDER",
    "Deadline",
    "Milestone",
    "MilestoneQuerySet",
    "PairStatus",
    "Standing",
    "StatusReport",
    "StatusUpdate",
]
