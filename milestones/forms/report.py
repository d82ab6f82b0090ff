"""The form for importing an edition of the status report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.documents.errors import Problem as DocumentProblem
from milestones.forms.base import INCOMPLETE, IssueForm
from milestones.forms.upload import MAX_UPLOAD_BYTES, UploadForm
from milestones.imports.report import Decisions, NewMilestone, ReportDiff, ReportUpload, Rewording
from milestones.queries.fields import DayField, not_in_future

DECIDED = "decided_"
"""Prefix of the fields that say, by line number, which milestone a sentence is."""
NEW = "new"


@dataclass(frozen=True)
class Option:
    """A choice for a sentence: a milestone's code, ``new``, or empty while undecided."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Question:
    """Which milestone a sentence is. ``about`` is its entry in the difference."""

    name: str
    about: Rewording | NewMilestone
    options: list[Option]


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
        label=gettext_lazy("As of"),
        help_text=gettext_lazy("The day whose state of things the report tells."),
    )
    published = DayField(
        label=gettext_lazy("Published"),
        required=False,
        help_text=gettext_lazy("The day on which it came out. Left empty, the day it tells of."),
    )
    accept_new = forms.BooleanField(label=gettext_lazy("Accept the new milestones"), required=False)
    allow_missing = forms.BooleanField(
        label=gettext_lazy("Leave the missing milestones as they stand"), required=False
    )
    decided = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, files: Any, *, today: dt.date) -> None:
        super().__init__(data, files)
        self.today = today

    def clean_as_of(self) -> dt.date:
        """Reject a day in the future."""
        return not_in_future(self.cleaned_data["as_of"], self.today)

    def clean(self) -> None:
        """Read the decisions too."""
        super().clean()
        self.decisions = Decisions()
        try:
            self.decisions = self._decisions()
        except ValidationError as error:
            self.add_error(None, error)

    def _decisions(self) -> Decisions:
        """Raises ValidationError for a sentence's field that the page cannot have sent."""
        matches, new = [], []
        for name, value in self.data.items():
            line = name.removeprefix(DECIDED)
            if line == name or not value:
                continue
            if not line.isdecimal():
                raise ValidationError(INCOMPLETE)
            if value == NEW:
                new.append(int(line))
            else:
                matches.append((value, int(line)))
        return Decisions.of(
            matches,
            new,
            accept_new=self.cleaned_data["accept_new"],
            allow_missing=self.cleaned_data["allow_missing"],
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
        """The edition as entered."""
        cleaned = self.cleaned_data
        return ReportUpload(
            data=self.upload_bytes,
            document=cleaned["name"],
            title=cleaned["title"],
            as_of=cleaned["as_of"],
            published=cleaned["published"] or cleaned["as_of"],
        )

    @property
    def was_shown(self) -> bool:
        """Whether these decisions were already shown together with their effects."""
        return bool(self.cleaned_data["seen"]) and (
            self.cleaned_data["decided"] == _decisions_token(self.decisions)
        )

    def show(self, difference: ReportDiff) -> None:
        """Keep the document in the page, unless it cannot be read, and note the decisions shown."""
        self.keep_upload(keep=not difference.problems, seen=difference.fingerprint)
        data: Any = self.data
        data["decided"] = _decisions_token(self.decisions)

    def questions(self, difference: ReportDiff) -> Iterator[Question]:
        """Yield the sentences to decide, including those decided, in the order of the document."""
        entries: list[Rewording | NewMilestone] = [*difference.reworded, *difference.new]
        for entry in sorted(entries, key=lambda entry: entry.sentence.lines):
            name = f"{DECIDED}{entry.sentence.lines[0]}"
            chosen = self.data.get(name, "")
            options = [
                Option(value, label, value == chosen)
                for value, label in _choices(entry, difference, chosen)
            ]
            yield Question(name, entry, options)


def _choices(
    entry: Rewording | NewMilestone, difference: ReportDiff, chosen: str
) -> Iterator[tuple[str, str]]:
    yield "", _("Not decided")
    area = ""
    offered = {""}
    if isinstance(entry, Rewording):
        for proposal in entry.proposals:
            area = proposal.milestone.code.partition("-")[0]
            code = proposal.milestone.code
            offered.add(code)
            yield (
                code,
                _("%(code)s, %(likeness)s %% alike")
                % {
                    "code": code,
                    "likeness": proposal.likeness,
                },
            )
    else:
        area = entry.code.partition("-")[0]
    for missing in difference.missing:
        code = missing.milestone.code
        if code.startswith(f"{area}-") and code not in offered:
            offered.add(code)
            yield code, _("%(code)s, else missing") % {"code": code}
    if chosen not in {*offered, NEW}:
        yield chosen, chosen
    yield NEW, _("A new milestone")


def _decisions_token(decisions: Decisions) -> str:
    """A text that is equal for equal decisions only."""
    return repr((sorted(decisions.matches), sorted(decisions.new), *_checkboxes(decisions)))


def _checkboxes(decisions: Decisions) -> tuple[bool, bool]:
    return decisions.accept_new, decisions.allow_missing


class WithdrawalForm(IssueForm):
    """The reason for the withdrawal of an edition."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody can read it beside the edition."),
    )
