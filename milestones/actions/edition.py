"""What an edition changes besides statuses: decisions on its lines, and whom milestones concern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from milestones.actions.sealing import seal
from milestones.actions.standings import rebuild_standings
from milestones.actions.state import BATCH
from milestones.actions.validation import full_name
from milestones.choices import Pair
from milestones.models import EditionDecision, Milestone, StatusReport


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
