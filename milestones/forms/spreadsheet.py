"""The form on which an edited export of the statuses is taken back."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.forms.recording import INCOMPLETE
from milestones.forms.statuses import StatusForm
from milestones.spreadsheets import Difference, Occasion

LARGEST_UPLOAD = 1_000_000
"""In bytes; some thousand rows."""

CONTENT_TYPES = {
    "text/csv",
    "text/plain",
    "application/csv",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
}
"""What browsers take a CSV file or a workbook for, depending on what else is installed."""


class SpreadsheetForm(StatusForm):
    """A file, and what is to be said of all that it changes.

    The file travels with the page: ``content`` has its bytes once it was read, in base64, and
    ``seen`` the fingerprint of the difference that was shown. Nothing of it is kept here.
    """

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        validators=[FileExtensionValidator(["csv", "xlsx"])],
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=gettext_lazy("statuses.csv or statuses.xlsx as edited, of 1 MB at most."),
    )
    content = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, files: Any, *, today: dt.date) -> None:
        super().__init__(data, pairs=(), today=today, initial={})
        self.files = files or MultiValueDict()
        self.sheet = b""

    def clean_file(self) -> UploadedFile | None:
        """A file that may be a spreadsheet, by what the browser says of it."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and file.content_type not in CONTENT_TYPES:
            raise ValidationError(_("Choose a CSV file or an XLSX workbook."))
        return file

    def clean(self) -> None:
        """The file chosen, else the one that came with the page."""
        super().clean()
        file, content = self.cleaned_data.get("file"), self.cleaned_data.get("content", "")
        if file:
            # Of a file that is too large no more is read than shows it.
            self.sheet = file.read(LARGEST_UPLOAD + 1)
        elif content:
            try:
                self.sheet = base64.b64decode(content)
            except ValueError:
                self.add_error(None, INCOMPLETE)
        elif "file" not in self.errors:
            self.add_error("file", _("Choose a file."))

    def occasion(self, user: Any) -> Occasion:
        """What was said of the file as a whole, and by whom."""
        said = self.cleaned_data
        return Occasion(said["as_of"], said["source"], said["reason"], user)

    def show(self, difference: Difference) -> None:
        """Let the file travel with the page, and what it changes if that may be recorded."""
        entered: Any = self.data
        self.data = entered = entered.copy()
        fits = len(self.sheet) <= LARGEST_UPLOAD
        may_be_recorded = difference.is_clean and difference.changes
        entered["content"] = base64.b64encode(self.sheet).decode() if fits else ""
        entered["seen"] = difference.fingerprint if may_be_recorded else ""
