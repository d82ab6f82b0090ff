"""The form to withdraw an edition or a status update."""

from __future__ import annotations

import hashlib

from django import forms
from django.utils.translation import gettext_lazy

from milestones.actions.preview import EditionWithdrawalEffect, UpdateWithdrawalEffect
from milestones.forms.base import MAX_REASON, IssueForm


class WithdrawalForm(IssueForm):
    """The reason for a withdrawal. In the page ``previewed`` identifies the effect shown."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It is shown publicly with what is withdrawn."),
    )
    previewed = forms.CharField(required=False, widget=forms.HiddenInput)

    def has_shown(self, effect: EditionWithdrawalEffect | UpdateWithdrawalEffect) -> bool:
        """Whether this effect on statuses is the one that the page showed."""
        return bool(self.cleaned_data["previewed"] == _fingerprint(effect))

    def show(self, effect: EditionWithdrawalEffect | UpdateWithdrawalEffect) -> None:
        """Note in the page which effect it shows."""
        self.replace_data(previewed=_fingerprint(effect))


def _fingerprint(effect: EditionWithdrawalEffect | UpdateWithdrawalEffect) -> str:
    return hashlib.sha256(repr(effect).encode()).hexdigest()
