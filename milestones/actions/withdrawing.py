"""Withdrawing an edition: the former picture stands again, and nothing is lost."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from milestones.actions.histories import hold
from milestones.actions.standings import reckon_standings
from milestones.models import Milestone, StatusReport, Withdrawal


class AlreadyWithdrawn(ValidationError):
    """Somebody has withdrawn the edition before."""


@transaction.atomic
def withdraw_edition(report: StatusReport, *, reason: str, withdrawn_by: Any = None) -> Withdrawal:
    """Withdraw an edition, and reckon anew where its milestones stand.

    None of its updates counts from now on, for any day; what stood before stands again. Raises
    ValidationError naming the field if there is no reason, and AlreadyWithdrawn if it was
    withdrawn before.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the edition is withdrawn.")})
    milestones = Milestone.objects.filter(updates__report=report).distinct()
    hold(milestones.order_by().values_list("pk", flat=True))
    try:
        with transaction.atomic():
            withdrawal = Withdrawal.objects.create(
                report=report, withdrawn_by=withdrawn_by, reason=reason
            )
    except IntegrityError:
        message = _("“%(title)s” was withdrawn before.") % {"title": report.title}
        raise AlreadyWithdrawn(message) from None
    reckon_standings(milestones)
    return withdrawal
