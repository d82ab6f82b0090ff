"""The form for editing a deadline."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Max
from django.utils.translation import gettext_lazy

from milestones.models import Deadline
from milestones.queries.fields import ImpreciseDateField


class DeadlineForm(forms.ModelForm):  # type: ignore[type-arg]
    """A deadline, with a date as exact as it is known; a new deadline comes last."""

    when = ImpreciseDateField(
        label=gettext_lazy("Date"),
        help_text=gettext_lazy("As precise as known: 2007-12-31, 2006-12, 2006-Fall or 2008."),
    )

    class Meta:
        model = Deadline
        fields = ["wording", "basis", "recurring"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["when"] = self.instance.when

    def save(self, commit: bool = True) -> Deadline:
        """Save the deadline; its date is the last day of the period that was entered."""
        deadline: Deadline = self.instance
        when = self.cleaned_data["when"]
        deadline.date, deadline.precision = when.date, when.precision
        if not deadline.pk:
            orders = deadline.milestone.deadlines.aggregate(last=Max("order", default=0))
            deadline.order = orders["last"] + 1
        saved: Deadline = super().save(commit)
        return saved
