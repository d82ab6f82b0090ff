"""The round trip of ``statuses.csv``: what comes back edited is read, compared and applied."""

from milestones.spreadsheets.applying import NotApplied, RecordChanged, apply
from milestones.spreadsheets.comparing import compare
from milestones.spreadsheets.differences import Change, Difference, Occasion
from milestones.spreadsheets.problems import Problem, SpreadsheetError
from milestones.spreadsheets.reading import Row, read_sheet
from milestones.spreadsheets.telling import as_data, as_text

__all__ = [
    "Change",
    "Difference",
    "NotApplied",
    "Occasion",
    "Problem",
    "RecordChanged",
    "Row",
    "SpreadsheetError",
    "apply",
    "as_data",
    "as_text",
    "compare",
    "read_sheet",
]
