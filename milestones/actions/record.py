"""Record status updates: all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from milestones.actions.bulk import insert_objects, insert_rows
from milestones.actions.counting import CountChanges
from milestones.actions.sealing import seal
from milestones.actions.security_log import log_on_commit
from milestones.actions.standings import write_standings
from milestones.actions.state import in_batches, load_histories, lock_milestones
from milestones.actions.validation import (
    RecordRejected,
    StatusUpdateInput,
    ValidationIssue,
    build_update,
    validate,
)
from milestones.documents.records import StatusLine
from milestones.models import PairStatus, StatusReport, StatusUpdate
from milestones.models.names import full_name
from milestones.models.status import LINE_COLUMNS, line_row
from milestones.progress_bar import with_progress

LOGGED_AT_ONCE = 100
"""How many updates a line of the security log names."""


def record_statuses(
    news: Iterable[StatusUpdateInput],
    *,
    recorded_by: Any = None,
    approved_by: Any = None,
    report: StatusReport | None = None,
    savepoint: bool = True,
) -> list[StatusUpdate]:
    """Record updates, all or none, seal them, and rebuild the standings of their milestones.

    ``approved_by`` is who approved them, if ``recorded_by`` had only proposed them. Without a
    ``savepoint``, which takes time, a caller's transaction is undone too if they are rejected.

    An update for a day that already has one corrects it: it becomes the next revision, and the
    earlier one stays on record. Raises RecordRejected, a ValidationError with every issue by
    field: a day before the plan's date, a status off the scale, a status for all parties together
    with one for a pair, a pair missing or not concerned, text that is too long, another day than
    the report's, a line that the report does not have, what is in force for the day already
    (status, source and reason), a correction without a reason, or a record that changed since the
    writer saw it.
    """
    people = {
        "recorded_by": recorded_by,
        "recorder": full_name(recorded_by),
        "approved_by": approved_by,
        "approver": full_name(approved_by),
    }
    by_milestone: dict[int, list[tuple[int, StatusUpdateInput]]] = {}
    for index, new in enumerate(news):
        by_milestone.setdefault(new.milestone.pk, []).append((index, new))
    with transaction.atomic(savepoint=savepoint):
        updates = _record_all(by_milestone, people, report)
        if not report:
            _log(updates)
    return updates


def _record_all(
    by_milestone: Mapping[int, Sequence[tuple[int, StatusUpdateInput]]],
    people: Mapping[str, Any],
    report: StatusReport | None,
) -> list[StatusUpdate]:
    """Record the inputs, each with its index, by the milestone's key; return the updates in the
    order of the indexes."""
    lock_milestones(by_milestone)
    issues: list[tuple[int, ValidationIssue]] = []
    recorded: dict[int, StatusUpdate] = {}
    counts = CountChanges()
    batches = list(in_batches(sorted(by_milestone)))
    for batch in with_progress(batches, "Recording", len(batches)):
        indexed_inputs = [indexed for pk in batch for indexed in by_milestone[pk]]
        _record_batch(indexed_inputs, people, report, issues, recorded, counts=counts)
    if issues:
        issues.sort(key=lambda indexed: indexed[0])
        raise RecordRejected([issue for _index, issue in issues])
    counts.save()
    return [recorded[index] for index in sorted(recorded)]


def _log(updates: Sequence[StatusUpdate]) -> None:
    """Log what was recorded, in as many lines as keep each short enough for whatever reads it."""
    for start in range(0, len(updates), LOGGED_AT_ONCE):
        logged = updates[start : start + LOGGED_AT_ONCE]
        log_on_commit(
            "statuses_recorded",
            milestones=[update.milestone.code for update in logged],
            updates=[update.pk for update in logged],
        )


def _record_batch(
    indexed_inputs: Sequence[tuple[int, StatusUpdateInput]],
    people: Mapping[str, Any],
    report: StatusReport | None,
    issues: list[tuple[int, ValidationIssue]],
    recorded: dict[int, StatusUpdate],
    *,
    counts: CountChanges,
) -> None:
    """Record a batch, unless it or an earlier one has issues.

    Adds to ``issues`` and ``recorded``, by the index of the input, and to ``counts``.
    """
    milestones = {new.milestone.pk: new.milestone for _index, new in indexed_inputs}
    histories = load_histories(
        list(milestones), since=min(new.as_of for _index, new in indexed_inputs)
    )
    lines_by_index: dict[int, list[StatusLine]] = {}
    for index, new in indexed_inputs:
        history = histories[new.milestone.pk]
        new_issues = list(validate(new, report, history))
        if new_issues:
            issues.extend((index, issue) for issue in new_issues)
            continue
        revision = history.revisions.get(new.as_of, 0) + 1
        update = build_update(new, revision, report, people)
        recorded[index] = update
        lines_by_index[index] = lines = [line.with_wording() for line in new.lines]
        history.note(update, lines)
    if issues:
        return
    insert_objects([recorded[index] for index in lines_by_index])
    rows = (
        (recorded[index].pk, *line_row(line))
        for index, lines in lines_by_index.items()
        for line in lines
    )
    insert_rows(PairStatus, ("update_id", *LINE_COLUMNS), rows)
    seal(*(recorded[index] for index in lines_by_index))
    write_standings(list(milestones.values()), histories, counts)
