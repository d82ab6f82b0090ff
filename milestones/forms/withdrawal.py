"""The form on which an edition is withdrawn."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from milestones.forms.problems import ProblemForm


class WithdrawalForm(ProblemForm):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody can read it beside the edition."),
    )
