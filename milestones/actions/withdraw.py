"""Withdraw an edition or one update: what was before is in force again, and nothing is deleted."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from milestones.actions.edition import restore_parties
from milestones.actions.sealing import seal
from milestones.actions.security_log import log_on_commit
from milestones.actions.standings import rebuild_standings
from milestones.actions.state import lock_milestones
from milestones.models import Milestone, StatusReport, StatusUpdate, UpdateWithdrawal, Withdrawal
from milestones.models.names import full_name


class AlreadyWithdrawn(ValidationError):
    """The edition or the update was already withdrawn."""


@transaction.atomic
def withdraw_edition(
    report: StatusReport, *, reason: str, withdrawn_by: Any = None, approved_by: Any = None
) -> Withdrawal:
    """Withdraw an edition and rebuild the standings of its milestones.

    None of its updates is in force any more, for any day; the updates before them are in force
    again, and milestones concern the pairs that they concerned before it. Raises ValidationError
    by field if there is no reason, and AlreadyWithdrawn if the edition was already withdrawn.
    ``approved_by`` is who approved it, if ``withdrawn_by`` had only proposed it.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the edition is withdrawn.")})
    milestones = Milestone.objects.filter(updates__report=report).distinct()
    lock_milestones(milestones.order_by().values_list("pk", flat=True))
    try:
        with transaction.atomic():
            # By key, as below: a preview takes it back, and must leave the edition as it is.
            withdrawal = Withdrawal.objects.create(
                report_id=report.pk,
                withdrawn_by=withdrawn_by,
                withdrawer=full_name(withdrawn_by),
                approved_by=approved_by,
                approver=full_name(approved_by),
                reason=reason,
            )
    except IntegrityError:
        message = _("“%(title)s” was withdrawn before.") % {"title": report.title}
        raise AlreadyWithdrawn(message) from None
    seal(withdrawal)
    rebuild_standings(milestones.defer("text", "plan_text"), since=report.as_of)
    restore_parties(milestones, reason=f"“{report.title}” is withdrawn", changed_by=withdrawn_by)
    log_on_commit("edition_withdrawn", edition=report.pk, title=report.title)
    return withdrawal


@transaction.atomic
def withdraw_update(
    update: StatusUpdate, *, reason: str, withdrawn_by: Any = None, approved_by: Any = None
) -> UpdateWithdrawal:
    """Withdraw one update, of any day, and rebuild the standings of its milestone.

    The revision before it is in force again for its day, else the update before that day. Raises
    ValidationError by field if there is no reason, and AlreadyWithdrawn if the update or its
    edition was already withdrawn. ``approved_by`` is who approved it, if ``withdrawn_by`` had only
    proposed it.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the status is withdrawn.")})
    milestone = update.milestone
    lock_milestones([milestone.pk])
    if not StatusUpdate.objects.in_effect().filter(pk=update.pk).exists():
        message = _("The status of %(code)s as of %(date)s was withdrawn before.")
        raise AlreadyWithdrawn(message % {"code": milestone.code, "date": update.as_of})
    withdrawal = UpdateWithdrawal.objects.create(
        update_id=update.pk,
        withdrawn_by=withdrawn_by,
        withdrawer=full_name(withdrawn_by),
        approved_by=approved_by,
        approver=full_name(approved_by),
        reason=reason,
    )
    seal(withdrawal)
    rebuild_standings([milestone], since=update.as_of)
    restore_parties(
        Milestone.objects.filter(pk=milestone.pk),
        reason=f"The status as of {update.as_of} is withdrawn",
        changed_by=withdrawn_by,
    )
    log_on_commit("status_withdrawn", update=update.pk, milestone=milestone.code)
    return withdrawal
