"""Record an edition: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from django.db import transaction

from milestones.actions import (
    StatusUpdateInput,
    change_parties,
    record_decisions,
    record_statuses,
    seal,
)
from milestones.actions.bulk import writing_many_rows
from milestones.actions.security_log import log_on_commit
from milestones.actions.state import in_batches, lock_milestones
from milestones.imports.common import Applied, ImportRejected
from milestones.imports.report.comparison import NOTHING_DECIDED, compare
from milestones.imports.report.decisions import Decisions
from milestones.imports.report.diff import MatchedMilestone, NewMilestone, ReportDiff
from milestones.imports.report.document import ReportUpload
from milestones.imports.report.new_milestones import add_new
from milestones.imports.report.reading import decisions_made
from milestones.models import Milestone, StatusReport
from milestones.progress_bar import with_progress

RECORDED_AT_ONCE = 5_000
"""How many updates are recorded at a time: all of a large edition would not fit into memory, and
counts are saved each time."""


class AlreadyInEffect(ImportRejected):
    """Nothing was changed: the same document is recorded and not withdrawn."""


@writing_many_rows()
@transaction.atomic
def apply_edition(
    edition: ReportUpload,
    decisions: Decisions = NOTHING_DECIDED,
    *,
    recorded_by: Any = None,
    seen: str = "",
) -> Applied[ReportDiff, StatusReport]:
    """Record an edition, after locking the milestones and comparing again.

    ``seen`` is the fingerprint of the difference that the decisions are based on, empty if nobody
    looked at one. Raises AlreadyInEffect, ImportRejected, RecordChanged, or what ``compare``
    raises; nothing is changed then.
    """
    lock_milestones(Milestone.objects.order_by().values_list("pk", flat=True))
    difference = compare(edition, decisions)
    if difference.in_effect:
        raise AlreadyInEffect(difference)
    difference.reject_unless_applicable(seen)
    report = _saved(edition)
    record_decisions(report, decisions_made(difference), decided_by=recorded_by)
    _widen_parties(difference.matched, report, recorded_by)
    added = add_new(difference.new, report, recorded_by)
    updates = chain(
        _matched_updates(difference.matched, report), _new_updates(difference.new, report, added)
    )
    count = sum(not matched.is_unchanged for matched in difference.matched) + len(difference.new)
    for batch in in_batches(with_progress(updates, "Recording", count), RECORDED_AT_ONCE):
        record_statuses(batch, report=report, recorded_by=recorded_by, savepoint=False)
    log_on_commit("edition_imported", edition=report.pk, title=report.title, statuses=count)
    return Applied(report, difference)


def _saved(edition: ReportUpload) -> StatusReport:
    """Save an edition and seal it."""
    report = edition.report()
    report.save(force_insert=True)
    # Django reads it again for whoever asks. Each copy of a large text takes twenty megabytes.
    del report.text
    seal(report)
    return report


def _widen_parties(
    matched_milestones: Iterable[MatchedMilestone], report: StatusReport, user: Any
) -> None:
    """Have milestones concern the pairs that the edition reports on, as was decided."""
    widened = {
        matched.milestone.pk: matched.parties
        for matched in matched_milestones
        if matched.parties != matched.milestone.parties
    }
    if widened:
        reason = f"As decided for “{report.title}”"
        change_parties(widened, reason=reason, changed_by=user)


def _matched_updates(
    matched_milestones: Iterable[MatchedMilestone], report: StatusReport
) -> Iterator[StatusUpdateInput]:
    reason = f"As reported in “{report.title}”"
    for batch in in_batches(matched for matched in matched_milestones if not matched.is_unchanged):
        queryset = Milestone.objects.only("code", "parties", "introduced_by")
        milestones = queryset.in_bulk([matched.milestone.pk for matched in batch])
        for matched in batch:
            yield StatusUpdateInput(
                milestones[matched.milestone.pk],
                report.as_of,
                matched.sentence.statuses,
                reason=reason if matched.needs_reason else "",
                sentence=matched.sentence.text if matched.reworded else "",
                sentence_lines=matched.sentence.lines,
            )


def _new_updates(
    new_milestones: Iterable[NewMilestone], report: StatusReport, added: Mapping[str, Milestone]
) -> Iterator[StatusUpdateInput]:
    """Build the first updates of new milestones."""
    for new in new_milestones:
        milestone, sentence = added[new.code], new.sentence
        yield StatusUpdateInput(
            milestone, report.as_of, sentence.statuses, sentence_lines=sentence.lines
        )
