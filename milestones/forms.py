"""The form on which an admin records a status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.actions import NewLine, NewUpdate, record_status
from milestones.choices import SCALE, Pair, Status
from milestones.fields import ImpreciseDateField
from milestones.models import Milestone, StatusUpdate

PARTS = ("status", "as_reported", "revised", "note")


@dataclass(frozen=True)
class PairFields:
    """The fields of the form that speak for one pair, or for all parties."""

    pair: Pair
    fields: list[forms.BoundField]


class RecordStatusForm(forms.Form):
    """A new status update of one milestone: one status for all parties, or one for each pair.

    ``today`` is the latest day that a status can be as of.
    """

    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        widget=AdminDateWidget,
        help_text=gettext_lazy("The day from which this is how things stand."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Why, and from which source. Required if the day already has a status."
        ),
    )

    def __init__(self, *args: Any, milestone: Milestone, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.milestone = milestone
        self.today = today
        self.pairs = (Pair.ALL, *(milestone.pairs if milestone.parties == Pair.ALL else ()))
        for pair in self.pairs:
            self._add_fields(pair)

    def _add_fields(self, pair: Pair) -> None:
        self.fields[f"status_{pair}"] = forms.ChoiceField(
            label=_("Status"),
            required=False,
            choices=[("", _("No status")), *((status.value, status.label) for status in SCALE)],
        )
        self.fields[f"as_reported_{pair}"] = forms.CharField(
            label=_("Words as reported"),
            required=False,
            max_length=500,
            help_text=_("Left empty, the name of the status stands for them."),
        )
        self.fields[f"revised_{pair}"] = ImpreciseDateField(
            label=_("Revised deadline"),
            required=False,
            help_text=_("As exact as it is known: 2007-12-31, 2006-12, 2006-Fall or 2008."),
        )
        self.fields[f"note_{pair}"] = forms.CharField(
            label=_("Note"), required=False, max_length=500
        )

    @property
    def by_pair(self) -> Iterator[PairFields]:
        """The fields in groups, all parties first."""
        for pair in self.pairs:
            yield PairFields(pair, [self[f"{part}_{pair}"] for part in PARTS])

    def clean_as_of(self) -> dt.date:
        """Nobody knows how things will stand."""
        as_of: dt.date = self.cleaned_data["as_of"]
        if as_of > self.today:
            raise ValidationError(_("This day has not come yet."))
        return as_of

    def clean(self) -> None:
        """What is said of a pair needs its status."""
        for pair in self.pairs:
            said = [self.cleaned_data.get(f"{part}_{pair}") for part in PARTS[1:]]
            if any(said) and not self.cleaned_data.get(f"status_{pair}"):
                self.add_error(f"status_{pair}", _("Choose the status that this belongs to."))

    def record(self, user: AbstractBaseUser | AnonymousUser) -> StatusUpdate | None:
        """Record the update; None, with the errors in the form, if it is inconsistent."""
        update = NewUpdate(
            self.milestone, self.cleaned_data["as_of"], self._lines(), self.cleaned_data["reason"]
        )
        try:
            return record_status(update, recorded_by=user)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    self.add_error(name if name in self.fields else None, message)
            return None

    def _lines(self) -> list[NewLine]:
        cleaned = self.cleaned_data
        return [
            NewLine(
                pair=pair,
                status=Status(cleaned[f"status_{pair}"]),
                as_reported=cleaned[f"as_reported_{pair}"],
                revised=cleaned[f"revised_{pair}"],
                note=cleaned[f"note_{pair}"],
            )
            for pair in self.pairs
            if cleaned[f"status_{pair}"]
        ]
