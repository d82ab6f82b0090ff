"""The form for importing an edited export of the statuses."""

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
    """A file, with the day, source and reason of all its changes.

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

    def context(self, user: Any) -> ImportContext:
        """The day, source and reason entered for the whole file, and the user who records it."""
        cleaned = self.cleaned_data
        return ImportContext(cleaned["as_of"], cleaned["source"], cleaned["reason"], user)

    def show(self, difference: SheetDiff) -> None:
        """Keep the file in the page, with the fingerprint if the changes can be recorded."""
        may_be_recorded = difference.is_clean and difference.changes
        self.keep_upload(
            keep=len(self.upload_bytes) <= MAX_UPLOAD_BYTES,
            seen=difference.fingerprint if may_be_recorded else "",
        )
