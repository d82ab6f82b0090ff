"""What editors propose, and how publishers decide about it. None is ever changed or deleted.

Nothing proposed is on record: ``milestones.actions`` records it once it is approved.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from milestones.models.names import name_or_username

USER_ROLES = "user_roles"
"""The kind of proposals about people. All other kinds are about the record."""


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> Self:
        """Those that nobody has decided about."""
        return self.filter(decision=None)

    def about(self, code: str) -> Self:
        """Those that change the milestone with this code."""
        return self.exclude(kind=USER_ROLES).filter(basis__has_key=code)

    def for_page(self) -> Self:
        """Loads what lists and pages show of them."""
        return self.select_related("proposed_by", "decision__decided_by")


class Proposal(models.Model):
    """Something to be done once somebody else approves it.

    ``kind`` is a name in ``milestones.actions.proposal_kinds``, and ``content`` what that kind
    does. ``basis`` has the version of the record of each milestone concerned (``record_version``)
    that the proposer saw, by code. ``proposer`` is the full name at the time, empty without one.
    ``follows`` is the proposal that was edited to make this one, None without one.
    """

    kind = models.CharField(_("kind"), max_length=40)
    content = models.JSONField(_("content"))
    basis = models.JSONField(_("versions seen"), default=dict)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="proposals",
        verbose_name=_("proposed by"),
    )
    proposer = models.CharField(_("name of who proposed it"), max_length=301, blank=True)
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("follows"),
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-proposed_at", "-pk"]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def proposed_by_name(self) -> str:
        """Who proposed it, for the admin and mails."""
        return name_or_username(self.proposer, self.proposed_by)

    @property
    def made_decision(self) -> ProposalDecision | None:
        """The decision about it; None while it waits."""
        decision: ProposalDecision | None = getattr(self, "decision", None)
        return decision

    @property
    def is_approved(self) -> bool:
        return self.made_decision is not None and self.made_decision.outcome == Outcome.APPROVED

    @property
    def state(self) -> str:
        """What became of it, in words."""
        decision = self.made_decision
        return str(Outcome(decision.outcome).label if decision else WAITING)


WAITING = pgettext_lazy("a proposal", "Waiting for approval")


class Outcome(models.TextChoices):
    """What became of a proposal."""

    APPROVED = "approved", pgettext_lazy("a proposal", "Approved")
    RETURNED = "returned", pgettext_lazy("a proposal", "Returned")
    TAKEN_BACK = "taken_back", pgettext_lazy("a proposal", "Taken back")


class ProposalDecision(models.Model):
    """The one decision about a proposal: approved or returned by somebody else, or taken back by
    the proposer. ``note`` says why, which a return must."""

    proposal = models.OneToOneField(
        Proposal, on_delete=models.PROTECT, related_name="decision", verbose_name=_("proposal")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decider = models.CharField(_("name of who decided"), max_length=301, blank=True)
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="a_known_outcome"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.RETURNED) | ~Q(note=""),
                name="a_returned_proposal_has_a_note",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} {self.outcome}"

    @property
    def decided_by_name(self) -> str:
        """Who decided, for the admin and mails."""
        return name_or_username(self.decider, self.decided_by)
