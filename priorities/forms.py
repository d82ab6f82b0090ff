"""The forms on which reference data is edited, and its edits are compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.reference_history import Edit, FieldChange, changes


class ReferenceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whoever edits reference data says why. ``edited_at`` (UTC) is when, told by the admin."""

    edited_at: dt.datetime

    why = forms.CharField(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept in the history, with your name and what you changed."),
    )

    @property
    def says_something_new(self) -> bool:
        """Whether anything was entered besides the reason."""
        return any(name != "why" for name in self.changed_data)

    def sign(self, edited: models.Model) -> None:
        """Have the history keep the reason with what is edited; it all is one edit."""
        edited._change_reason = self.cleaned_data["why"]  # type: ignore[attr-defined]
        edited._history_date = self.edited_at  # type: ignore[attr-defined]


class ComparisonForm(forms.Form):
    """Two edits of the same thing, to be compared. ``edits`` has all of them, oldest first."""

    older = forms.TypedChoiceField(label=gettext_lazy("Compare edit"), coerce=int)
    newer = forms.TypedChoiceField(label=gettext_lazy("with edit"), coerce=int)

    def __init__(self, *args: Any, edits: Sequence[Edit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edits = edits
        choices = [(edit.number, f"{edit.number} ({_day(edit)})") for edit in edits]
        for field in self.fields.values():
            field.choices = choices  # type: ignore[attr-defined]
        self.initial = {"older": 1, "newer": len(edits)}

    def clean(self) -> None:
        """The older comes first."""
        older, newer = self.cleaned_data.get("older"), self.cleaned_data.get("newer")
        if older and newer and older >= newer:
            raise ValidationError(_("Choose two different edits, the older one first."))

    @property
    def differences(self) -> list[FieldChange]:
        """What the newer says otherwise than the older."""
        older, newer = (
            self.edits[self.cleaned_data[name] - 1].picture for name in ("older", "newer")
        )
        return changes(older, newer)


def _day(edit: Edit) -> str:
    return date_format(timezone.localtime(edit.at), "SHORT_DATE_FORMAT")
