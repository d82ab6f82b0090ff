"""The form on which an edited export of the statuses is taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy

from milestones.forms.status import StatusForm
from milestones.forms.upload import MAX_UPLOAD_BYTES, UploadForm
from milestones.imports.statuses import ImportContext, SheetDiff


class SpreadsheetForm(UploadForm, StatusForm):
    """A file, and what is to be said of all that it changes.

    ``seen`` is the fingerprint of the difference that was shown.
    """

    content_types = frozenset(
        {
            "text/csv",
            "text/plain",
            "application/csv",
            "application/vnd.ms-excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/octet-stream",
        }
    )
    wrong_type = gettext_lazy("Choose a CSV file or an XLSX workbook.")

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        validators=[FileExtensionValidator(["csv", "xlsx"])],
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=gettext_lazy("statuses.csv or statuses.xlsx as edited, of 1 MB at most."),
    )

    def __init__(self, data: Any, files: Any, *, today: dt.date) -> None:
        super().__init__(data, files, pairs=(), today=today, initial={})

    def occasion(self, user: Any) -> ImportContext:
        """What was said of the file as a whole, and by whom."""
        said = self.cleaned_data
        return ImportContext(said["as_of"], said["source"], said["reason"], user)

    def show(self, difference: SheetDiff) -> None:
        """Let the file travel with the page, and what it changes if that may be recorded."""
        may_be_recorded = difference.is_clean and difference.changes
        self.carry(
            keep=len(self.carried) <= MAX_UPLOAD_BYTES,
            seen=difference.fingerprint if may_be_recorded else "",
        )
