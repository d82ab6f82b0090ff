"""The round trip of ``statuses.csv``: what comes back edited is read, compared and applied."""

from milestones.imports.statuses.apply import RecordChanged, SheetRejected, apply
from milestones.imports.statuses.compare import compare
from milestones.imports.statuses.diff import Change, Difference, ImportContext
from milestones.imports.statuses.errors import Problem, SpreadsheetError
from milestones.imports.statuses.presenters import as_data, as_text
from milestones.imports.statuses.reader import Row, read_sheet

__all__ = [
    "Change",
    "Difference",
    "ImportContext",
    "Problem",
    "RecordChanged",
    "Row",
    "SheetRejected",
    "SpreadsheetError",
    "apply",
    "as_data",
    "as_text",
    "compare",
    "read_sheet",
]
