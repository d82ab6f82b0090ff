"""What an edition changes besides statuses: decisions on its lines, and whom milestones concern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from milestones.actions.sealing import seal
from milestones.actions.standings import rebuild_standings
from milestones.actions.state import BATCH
from milestones.choices import Pair
from milestones.models import EditionDecision, Milestone, MilestoneQuerySet, StatusReport
from milestones.models.names import full_name


def record_decisions(
    report: StatusReport, decisions: Iterable[EditionDecision], *, decided_by: Any = None
) -> None:
    """Record decisions, which have no edition yet, with the edition and who made them.

    ``decided_by`` is None if nobody was logged in.
    """
    rows = list(decisions)
    for decision in rows:
        decision.report = report
        decision.decided_by = decided_by
        decision.decider = full_name(decided_by)
    EditionDecision.objects.bulk_create(rows, BATCH)
    seal(*rows)


def change_parties(parties: Mapping[int, Pair], *, reason: str, changed_by: Any = None) -> None:
    """Change whom milestones concern, by their keys, and rebuild their standings for every day.

    The reason and the user are kept in the history of the reference data.
    """
    milestones = list(Milestone.objects.filter(pk__in=parties))
    for milestone in milestones:
        milestone.parties = parties[milestone.pk]
    changed_at = timezone.now()
    bulk_update_with_history(
        milestones,
        Milestone,
        ["parties"],
        batch_size=BATCH,
        default_user=changed_by,
        default_change_reason=reason,
        default_date=changed_at,
    )
    seal(*Milestone.history.filter(id__in=parties, history_date=changed_at))
    rebuild_standings(milestones)


def restore_parties(milestones: MilestoneQuerySet, *, reason: str, changed_by: Any = None) -> None:
    """Have milestones concern again the one pair that they concerned before an edition reported
    on the other too, unless an update in effect was recorded since.

    Called after a withdrawal: else a pair would have a status that nobody reported for it.
    """
    before = Milestone.history.exclude(parties=Pair.ALL).order_by().values("id")
    widened = milestones.filter(parties=Pair.ALL, pk__in=before)
    former = {milestone.pk: _former_parties(milestone) for milestone in widened}
    parties = {pk: Pair(pair) for pk, pair in former.items() if pair}
    if parties:
        change_parties(parties, reason=reason, changed_by=changed_by)


def _former_parties(milestone: Milestone) -> str | None:
    """The pair that a widened milestone concerned; None if it is still reported on as it is now."""
    history = milestone.history.order_by("history_date", "history_id")
    narrow = history.exclude(parties=Pair.ALL).last()
    widened = history.filter(parties=Pair.ALL, history_date__gt=narrow.history_date).first()
    since = milestone.updates.in_effect().filter(recorded_at__gte=widened.history_date)
    return None if since.exists() else narrow.parties
