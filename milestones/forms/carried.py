"""A file that travels with the page on which it is shown, and is kept nowhere else."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.forms.problems import ProblemForm

LARGEST_UPLOAD = 1_000_000
"""In bytes; many times the documents of 2005 and 2006."""

INCOMPLETE = gettext_lazy("This page is incomplete: open it anew and enter it again.")


class CarriedFileForm(ProblemForm):
    """A file, chosen now or come with the page.

    ``content`` has its bytes once it was read, in base64, and ``name`` its name; ``seen`` is the
    mark of what was shown of it. After cleaning, ``data_of_file`` has the bytes.
    """

    content_types: frozenset[str] = frozenset()
    """What browsers may take such a file for, depending on what else is installed."""
    wrong_type = gettext_lazy("Choose a file of another type.")

    file: forms.FileField
    content = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    data_of_file = b""

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
            self.data_of_file = file.read(LARGEST_UPLOAD + 1)
            self.cleaned_data["name"] = file.name
        elif content:
            try:
                self.data_of_file = base64.b64decode(content, validate=True)
            except (binascii.Error, ValueError):
                self.add_error(None, INCOMPLETE)
        elif "file" not in self.errors:
            self.add_error("file", _("Choose a file."))

    def carry(self, *, keep: bool, seen: str) -> None:
        """Let the file travel with the page if it is to be kept, with a mark of what is shown."""
        entered: Any = self.data
        self.data = entered = entered.copy()
        entered["content"] = base64.b64encode(self.data_of_file).decode() if keep else ""
        entered["name"] = self.cleaned_data["name"] if keep else ""
        entered["seen"] = seen
