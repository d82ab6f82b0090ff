"""The only way to write the record: the admin, seed, imports and shell all use it."""

from milestones.actions.counting import recount
from milestones.actions.edition import change_parties, record_decisions
from milestones.actions.indexing import index_words
from milestones.actions.record import record_statuses
from milestones.actions.sealing import seal
from milestones.actions.standings import rebuild_standings
from milestones.actions.state import record_version, record_versions, recorded_since
from milestones.actions.validation import RecordRejected, StatusUpdateInput, ValidationIssue
from milestones.actions.withdraw import AlreadyWithdrawn, withdraw_edition, withdraw_update
from milestones.documents.records import StatusLine

__all__ = [
    "AlreadyWithdrawn",
    "RecordRejected",
    "StatusLine",
    "StatusUpdateInput",
    "ValidationIssue",
    "change_parties",
    "index_words",
    "rebuild_standings",
    "record_decisions",
    "record_statuses",
    "record_version",
    "record_versions",
    "recorded_since",
    "recount",
    "seal",
    "withdraw_edition",
    "withdraw_update",
]
