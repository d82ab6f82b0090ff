"""Putting an edition on record: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import transaction

from milestones.actions import StatusUpdateInput, record_statuses
from milestones.actions.state import in_batches, lock_milestones
from milestones.imports.report.compare import NOTHING_DECIDED, compare
from milestones.imports.report.decisions import Decisions
from milestones.imports.report.diff import MatchedMilestone, NewMilestone, ReportDiff
from milestones.imports.report.document import ReportUpload
from milestones.imports.report.new_milestones import add_new
from milestones.imports.report.statements import new_lines
from milestones.models import Milestone, StatusReport
from milestones.progress import watched


@dataclass(frozen=True)
class Applied:
    """An edition that is on record now, and what it said beside the record until then."""

    report: StatusReport
    difference: ReportDiff


class ImportRejected(Exception):
    """Nothing was changed: ``difference`` says what is wrong or has to be decided."""

    def __init__(self, difference: ReportDiff) -> None:
        self.difference = difference
        problems, decisions = len(difference.problems), len(difference.open_decisions)
        super().__init__(
            f"{difference.edition.document}: {problems} problems, {decisions} open decisions"
        )


class AlreadyInEffect(ImportRejected):
    """Nothing was changed: the same document is on record, and was not withdrawn."""


class RecordChanged(ImportRejected):
    """Nothing was changed: the record is not what it was when somebody decided upon it."""


@transaction.atomic
def apply_edition(
    edition: ReportUpload,
    decisions: Decisions = NOTHING_DECIDED,
    *,
    recorded_by: Any = None,
    seen: str = "",
) -> Applied:
    """Put an edition on record, compared anew while nobody else can write.

    ``seen`` is the fingerprint of the difference that was decided upon, if somebody looked at
    one. Raises AlreadyInEffect, ImportRejected, RecordChanged, or what ``compare`` raises; then
    nothing is changed.
    """
    lock_milestones(Milestone.objects.order_by().values_list("pk", flat=True))
    difference = compare(edition, decisions)
    if difference.in_effect:
        raise AlreadyInEffect(difference)
    if seen and seen != difference.fingerprint:
        raise RecordChanged(difference)
    if not difference.is_clean:
        raise ImportRejected(difference)
    report = edition.report()
    report.save(force_insert=True)
    added = add_new(difference.new, report, recorded_by)
    updates = chain(_of_told(difference.told, report), _of_new(difference.new, report, added))
    count = sum(not one.stays for one in difference.told) + len(difference.new)
    for some in in_batches(watched(updates, "Recording", count)):
        record_statuses(some, report=report, recorded_by=recorded_by)
    return Applied(report, difference)


def _of_told(told: Iterable[MatchedMilestone], report: StatusReport) -> Iterator[StatusUpdateInput]:
    """The updates of milestones on record."""
    reason = f"As told by “{report.title}”"
    for some in in_batches(one for one in told if not one.stays):
        wanted = Milestone.objects.defer("text", "plan_text")
        milestones = wanted.in_bulk([one.milestone.pk for one in some])
        for one in some:
            yield StatusUpdateInput(
                milestones[one.milestone.pk],
                report.as_of,
                new_lines(one.sentence),
                reason=reason if one.again else "",
                sentence=one.sentence.text if one.reworded else "",
                sentence_lines=one.sentence.lines,
            )


def _of_new(
    news: Iterable[NewMilestone], report: StatusReport, added: Mapping[str, Milestone]
) -> Iterator[StatusUpdateInput]:
    """The first updates of new milestones."""
    for new in news:
        yield StatusUpdateInput(
            added[new.code],
            report.as_of,
            new_lines(new.sentence),
            sentence_lines=new.sentence.lines,
        )
