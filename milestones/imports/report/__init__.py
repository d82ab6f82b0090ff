"""Import an edition of the status report: compare it with the record, decide, apply.

``compare`` changes nothing and returns every difference; ``apply_edition`` locks the milestones,
compares again, and records everything or nothing.
"""

from milestones.imports.common import ImportRejected, RecordChanged
from milestones.imports.report.apply import AlreadyInEffect, apply_edition
from milestones.imports.report.comparison import compare
from milestones.imports.report.decisions import Decisions, WrongDecisions
from milestones.imports.report.diff import (
    MatchedMilestone,
    NewMilestone,
    Note,
    ReportDiff,
    Rewording,
)
from milestones.imports.report.document import MAX_DOCUMENT_BYTES, ReportUpload

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "AlreadyInEffect",
    "Decisions",
    "ImportRejected",
    "MatchedMilestone",
    "NewMilestone",
    "Note",
    "RecordChanged",
    "ReportDiff",
    "ReportUpload",
    "Rewording",
    "WrongDecisions",
    "apply_edition",
    "compare",
]
