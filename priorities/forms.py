"""The forms for editing reference data, and for comparing its edits."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.reference_history import (
    Edit,
    FieldChange,
    Snapshot,
    changes,
    current_snapshot,
)


def with_line_feeds(data: Any) -> Any:
    """What a browser has sent, with line breaks as they are on record: browsers send CR LF."""
    if not isinstance(data, QueryDict):
        return data
    sent = data.copy()
    for name, values in data.lists():
        sent.setlist(name, [value.replace("\r\n", "\n") for value in values])
    return sent


class ReferenceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Editing reference data needs a reason. ``edited_at`` (UTC) is set by the admin.

    ``seen`` identifies the values that the form was opened with: if somebody else has edited them
    since, the form is rejected once. It keeps what was changed in it, and has what the other has
    changed.
    """

    edited_at: dt.datetime
    is_conflict = False
    """Whether somebody else has edited the object since the form was opened."""

    why = forms.CharField(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept in the history, with your name and what you changed."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(with_line_feeds(data), *args, **kwargs)
        for name in self._edited:
            self.fields[name].show_hidden_initial = True
        # Validation changes the instance.
        self.on_record = self.snapshot()
        self.initial["seen"] = self._version

    def snapshot(self) -> Snapshot:
        """The values that the form edits, as they are now."""
        return current_snapshot(self.instance)

    @property
    def _version(self) -> str:
        return hashlib.sha256(repr(self.on_record).encode()).hexdigest()

    def clean(self) -> None:
        """Reject an edit of other values than those that were shown; the next one may be saved."""
        super().clean()
        if self.cleaned_data.get("seen") == self._version:
            return
        self.is_conflict = True
        self.add_error(None, _("Someone else has edited this in the meantime. Nothing was saved."))
        self._take_over()

    def _take_over(self) -> None:
        """Show what is on record now, but for the fields that were changed in this form."""
        changed = self.changed_data
        data: Any = self.data
        self.data = data = data.copy()
        data["seen"] = self._version
        for name in self._edited:
            on_record = data[self[name].html_initial_name] = self.initial[name]
            if name not in changed:
                data[name] = self.cleaned_data[name] = on_record

    @property
    def _edited(self) -> list[str]:
        """The fields of the object."""
        return [name for name in self.fields if name not in {"why", "seen"}]

    @property
    def has_changes(self) -> bool:
        """Whether anything besides the reason was changed."""
        return self.snapshot() != self.on_record

    def sign(self, edited: models.Model) -> None:
        """Store the reason and time with an edited object: all objects form one edit."""
        edited._change_reason = self.cleaned_data["why"]  # type: ignore[attr-defined]
        edited._history_date = self.edited_at  # type: ignore[attr-defined]


class ComparisonForm(forms.Form):
    """Two edits of the same object to compare. ``edits`` has all of them, oldest first."""

    older = forms.TypedChoiceField(label=gettext_lazy("Compare edit"), coerce=int)
    newer = forms.TypedChoiceField(label=gettext_lazy("with edit"), coerce=int)

    def __init__(self, *args: Any, edits: Sequence[Edit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edits = edits
        dates = [date_format(timezone.localtime(edit.at), "SHORT_DATE_FORMAT") for edit in edits]
        choices = [(number, f"{number} ({day})") for number, day in enumerate(dates, 1)]
        for field in self.fields.values():
            field.choices = choices  # type: ignore[attr-defined]
        self.initial = {"older": 1, "newer": len(edits)}

    def clean(self) -> None:
        """Require the older edit first."""
        older, newer = self.cleaned_data.get("older"), self.cleaned_data.get("newer")
        if older and newer and older >= newer:
            raise ValidationError(_("Choose two different edits, the older one first."))

    @property
    def differences(self) -> list[FieldChange]:
        """What changed from the older edit to the newer."""
        older, newer = (
            self.edits[self.cleaned_data[name] - 1].snapshot for name in ("older", "newer")
        )
        return changes(older, newer)
