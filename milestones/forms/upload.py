"""A file that travels with the page on which it is shown, and is kept nowhere else."""

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
"""In bytes; many times the documents of 2005 and 2006."""


class UploadForm(IssueForm):
    """A file, chosen now or come with the page.

    ``content`` has its bytes once it was read, in base64, and ``name`` its name; ``seen`` is the
    mark of what was shown of it. After cleaning, ``carried`` has the bytes.
    """

    content_types: frozenset[str] = frozenset()
    """What browsers may take such a file for, depending on what else is installed."""
    wrong_type = gettext_lazy("Choose a file of another type.")

    file: forms.FileField
    content = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    carried = b""

    def __init__(self, data: Any, files: Any, **given: Any) -> None:
        super().__init__(data, **given)
        self.files = files or MultiValueDict()

    def clean_file(self) -> UploadedFile | None:
        """A file that may be of the type asked for, by what the browser says of it."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and file.content_type not in self.content_types:
            raise ValidationError(self.wrong_type)
        return file

    def clean(self) -> None:
        """The file chosen, else the one that came with the page."""
        super().clean()
        file, content = self.cleaned_data.get("file"), self.cleaned_data.get("content", "")
        if file:
            # Of a file that is too large no more is read than shows it.
            self.carried = file.read(MAX_UPLOAD_BYTES + 1)
            self.cleaned_data["name"] = file.name
        elif content:
            try:
                self.carried = base64.b64decode(content)
            except ValueError:
                self.add_error(None, INCOMPLETE)
        elif "file" not in self.errors:
            self.add_error("file", _("Choose a file."))

    def carry(self, *, keep: bool, seen: str) -> None:
        """Let the file travel with the page if it is to be kept, with a mark of what is shown."""
        entered: Any = self.data
        self.data = entered = entered.copy()
        entered["content"] = base64.b64encode(self.carried).decode() if keep else ""
        entered["name"] = self.cleaned_data["name"] if keep else ""
        entered["seen"] = seen
