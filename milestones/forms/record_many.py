"""The form on which one status is recorded for several milestones at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from milestones.actions import RecordRejected, StatusUpdateInput, ValidationIssue, record_versions
from milestones.choices import Pair
from milestones.forms.status import MARK, StatusForm
from milestones.models import Milestone

INCOMPLETE = gettext_lazy("This page is incomplete: choose the milestones in the list again.")

_MARK = re.compile(rf"(\d{{1,18}}):({MARK})", re.ASCII)


class SeenField(forms.CharField):
    """The marks of the records that were shown, milestone by milestone: ``12:345-0 13:346-0``.

    Together in one field, since a request has room for a thousand fields and not more.
    """

    widget = forms.HiddenInput
    default_error_messages = {"required": INCOMPLETE, "invalid": INCOMPLETE}

    def prepare_value(self, value: Any) -> Any:
        """A mapping of milestones' keys to marks, as text."""
        if isinstance(value, Mapping):
            return " ".join(f"{pk}:{mark}" for pk, mark in value.items())
        return value

    def to_python(self, value: Any) -> Any:
        """The mapping."""
        marks = [_MARK.fullmatch(one) for one in str(super().to_python(value)).split()]
        if not all(marks):
            raise ValidationError(self.error_messages["invalid"])
        return {int(found[1]): found[2] for found in marks if found}


class RecordManyForm(StatusForm):
    """One status update for each of several milestones, for all parties.

    ``seen`` names the milestones, with the mark of each record that was shown; ``leave_out``
    those of which nothing is to be recorded after all. ``refusals`` tells by milestone, once
    they were refused, why.
    """

    seen = SeenField()

    def __init__(self, data: Any, *, milestones: Sequence[Milestone], today: dt.date) -> None:
        self.milestones = milestones
        self.refusals: dict[int, list[ValidationIssue]] = {}
        initial = {"seen": record_versions([one.pk for one in milestones])}
        super().__init__(data, pairs=(Pair.ALL,), today=today, initial=initial)
        self.fields["leave_out"] = forms.MultipleChoiceField(
            label=_("Leave out"),
            required=False,
            choices=[(str(one.pk), one.code) for one in milestones],
        )

    @property
    def left_out(self) -> set[int]:
        """The milestones of which nothing is to be recorded after all."""
        return {int(pk) for pk in getattr(self, "cleaned_data", {}).get("leave_out", [])}

    def clean(self) -> None:
        """Something is left to be recorded."""
        super().clean()
        if len(self.left_out) == len(self.milestones):
            self.add_error(None, _("Every milestone is left out: there is nothing to record."))

    @property
    def updates(self) -> list[StatusUpdateInput]:
        """The updates to be recorded, all or none."""
        said, left_out = self.cleaned_data, self.left_out
        return [
            StatusUpdateInput(
                milestone,
                said["as_of"],
                self.lines,
                reason=said["reason"],
                source=said["source"],
                seen=said["seen"].get(milestone.pk, ""),
            )
            for milestone in self.milestones
            if milestone.pk not in left_out
        ]

    def refuse(self, refused: RecordRejected) -> None:
        """What is refused is told milestone by milestone; one reason may do for all of them."""
        for refusal in refused.refusals:
            self.refusals.setdefault(refusal.update.milestone.pk, []).append(refusal)
        count = len(self.refusals)
        message = ngettext(
            "Nothing was recorded: %(count)s milestone refuses it, as the table tells.",
            "Nothing was recorded: %(count)s milestones refuse it, as the table tells.",
            count,
        )
        self.add_error(None, message % {"count": count})
        if any(refusal.field == "reason" for refusal in refused.refusals):
            self.add_error("reason", _("Some milestones already have a status for this day."))
        marks = self.cleaned_data["seen"] | record_versions(self.conflicts)
        self.see_anew(self.fields["seen"].prepare_value(marks))

    def place(self, name: str) -> tuple[str, str]:
        """What is wrong with no field is told in the table of milestones."""
        return super().place(name) if name in self.fields else ("milestones", _("Milestones"))

    @property
    def conflicts(self) -> dict[int, str]:
        """The milestones of which somebody else recorded something, with the marks seen before."""
        return {
            pk: refusal.update.seen
            for pk, refusals in self.refusals.items()
            for refusal in refusals
            if refusal.field == "seen"
        }
