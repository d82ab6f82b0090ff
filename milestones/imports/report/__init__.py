"""Import an edition of the status report: compare it with the record, decide, apply.

``compare`` changes nothing and returns every difference; ``apply_edition`` locks the milestones,
compares again, and records everything or nothing.
"""

from milestones.imports.report.apply import apply_edition
from milestones.imports.report.comparison import compare
from milestones.imports.report.decisions import Decisions
from milestones.imports.report.diff import NewMilestone, ReportDiff, Rewording
from milestones.imports.report.document import MAX_DOCUMENT_BYTES, ReportUpload

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "Decisions",
    "NewMilestone",
    "ReportDiff",
    "ReportUpload",
    "Rewording",
    "apply_edition",
    "compare",
]
