"""The fields that every form for recording statuses has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.actions import RecordRejected, StatusLine, StatusUpdateInput, ValidationIssue
from milestones.choices import SCALE, Pair, Status
from milestones.forms.base import MAX_REASON, IssueForm, TypedDateField
from milestones.models import Milestone
from milestones.queries.fields import DayField, not_in_future

MARK = r"[0-9]{1,18}-[0-9]{1,9}"
"""Pattern of the version token of a record (see ``record_version``)."""

PARTS = ("status", "as_reported", "revised", "note")


@dataclass(frozen=True)
class Group:
    """The fields of one pair, or of all parties."""

    pair: Pair
    legend: str
    fields: Sequence[forms.BoundField]


class StatusForm(IssueForm):
    """The as-of day, source and reason, and a status for each of ``pairs``.

    ``today`` is the latest as-of day possible. A subclass whose pairs exclude each other
    overrides ``chosen`` to say for which of them statuses are entered.
    """

    as_of = DayField(
        label=gettext_lazy("As of"), help_text=gettext_lazy("The date this status applies from.")
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=500,
        help_text=gettext_lazy("For example a letter, a call, a meeting or a document."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Required when correcting a status already recorded for that date."),
    )

    issues: Sequence[ValidationIssue] = ()
    """Why nothing was recorded."""

    def __init__(
        self, data: Any, *, pairs: Sequence[Pair], today: dt.date, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial={"as_of": today, **initial})
        self.pairs, self.today = pairs, today
        self.fields["as_of"].widget.attrs["max"] = today.isoformat()
        for pair in pairs:
            self._add_fields(pair)

    def _add_fields(self, pair: Pair) -> None:
        self.fields[f"status_{pair}"] = forms.ChoiceField(
            label=_("Status"),
            required=False,
            choices=[("", "–"), *((status.value, status.label) for status in SCALE)],
        )
        self.fields[f"as_reported_{pair}"] = forms.CharField(
            label=_("Reported wording"),
            required=False,
            max_length=500,
            help_text=_(
                "Optional, verbatim: only if it says more than the status, such as "
                "“Completed (visits)”."
            ),
        )
        self.fields[f"revised_{pair}"] = TypedDateField(
            label=_("Revised deadline"),
            required=False,
            help_text=_("As precise as known: 2007-12-31, 2006-12, 2006-Q4, 2006-Fall or 2008."),
        )
        self.fields[f"note_{pair}"] = forms.CharField(
            label=_("Note"),
            required=False,
            max_length=500,
            help_text=_("Required if delayed: cause and action."),
        )

    @property
    def day(self) -> dt.date:
        """The as-of day entered if it is valid, else today."""
        as_of: dt.date | None = getattr(self, "cleaned_data", {}).get("as_of")
        return as_of or self.today

    @property
    def chosen(self) -> Sequence[Pair]:
        """The pairs for which statuses are to be recorded."""
        return self.pairs

    @property
    def groups(self) -> Iterator[Group]:
        """The fields in groups, all parties first."""
        for pair in self.pairs:
            yield Group(pair, self.legend(pair), [self[f"{part}_{pair}"] for part in PARTS])

    def legend(self, pair: Pair) -> str:
        return str(pair.label)

    def clean_as_of(self) -> dt.date:
        return not_in_future(self.cleaned_data["as_of"], self.today)

    def clean(self) -> None:
        """Require a status for each chosen pair; ignore errors in the fields of other pairs."""
        for pair in self.pairs:
            if pair not in self.chosen:
                for part in PARTS:
                    self.errors.pop(f"{part}_{pair}", None)
            elif not self.errors.get(f"status_{pair}"):
                self._clean_line(pair)

    def _clean_line(self, pair: Pair) -> None:
        if not self.cleaned_data[f"status_{pair}"]:
            self.add_error(f"status_{pair}", _("Choose a status."))
        elif self.needs_note(pair):
            self.add_error(f"note_{pair}", _("It is delayed: say why, and what is done about it."))

    def needs_note(self, pair: Pair) -> bool:
        """Whether the status is delayed and the note that this requires is missing."""
        cleaned = self.cleaned_data
        return cleaned[f"status_{pair}"] == Status.DELAYED and not cleaned.get(f"note_{pair}")

    def line(self, pair: Pair) -> StatusLine:
        cleaned = self.cleaned_data
        return StatusLine(
            pair=pair,
            status=Status(cleaned[f"status_{pair}"]),
            as_reported=cleaned.get(f"as_reported_{pair}", ""),
            revised=cleaned.get(f"revised_{pair}"),
            note=cleaned.get(f"note_{pair}", ""),
        )

    @property
    def lines(self) -> list[StatusLine]:
        return [self.line(pair) for pair in self.chosen]

    def place(self, name: str) -> tuple[str, str]:
        """The label names the pair of the field if the form has several."""
        anchor, label = super().place(name)
        pair = next((pair for pair in self.pairs if name.endswith(f"_{pair}")), None)
        if not anchor or pair is None or len(self.pairs) == 1:
            return anchor, label
        return anchor, f"{self.legend(pair)}, {label}"

    def update_of(self, milestone: Milestone, seen: str) -> StatusUpdateInput:
        """The update to record of a milestone; ``seen`` is the version of its record shown."""
        cleaned = self.cleaned_data
        return StatusUpdateInput(
            milestone,
            cleaned["as_of"],
            self.lines,
            reason=cleaned["reason"],
            source=cleaned["source"],
            seen=seen,
        )

    @property
    def conflicts(self) -> dict[int, str]:
        """The keys of milestones that somebody else updated, with the version tokens shown."""
        return {
            issue.update.milestone.pk: issue.update.seen
            for issue in self.issues
            if issue.field == "seen"
        }

    def refuse(self, refused: RecordRejected) -> None:
        """Add the reasons why nothing was recorded to their fields, as errors."""
        self.issues = refused.issues
        status_field = f"status_{self.chosen[0]}"
        names = {"as_of": "as_of", "reason": "reason", "source": "source", "status": status_field}
        for issue in refused.issues:
            self.add_error(names.get(issue.field), issue.message)
