"""Import an edited ``statuses.csv`` export: read it, compare it with the record, apply it."""

from milestones.imports.statuses.apply import SheetOutdated, SheetRejected, apply_sheet
from milestones.imports.statuses.comparison import compare
from milestones.imports.statuses.diff import ImportContext, SheetChange, SheetDiff
from milestones.imports.statuses.errors import RowProblem, SpreadsheetError
from milestones.imports.statuses.presenters import as_data, as_text
from milestones.imports.statuses.reader import SheetRow, read_sheet

__all__ = [
    "ImportContext",
    "RowProblem",
    "SheetChange",
    "SheetDiff",
    "SheetOutdated",
    "SheetRejected",
    "SheetRow",
    "SpreadsheetError",
    "apply_sheet",
    "as_data",
    "as_text",
    "compare",
    "read_sheet",
]
