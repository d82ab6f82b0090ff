"""The form to decide about a proposal."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from milestones.forms.base import INCOMPLETE, IssueForm


class DecisionForm(IssueForm):
    """A note to the proposer. In the page ``basis`` has the versions of the records shown."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For the proposer. Required to return the proposal."),
    )
    basis = forms.JSONField(required=False, widget=forms.HiddenInput)

    def clean_basis(self) -> dict[str, str]:
        basis = self.cleaned_data["basis"] or {}
        if not isinstance(basis, dict):
            raise ValidationError(INCOMPLETE)
        return basis

    def show(self, basis: Mapping[str, str]) -> None:
        """Note in the page on which versions of the records its preview is based."""
        self.initial["basis"] = basis
        if self.is_bound:
            self.replace_data(basis=json.dumps(basis))
