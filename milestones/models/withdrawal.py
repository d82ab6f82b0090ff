"""Withdrawals of editions and of single updates. None is ever changed or deleted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milestones.models.names import name_or_username


class AbstractWithdrawal(models.Model):
    """A withdrawal at ``withdrawn_at`` (UTC), and why.

    ``withdrawn_by`` is None if nobody was logged in, as on the command line; ``withdrawer`` is the
    full name of that user at the time, empty without a user or a name; ``approved_by`` and
    ``approver`` are the same of who approved it, if somebody else had proposed it.
    """

    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawer = models.CharField(_("name of who withdrew it"), max_length=301, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        # As in ``StatusUpdate``.
        db_constraint=False,
        db_index=False,
        verbose_name=_("approved by"),
    )
    approver = models.CharField(_("name of who approved it"), max_length=301, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), default=timezone.now)
    reason = models.TextField(_("reason"))

    class Meta:
        abstract = True

    @property
    def withdrawn_by_name(self) -> str:
        """Who withdrew it, for the admin; empty without a user."""
        return name_or_username(self.withdrawer, self.withdrawn_by)

    @property
    def approved_by_name(self) -> str:
        """Who approved it, for the admin; empty without a user."""
        return name_or_username(self.approver, self.approved_by)


class Withdrawal(AbstractWithdrawal):
    """The withdrawal of an edition: none of its updates is in force.

    The updates before them are in force again, for every day; the edition and its updates stay on
    record.
    """

    report = models.OneToOneField(
        "milestones.StatusReport",
        on_delete=models.PROTECT,
        related_name="withdrawal",
        verbose_name=_("status report"),
    )

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["withdrawn_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_withdrawal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.withdrawn_at:%Y-%m-%d}"


class UpdateWithdrawal(AbstractWithdrawal):
    """The withdrawal of one status update: it is not in force, and what was before it is again.

    An update of a withdrawn edition is not withdrawn once more.
    """

    update = models.OneToOneField(
        "milestones.StatusUpdate",
        on_delete=models.PROTECT,
        related_name="own_withdrawal",
        verbose_name=_("status update"),
    )

    class Meta:
        verbose_name = _("withdrawal of an update")
        verbose_name_plural = _("withdrawals of updates")
        ordering = ["withdrawn_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="an_update_s_withdrawal_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.update} {self.withdrawn_at:%Y-%m-%d}"
