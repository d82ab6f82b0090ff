"""Recording status updates: all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from milestones.actions.standings import write_standings
from milestones.actions.state import BATCH, in_batches, load_histories, lock_milestones
from milestones.actions.validation import (
    RecordRejected,
    StatusUpdateInput,
    ValidationIssue,
    build_lines,
    build_update,
    refusals,
)
from milestones.models import PairStatus, StatusReport, StatusUpdate
from milestones.progress import watched


def record_status(
    new: StatusUpdateInput, *, recorded_by: Any = None, report: StatusReport | None = None
) -> StatusUpdate:
    """Record one update. See ``record_statuses``."""
    return record_statuses([new], recorded_by=recorded_by, report=report)[0]


@transaction.atomic
def record_statuses(
    news: Iterable[StatusUpdateInput],
    *,
    recorded_by: Any = None,
    report: StatusReport | None = None,
) -> list[StatusUpdate]:
    """Record updates, all or none, and reckon where their milestones stand.

    An update for a day that already has one corrects it: it becomes the next revision, and the
    earlier one stays on record. Raises RecordRejected, a ValidationError, which has everything
    that is wrong and names the fields: before the plan's date, a status off the scale, both all
    parties and a pair, a pair missing or not concerned, words too long to keep, another day
    than its report's, a line that its report does not have, the picture on record again, a
    correction without a reason, something recorded since the writer looked.
    """
    by_milestone: dict[int, list[tuple[int, StatusUpdateInput]]] = {}
    for place, new in enumerate(news):
        by_milestone.setdefault(new.milestone.pk, []).append((place, new))
    lock_milestones(by_milestone)
    refused: list[tuple[int, ValidationIssue]] = []
    recorded: dict[int, StatusUpdate] = {}
    batches = list(in_batches(sorted(by_milestone)))
    for some in watched(batches, "Recording", len(batches)):
        wanted = [one for pk in some for one in by_milestone[pk]]
        _record(wanted, recorded_by, report, refused, recorded)
    if refused:
        refused.sort(key=lambda one: one[0])
        raise RecordRejected([refusal for _place, refusal in refused])
    return [recorded[place] for place in sorted(recorded)]


def _record(
    wanted: Sequence[tuple[int, StatusUpdateInput]],
    recorded_by: Any,
    report: StatusReport | None,
    refused: list[tuple[int, ValidationIssue]],
    recorded: dict[int, StatusUpdate],
) -> None:
    """Record a batch, or note what is refused of it."""
    milestones = {new.milestone.pk: new.milestone for _place, new in wanted}
    known = load_histories(list(milestones), since=min(new.as_of for _place, new in wanted))
    lines: list[PairStatus] = []
    for place, new in wanted:
        history = known[new.milestone.pk]
        found = list(refusals(new, report, history))
        if found:
            refused.extend((place, refusal) for refusal in found)
            continue
        revision = history.revisions.get(new.as_of, 0) + 1
        update = build_update(new, revision, report, recorded_by)
        recorded[place] = update
        lines += build_lines(update, new.lines)
        history.note(update, lines[-len(new.lines) :])
    if refused:
        return
    StatusUpdate.objects.bulk_create([recorded[place] for place, _new in wanted], BATCH)
    PairStatus.objects.bulk_create(lines, BATCH)
    write_standings(list(milestones.values()), known)
