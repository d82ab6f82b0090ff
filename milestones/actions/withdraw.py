"""Withdraw an edition: the previous statuses are in force again, and nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from milestones.actions.security_log import log_on_commit
from milestones.actions.standings import rebuild_standings, standings_of
from milestones.actions.state import MilestoneHistory, in_batches, load_histories, lock_milestones
from milestones.choices import Pair, Status
from milestones.models import DOCUMENT_ORDER, Milestone, StatusReport, Withdrawal


class AlreadyWithdrawn(ValidationError):
    """The edition was already withdrawn."""


@dataclass(frozen=True)
class StatusEffect:
    """The latest roll-up of a milestone with an edition (``now``) and without it (``then``).

    None if it has no standing: an edition added it, and nothing else was recorded of it.
    """

    milestone: Milestone
    now: Status | None
    then: Status | None


def withdrawal_effects(report: StatusReport) -> list[StatusEffect]:
    """The milestones whose latest roll-up changes if an edition is withdrawn; changes nothing."""
    milestones = Milestone.objects.filter(updates__report=report).distinct()
    effects = []
    for batch in in_batches(milestones.order_by(*DOCUMENT_ORDER)):
        ids = [milestone.pk for milestone in batch]
        histories_now = load_histories(ids, since=report.as_of)
        histories_then = load_histories(ids, since=report.as_of, without=report)
        for milestone in batch:
            before = _latest_status(milestone, histories_now[milestone.pk])
            after = _latest_status(milestone, histories_then[milestone.pk])
            if before != after:
                effects.append(StatusEffect(milestone, before, after))
    return effects


def _latest_status(milestone: Milestone, history: MilestoneHistory) -> Status | None:
    """The roll-up that is in force until the next update."""
    for standing in standings_of(milestone, history):
        if standing.pair == Pair.ALL and standing.until_date is None:
            return Status(standing.status)
    return None


@transaction.atomic
def withdraw_edition(report: StatusReport, *, reason: str, withdrawn_by: Any = None) -> Withdrawal:
    """Withdraw an edition and rebuild the standings of its milestones.

    None of its updates is in force any more, for any day; the updates before them are in force
    again. Raises ValidationError by field if there is no reason, and AlreadyWithdrawn if the
    edition was already withdrawn.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the edition is withdrawn.")})
    milestones = Milestone.objects.filter(updates__report=report).distinct()
    lock_milestones(milestones.order_by().values_list("pk", flat=True))
    try:
        with transaction.atomic():
            withdrawal = Withdrawal.objects.create(
                report=report, withdrawn_by=withdrawn_by, reason=reason
            )
    except IntegrityError:
        message = _("“%(title)s” was withdrawn before.") % {"title": report.title}
        raise AlreadyWithdrawn(message) from None
    rebuild_standings(milestones.defer("text", "plan_text"), since=report.as_of)
    log_on_commit("edition_withdrawn", edition=report.pk, title=report.title)
    return withdrawal
