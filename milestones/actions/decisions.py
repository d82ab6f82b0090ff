"""Keep what people decided about the lines of an edition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from milestones.actions.sealing import seal
from milestones.actions.state import BATCH
from milestones.actions.validation import full_name
from milestones.models import EditionDecision, StatusReport


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
