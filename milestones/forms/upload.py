"""An uploaded file that is kept in hidden fields of the page, and not on the server."""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.forms.base import INCOMPLETE, IssueForm

MAX_UPLOAD_BYTES = 1_000_000
"""Many times the size of the documents of 2005 and 2006."""


class UploadForm(IssueForm):
    """A file, chosen now or kept in the page since it was chosen.

    In the page ``content`` has its bytes in base64 and ``name`` its name; ``seen`` identifies
    what was shown of it. After cleaning, ``upload_bytes`` has the bytes.
    """

    content_types: frozenset[str] = frozenset()
    """The types that browsers send for such a file; they depend on the installed programs."""
    wrong_type = gettext_lazy("Choose a file of another type.")

    file: forms.FileField
    content = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    upload_bytes = b""

    def __init__(self, data: Any, files: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.files = files or MultiValueDict()

    def clean_file(self) -> UploadedFile | None:
        """Reject a file whose type, as sent by the browser, is not accepted."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and file.content_type not in self.content_types:
            raise ValidationError(self.wrong_type)
        return file

    def clean(self) -> None:
        """Take the file chosen, else the one kept in the page."""
        super().clean()
        file, content = self.cleaned_data.get("file"), self.cleaned_data.get("content", "")
        if file:
            # One byte more than the limit is enough to detect a file that is too large.
            self.upload_bytes = file.read(MAX_UPLOAD_BYTES + 1)
            self.cleaned_data["name"] = file.name
        elif content:
            try:
                self.upload_bytes = base64.b64decode(content)
            except ValueError:
                self.add_error(None, INCOMPLETE)
        elif "file" not in self.errors:
            self.add_error("file", _("Choose a file."))

    def keep_upload(self, *, keep: bool, seen: str) -> None:
        """Keep the file in the page if ``keep`` is true, and set ``seen``."""
        data: Any = self.data
        self.data = data = data.copy()
        data["content"] = base64.b64encode(self.upload_bytes).decode() if keep else ""
        data["name"] = self.cleaned_data["name"] if keep else ""
        data["seen"] = seen
