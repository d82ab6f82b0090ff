"""The form to decide about a proposal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from milestones.forms.base import INCOMPLETE, MAX_REASON, IssueForm


class BasisField(forms.CharField):
    """The version of each record shown, by milestone's code, as JSON."""

    widget = forms.HiddenInput

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else json.dumps(value)

    def to_python(self, value: Any) -> Any:
        # Django's JSONField fails at JSON that is nested too deeply, or has too long a number.
        try:
            basis = json.loads(super().to_python(value) or "null") or {}
        except (RecursionError, ValueError) as error:
            raise ValidationError(INCOMPLETE) from error
        if not isinstance(basis, dict):
            raise ValidationError(INCOMPLETE)
        return basis


class DecisionForm(IssueForm):
    """A note to the proposer. In the page ``basis`` has the versions of the records shown."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_REASON,
        help_text=gettext_lazy("For the proposer. Required to return the proposal."),
    )
    basis = BasisField(required=False)

    def show(self, basis: Mapping[str, str]) -> None:
        """Note in the page on which versions of the records its preview is based."""
        self.initial["basis"] = basis
        if self.is_bound:
            self.replace_data(basis=json.dumps(basis))
