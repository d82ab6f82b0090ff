"""Import an edited ``statuses.csv`` export: read it, compare it with the record, apply it."""

from milestones.imports.common import ImportRejected, RecordChanged
from milestones.imports.statuses.comparison import apply_sheet, compare, read_or_reject
from milestones.imports.statuses.diff import ImportContext, SheetChange, SheetDiff
from milestones.imports.statuses.reader import RowProblem, SheetRow, SpreadsheetError, read_sheet

__all__ = [
    "ImportContext",
    "ImportRejected",
    "RecordChanged",
    "RowProblem",
    "SheetChange",
    "SheetDiff",
    "SheetRow",
    "SpreadsheetError",
    "apply_sheet",
    "compare",
    "read_or_reject",
    "read_sheet",
]
