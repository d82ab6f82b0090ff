"""The form on which an edition of the status report is imported."""

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
from milestones.queries.fields import DayField, not_to_come

DECIDED = "decided_"
"""Begins the names of the fields that say which milestone the sentence on a line is."""
NEW = "new"


@dataclass(frozen=True)
class Option:
    """A choice for a sentence: a milestone's code, ``new``, or empty for what is still open."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Question:
    """Which milestone a sentence is. ``about`` is what the difference says of it."""

    name: str
    about: Rewording | NewMilestone
    options: list[Option]


class ReportForm(UploadForm):
    """A document, what it does not say itself, and what was decided about it."""

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
        """No report tells of a day to come."""
        return not_to_come(self.cleaned_data["as_of"], self.today)

    def clean(self) -> None:
        """With the decisions."""
        super().clean()
        self.decisions = Decisions()
        try:
            self.decisions = self._decisions()
        except ValidationError as error:
            self.add_error(None, error)

    def _decisions(self) -> Decisions:
        """Raises ValidationError if the fields for sentences are not as the page has them."""
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
        """That the file is larger than what the page takes, if it is."""
        if len(self.carried) <= MAX_UPLOAD_BYTES:
            return []
        found, most = f"more than {MAX_UPLOAD_BYTES:,} bytes", "use import_report for larger ones"
        return [DocumentProblem(1, found, f"at most {MAX_UPLOAD_BYTES:,} bytes; {most}")]

    @property
    def edition(self) -> ReportUpload:
        """The edition, as entered."""
        entered = self.cleaned_data
        return ReportUpload(
            data=self.carried,
            document=entered["name"],
            title=entered["title"],
            as_of=entered["as_of"],
            published=entered["published"] or entered["as_of"],
        )

    @property
    def was_shown(self) -> bool:
        """Whether just these decisions were shown with what they lead to."""
        return bool(self.cleaned_data["seen"]) and (
            self.cleaned_data["decided"] == _mark(self.decisions)
        )

    def show(self, difference: ReportDiff) -> None:
        """Let the document travel with the page, unless it cannot be read."""
        self.carry(keep=not difference.problems, seen=difference.fingerprint)
        entered: Any = self.data
        entered["decided"] = _mark(self.decisions)

    def questions(self, difference: ReportDiff) -> Iterator[Question]:
        """What is to be decided, or was, sentence by sentence in the order of the document."""
        undecided: list[Rewording | NewMilestone] = [*difference.reworded, *difference.new]
        for about in sorted(undecided, key=lambda one: one.sentence.lines):
            name = f"{DECIDED}{about.sentence.lines[0]}"
            chosen = self.data.get(name, "")
            options = [
                Option(value, label, value == chosen)
                for value, label in _choices(about, difference, chosen)
            ]
            yield Question(name, about, options)


def _choices(
    about: Rewording | NewMilestone, difference: ReportDiff, chosen: str
) -> Iterator[tuple[str, str]]:
    yield "", _("Not decided")
    area = ""
    offered = {""}
    if isinstance(about, Rewording):
        for proposal in about.proposals:
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
        area = about.code.partition("-")[0]
    for missing in difference.missing:
        code = missing.milestone.code
        if code.startswith(f"{area}-") and code not in offered:
            offered.add(code)
            yield code, _("%(code)s, else missing") % {"code": code}
    if chosen not in {*offered, NEW}:
        yield chosen, chosen
    yield NEW, _("A new milestone")


def _mark(decisions: Decisions) -> str:
    """A mark of what was decided."""
    return repr((sorted(decisions.matches), sorted(decisions.new), *_ticks(decisions)))


def _ticks(decisions: Decisions) -> tuple[bool, bool]:
    return decisions.accept_new, decisions.allow_missing


class WithdrawalForm(IssueForm):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody can read it beside the edition."),
    )
