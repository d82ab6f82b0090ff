"""The forms for editing a milestone and its deadlines as reference data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.forms.base import TypedDateField
from milestones.models import Deadline
from priorities.forms import ReferenceForm
from priorities.reference_history import Snapshot


class DeadlineForm(forms.ModelForm):  # type: ignore[type-arg]
    """A deadline, with a date as exact as it is known."""

    when = TypedDateField(
        label=gettext_lazy("Date"),
        help_text=gettext_lazy(
            "As precise as known: 2007-12-31, 2006-12, 2006-Q4, 2006-Fall or 2008."
        ),
    )

    class Meta:
        model = Deadline
        fields = ["wording", "basis", "recurring"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["when"] = self.instance.when

    def clean(self) -> None:
        """Set the date: the last day of the period that was entered."""
        super().clean()
        if when := self.cleaned_data.get("when"):
            self.instance.date, self.instance.precision = when.date, when.precision

    def save(self, commit: bool = True) -> Deadline:
        """Save the deadline; a new one comes last."""
        deadline: Deadline = self.instance
        if not deadline.pk:
            orders = deadline.milestone.deadlines.aggregate(last=Max("order", default=0))
            deadline.order = orders["last"] + 1
        saved: Deadline = super().save(commit)
        return saved


class MilestoneForm(ReferenceForm):
    """A milestone's sentences. Its deadlines, which are edited with them, are among its values."""

    def snapshot(self) -> Snapshot:
        deadlines = self.instance.deadlines.order_by("order")
        return {**super().snapshot(), **deadline_snapshot(deadlines)}


def deadline_snapshot(deadlines: Iterable[Deadline]) -> Snapshot:
    """The values of a milestone's deadlines, by their place."""
    return {deadline_label(deadline): deadline_as_text(deadline) for deadline in deadlines}


def deadline_label(deadline: Deadline) -> str:
    """What a deadline is called among those of its milestone."""
    return _("Deadline %(number)s") % {"number": deadline.order}


def deadline_as_text(deadline: Deadline) -> str:
    """A deadline's values in words."""
    text = _("%(date)s (%(basis)s): “%(wording)s”") % {
        "date": deadline.when,
        "basis": deadline.get_basis_display(),
        "wording": deadline.wording,
    }
    return _("%(deadline)s, every year") % {"deadline": text} if deadline.recurring else text
