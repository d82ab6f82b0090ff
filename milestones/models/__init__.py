"""Milestones, their deadlines, the record of their statuses, and where they stand."""

from milestones.models.attention import Attention, AttentionCount, AttentionReason
from milestones.models.counts import CountChange, Counted, CurrentCount, KnownCounts
from milestones.models.data_version import DataVersion, Version
from milestones.models.deadline import Deadline
from milestones.models.decision import EditionDecision
from milestones.models.kept_entry import KeptEntry
from milestones.models.milestone import DOCUMENT_ORDER, Milestone, MilestoneQuerySet
from milestones.models.proposal import Outcome, Proposal, ProposalDecision
from milestones.models.reminder import Reminder
from milestones.models.report import StatusReport
from milestones.models.seal import Seal, Verification
from milestones.models.search_text import SearchText
from milestones.models.standing import Standing, StandingQuerySet
from milestones.models.status import PairStatus, StatusUpdate
from milestones.models.temporary_password import TemporaryPassword
from milestones.models.withdrawal import UpdateWithdrawal, Withdrawal

__all__ = [
    "DOCUMENT_ORDER",
    "Attention",
    "AttentionCount",
    "AttentionReason",
    "CountChange",
    "Counted",
    "CurrentCount",
    "DataVersion",
    "Deadline",
    "EditionDecision",
    "KeptEntry",
    "KnownCounts",
    "Milestone",
    "MilestoneQuerySet",
    "Outcome",
    "PairStatus",
    "Proposal",
    "ProposalDecision",
    "Reminder",
    "Seal",
    "SearchText",
    "Standing",
    "StandingQuerySet",
    "StatusReport",
    "StatusUpdate",
    "TemporaryPassword",
    "UpdateWithdrawal",
    "Verification",
    "Version",
    "Withdrawal",
]
