"""The one way to write the record: admin, seed, imports and shell all come through here."""

from milestones.actions.counting import recount
from milestones.actions.indexing import index_words
from milestones.actions.record import record_status, record_statuses
from milestones.actions.standings import reckon_standings
from milestones.actions.state import record_version, record_versions, recorded_since
from milestones.actions.validation import NewLine, NewUpdate, NotRecorded, Refusal
from milestones.actions.withdraw import (
    AlreadyWithdrawn,
    Consequence,
    consequences,
    withdraw_edition,
)

__all__ = [
    "AlreadyWithdrawn",
    "Consequence",
    "NewLine",
    "NewUpdate",
    "NotRecorded",
    "Refusal",
    "consequences",
    "index_words",
    "reckon_standings",
    "record_status",
    "record_statuses",
    "record_version",
    "record_versions",
    "recorded_since",
    "recount",
    "withdraw_edition",
]
