"""Import an edited ``statuses.csv`` export: read it, compare it with the record, apply it."""

from milestones.imports.statuses.comparison import apply_sheet, compare, read_or_reject
from milestones.imports.statuses.diff import ImportContext, SheetDiff
from milestones.imports.statuses.editing_workbook import editing_export, editing_workbook
from milestones.imports.statuses.reader import SheetRow, read_sheet

__all__ = [
    "ImportContext",
    "SheetDiff",
    "SheetRow",
    "apply_sheet",
    "compare",
    "editing_export",
    "editing_workbook",
    "read_or_reject",
    "read_sheet",
]
