"""The forms for recording statuses."""

from milestones.forms.record_many import RecordManyForm
from milestones.forms.record_one import RecordForm
from milestones.forms.spreadsheet import SpreadsheetForm

__all__ = ["RecordForm", "RecordManyForm", "SpreadsheetForm"]
