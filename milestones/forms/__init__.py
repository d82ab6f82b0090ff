"""The forms on which statuses are recorded."""

from milestones.forms.recording import RecordForm
from milestones.forms.spreadsheet import SpreadsheetForm
from milestones.forms.together import RecordTogetherForm

__all__ = ["RecordForm", "RecordTogetherForm", "SpreadsheetForm"]
