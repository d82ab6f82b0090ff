"""Withdrawing an edition: the former picture stands again, and nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from milestones.actions.standings import rebuild_standings, standings_of
from milestones.actions.state import MilestoneHistory, in_batches, load_histories, lock_milestones
from milestones.choices import Pair, Status
from milestones.models import DOCUMENT_ORDER, Milestone, StatusReport, Withdrawal


class AlreadyWithdrawn(ValidationError):
    """Somebody has withdrawn the edition before."""


@dataclass(frozen=True)
class StatusEffect:
    """Where a milestone stands in the end, rolled up, with an edition and without it.

    None where it stands nowhere: an edition added it, and nothing else was recorded of it.
    """

    milestone: Milestone
    now: Status | None
    then: Status | None


def withdrawal_effects(report: StatusReport) -> list[StatusEffect]:
    """Which milestones will stand elsewhere once an edition is withdrawn. Nothing is changed."""
    milestones = Milestone.objects.filter(updates__report=report).distinct()
    found = []
    for some in in_batches(milestones.order_by(*DOCUMENT_ORDER)):
        ids = [milestone.pk for milestone in some]
        now = load_histories(ids, since=report.as_of)
        then = load_histories(ids, since=report.as_of, without=report)
        for milestone in some:
            before, after = (_last(milestone, known[milestone.pk]) for known in (now, then))
            if before != after:
                found.append(StatusEffect(milestone, before, after))
    return found


def _last(milestone: Milestone, history: MilestoneHistory) -> Status | None:
    """The roll-up that stands until the next update."""
    for standing in standings_of(milestone, history):
        if standing.pair == Pair.ALL and standing.until_date is None:
            return Status(standing.status)
    return None


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
    return withdrawal
