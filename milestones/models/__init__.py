"""By when, between whom, where it stands."""

from milestones.models.as_of import DOCUMENT_ORDER, MilestoneQuerySet
from milestones.models.count_change import CountChange
from milestones.models.deadline import Deadline
from milestones.models.editions import StatusReport, Withdrawal
from milestones.models.milestone import Milestone
from milestones.models.record import PairStatus, StatusUpdate
from milestones.models.reminder import Concern, Reminder
from milestones.models.search_text import SearchText
from milestones.models.standing import Standing, StandingQuerySet
from milestones.models.version import DataVersion, Version

__all__ = [
    "DOCUMENT_ORDER",
    "Concern",
    "CountChange",
    "DataVersion",
    "Deadline",
    "Milestone",
    "MilestoneQuerySet",
    "PairStatus",
    "Reminder",
    "SearchText",
    "Standing",
    "StandingQuerySet",
    "StatusReport",
    "StatusUpdate",
    "Version",
    "Withdrawal",
]
