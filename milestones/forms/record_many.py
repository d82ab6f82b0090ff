"""The form for recording one status for several milestones at once."""

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

_KEY_AND_TOKEN = re.compile(rf"(\d{{1,18}}):({MARK})", re.ASCII)


class SeenField(forms.CharField):
    """The version tokens of the records shown, by the milestone's key: ``12:345-0 13:346-0``.

    They share one field because a request may have at most a thousand fields.
    """

    widget = forms.HiddenInput
    default_error_messages = {"required": INCOMPLETE, "invalid": INCOMPLETE}

    def prepare_value(self, value: Any) -> Any:
        """Write a mapping of milestones' keys to version tokens as text."""
        if isinstance(value, Mapping):
            return " ".join(f"{pk}:{token}" for pk, token in value.items())
        return value

    def to_python(self, value: Any) -> Any:
        """Parse the text into that mapping."""
        matches = [_KEY_AND_TOKEN.fullmatch(item) for item in str(super().to_python(value)).split()]
        if not all(matches):
            raise ValidationError(self.error_messages["invalid"])
        return {int(match[1]): match[2] for match in matches if match}


class RecordManyForm(StatusForm):
    """One status update for each of several milestones, for all parties.

    ``seen`` has the version token of each milestone's record that was shown; ``leave_out`` has
    the milestones to skip. If recording was rejected, ``issues`` has the reasons by the
    milestone's key.
    """

    seen = SeenField()

    def __init__(self, data: Any, *, milestones: Sequence[Milestone], today: dt.date) -> None:
        self.milestones = milestones
        self.issues: dict[int, list[ValidationIssue]] = {}
        initial = {"seen": record_versions([milestone.pk for milestone in milestones])}
        super().__init__(data, pairs=(Pair.ALL,), today=today, initial=initial)
        self.fields["leave_out"] = forms.MultipleChoiceField(
            label=_("Leave out"),
            required=False,
            choices=[(str(milestone.pk), milestone.code) for milestone in milestones],
        )

    @property
    def left_out(self) -> set[int]:
        """The keys of the milestones to skip."""
        return {int(pk) for pk in getattr(self, "cleaned_data", {}).get("leave_out", [])}

    def clean(self) -> None:
        """Require at least one milestone that is not left out."""
        super().clean()
        if len(self.left_out) == len(self.milestones):
            self.add_error(None, _("Every milestone is left out: there is nothing to record."))

    @property
    def updates(self) -> list[StatusUpdateInput]:
        """The updates to record, all or none."""
        cleaned, left_out = self.cleaned_data, self.left_out
        return [
            StatusUpdateInput(
                milestone,
                cleaned["as_of"],
                self.lines,
                reason=cleaned["reason"],
                source=cleaned["source"],
                seen=cleaned["seen"].get(milestone.pk, ""),
            )
            for milestone in self.milestones
            if milestone.pk not in left_out
        ]

    def refuse(self, refused: RecordRejected) -> None:
        """Keep the reasons by milestone; a missing reason is an error of its field too.

        The next attempt has the current version tokens of the milestones in ``conflicts``.
        """
        for issue in refused.issues:
            self.issues.setdefault(issue.update.milestone.pk, []).append(issue)
        count = len(self.issues)
        message = ngettext(
            "Nothing was recorded: %(count)s milestone refuses it, as the table tells.",
            "Nothing was recorded: %(count)s milestones refuse it, as the table tells.",
            count,
        )
        self.add_error(None, message % {"count": count})
        if any(issue.field == "reason" for issue in refused.issues):
            self.add_error("reason", _("Some milestones already have a status for this day."))
        tokens = self.cleaned_data["seen"] | record_versions(self.conflicts)
        self.set_version_token(self.fields["seen"].prepare_value(tokens))

    def place(self, name: str) -> tuple[str, str]:
        """Link an error without a field to the table of milestones."""
        return super().place(name) if name in self.fields else ("milestones", _("Milestones"))

    @property
    def conflicts(self) -> dict[int, str]:
        """The keys of milestones that somebody else updated, with the version tokens shown."""
        return {
            pk: issue.update.seen
            for pk, issues in self.issues.items()
            for issue in issues
            if issue.field == "seen"
        }
