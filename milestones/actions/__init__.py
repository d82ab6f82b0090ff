"""The one way to write the record: admin, seed, imports and shell all come through here."""

from milestones.actions.checks import NewLine, NewUpdate, NotRecorded, Refusal
from milestones.actions.recording import record_status, record_statuses
from milestones.actions.standings import reckon_standings
from milestones.actions.versions import record_version
from milestones.actions.withdrawing import AlreadyWithdrawn, withdraw_edition

__all__ = [
    "AlreadyWithdrawn",
    "NewLine",
    "NewUpdate",
    "NotRecorded",
    "Refusal",
    "reckon_standings",
    "record_status",
    "record_statuses",
    "record_version",
    "withdraw_edition",
]
