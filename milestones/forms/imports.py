"""The forms to import an edition or a spreadsheet.

The uploaded file is kept in hidden fields of the page, and not on the server.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.documents.errors import Problem as DocumentProblem
from milestones.documents.questions import NEW
from milestones.forms.base import INCOMPLETE, IssueForm
from milestones.forms.questions import (
    DECIDED,
    AskedLine,
    AskedSentence,
    answers_in,
    asked_lines,
    asked_sentences,
    fields_of,
)
from milestones.forms.status import StatusForm
from milestones.imports.report import Decisions, ReportDiff, ReportUpload
from milestones.imports.statuses import ImportContext, SheetDiff
from milestones.queries.fields import DayField, not_in_future

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

    @property
    def was_shown(self) -> bool:
        """Whether the page that was sent showed a difference that can be applied."""
        return bool(self.cleaned_data["seen"])

    def add_errors(self, error: ValidationError) -> None:
        """Add each message to the field that it belongs to, else to the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error.messages)
            return
        for field, messages in error.message_dict.items():
            self.add_error(field if field in self.fields else None, messages)

    def keep_upload(self, *, keep: bool, seen: str) -> None:
        """Keep the file in the page if ``keep`` is true, and set ``seen``."""
        self.replace_data(
            content=base64.b64encode(self.upload_bytes).decode() if keep else "",
            name=self.cleaned_data["name"] if keep else "",
            seen=seen,
        )


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


class ReportForm(UploadForm):
    """A document, the details that it does not print, and the decisions about it."""

    content_types = frozenset({"text/plain", "application/octet-stream"})
    wrong_type = gettext_lazy("Choose the report as a plain text file.")

    file = forms.FileField(
        label=gettext_lazy("Document"),
        required=False,
        validators=[FileExtensionValidator(["txt"])],
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
        help_text=gettext_lazy("The report as a plain text file (.txt) of 1 MB at most."),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    as_of = DayField(
        label=gettext_lazy("As of"), help_text=gettext_lazy("The status date of the report.")
    )
    published = DayField(
        label=gettext_lazy("Published"),
        required=False,
        help_text=gettext_lazy("The publication date. If left empty, the status date."),
    )
    url = forms.URLField(
        label=gettext_lazy("Web address"),
        required=False,
        assume_scheme="https",
        max_length=500,
        help_text=gettext_lazy("Where it was published on the web. Leave it empty if unknown."),
    )
    accept_new = forms.BooleanField(label=gettext_lazy("Accept the new milestones"), required=False)
    allow_missing = forms.BooleanField(
        label=gettext_lazy("Keep the missing milestones unchanged"), required=False
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("I have checked all these answers"), required=False
    )
    decided = forms.CharField(required=False, widget=forms.HiddenInput)

    asked_sentences: Sequence[AskedSentence] = ()
    """The sentences to decide, including those decided, in the order of the document."""
    asked_lines: Sequence[AskedLine] = ()
    """The lines that the reader does not know, including those decided, likewise."""

    def __init__(self, data: Any, files: Any, *, today: dt.date) -> None:
        super().__init__(data, files)
        self.today = today

    def clean_as_of(self) -> dt.date:
        return not_in_future(self.cleaned_data["as_of"], self.today)

    def clean(self) -> None:
        super().clean()
        self.decisions = Decisions()
        try:
            self.decisions = self._decisions()
        except ValidationError as error:
            self.add_error(None, error)

    def _decisions(self) -> Decisions:
        """Raises ValidationError for a sentence's field that the page cannot have sent."""
        matches, new = [], []
        for line, value in fields_of(self.data, DECIDED):
            if value == NEW:
                new.append(line)
            else:
                matches.append((value, line))
        return Decisions(
            tuple(matches),
            tuple(new),
            accept_new=self.cleaned_data["accept_new"],
            allow_missing=self.cleaned_data["allow_missing"],
            answers=answers_in(self.data),
        )

    @property
    def too_large(self) -> list[DocumentProblem]:
        """A problem if the file is larger than the page accepts, else none."""
        if len(self.upload_bytes) <= MAX_UPLOAD_BYTES:
            return []
        actual, hint = f"more than {MAX_UPLOAD_BYTES:,} bytes", "use import_report for larger ones"
        return [DocumentProblem(1, actual, f"at most {MAX_UPLOAD_BYTES:,} bytes; {hint}")]

    @property
    def edition(self) -> ReportUpload:
        cleaned = self.cleaned_data
        return ReportUpload(
            data=self.upload_bytes,
            document=cleaned["name"],
            title=cleaned["title"],
            as_of=cleaned["as_of"],
            published=cleaned["published"] or cleaned["as_of"],
            url=cleaned["url"],
        )

    @property
    def was_shown(self) -> bool:
        """Whether these decisions were shown together with their effects, and confirmed."""
        is_shown = self._decisions_token == self.cleaned_data["decided"]
        return super().was_shown and is_shown and self.is_confirmed

    @property
    def has_decisions(self) -> bool:
        return self.decisions != Decisions()

    @property
    def is_confirmed(self) -> bool:
        """Whether the decisions were confirmed, if there are any."""
        return bool(self.cleaned_data.get("confirmed")) or not self.has_decisions

    @property
    def is_first_look(self) -> bool:
        """Whether nothing of this document was shown yet."""
        return bool(self.cleaned_data["file"]) or not self.cleaned_data["decided"]

    def suggest(self, decisions: Decisions) -> None:
        """Fill in these decisions, to be confirmed."""
        self.decisions = decisions
        flags = {"accept_new": decisions.accept_new, "allow_missing": decisions.allow_missing}
        self.replace_data(
            **{f"{DECIDED}{line}": code for code, line in decisions.matches},
            **{name: "on" for name, is_set in flags.items() if is_set},
        )

    def show(self, difference: ReportDiff) -> None:
        """Keep the document in the page, unless it cannot be read, and note the decisions shown."""
        self.keep_upload(keep=not difference.problems, seen=difference.fingerprint)
        self.replace_data(decided=self._decisions_token, confirmed="")
        self.asked_sentences = list(asked_sentences(difference, self.data))
        self.asked_lines = list(asked_lines(difference))

    @property
    def _decisions_token(self) -> str:
        """A text that is equal for equal decisions only."""
        decided, answers = self.decisions, self.decisions.answers
        readings = sorted((line, reading.code) for line, reading in answers.readings.items())
        pairs = sorted((line, pair.value) for line, pair in answers.pairs.items())
        return repr(
            (
                *(sorted(decided.matches), sorted(decided.new)),
                *(decided.accept_new, decided.allow_missing),
                *(readings, pairs, sorted(answers.ignored)),
            )
        )
