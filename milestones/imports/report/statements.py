"""The statuses of milestones before an edition, and the statuses in the edition."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator

from milestones.actions import StatusUpdateInput
from milestones.actions.state import DayStatus, MilestoneHistory, in_batches, load_histories
from milestones.actions.validation import validate
from milestones.documents.errors import Problem
from milestones.documents.records import MilestoneRecord
from milestones.history import changed_lines
from milestones.imports.report.baseline import ExistingMilestone
from milestones.imports.report.diff import MatchedMilestone
from milestones.models import Milestone, StatusReport

LONG_WORDS = ("as_reported", "note")


class RecordSnapshot:
    """The recorded milestones, read for comparison with an edition that is not saved yet.

    ``fingerprint`` changes with every value that was read.
    """

    def __init__(self, report: StatusReport, plan_date: dt.date) -> None:
        self.report = report
        self.nothing = MilestoneHistory(plan_date)
        self.reports = StatusReport.objects.defer("text").in_bulk()
        self._fingerprint = hashlib.sha256()
        self.note(report.sha256, report.as_of)

    @property
    def fingerprint(self) -> str:
        return self._fingerprint.hexdigest()

    def note(self, *seen: object) -> None:
        """Add values that were read to the fingerprint."""
        self._fingerprint.update(repr(seen).encode())

    def read(
        self, milestones: Iterable[ExistingMilestone]
    ) -> Iterator[tuple[ExistingMilestone, MilestoneHistory]]:
        """Yield the milestones with their histories, loaded in batches."""
        for batch in in_batches(milestones):
            ids = [milestone.pk for milestone in batch]
            histories = load_histories(ids, since=self.report.as_of)
            for milestone in batch:
                self._note_history(milestone, histories[milestone.pk])
                yield milestone, histories[milestone.pk]

    def _note_history(self, milestone: ExistingMilestone, history: MilestoneHistory) -> None:
        day_status = history.status_on(self.report.as_of)
        as_of, lines = (day_status.update.as_of, day_status.lines) if day_status else (None, ())
        line_values = [
            (str(line.pair), str(line.status), line.as_reported, line.revised) for line in lines
        ]
        self.note(milestone, self.report.as_of in history.revisions, as_of, line_values)

    def previous(self, history: MilestoneHistory) -> DayStatus | None:
        """Return a milestone's status in force on the edition's day, with its report."""
        status = history.status_on(self.report.as_of)
        if status and status.update.report_id:
            status.update.report = self.reports[status.update.report_id]
        return status

    def matched(
        self,
        milestone: ExistingMilestone,
        sentence: MilestoneRecord,
        history: MilestoneHistory,
        *,
        reworded: bool,
    ) -> MatchedMilestone:
        """Compare a milestone's status in the edition with its previous status."""
        day, previous = self.report.as_of, self.previous(history)
        lines = previous.lines if previous else ()
        changes = changed_lines(milestone.pairs, lines, sentence.statuses)
        is_recorded = day in history.statuses_by_day
        return MatchedMilestone(
            milestone=milestone,
            sentence=sentence,
            reworded=reworded,
            is_unchanged=is_recorded and not changes,
            is_correction=is_recorded and bool(changes),
            needs_reason=day in history.revisions,
            changes=tuple(changes),
            # Of a hundred thousand milestones most are unchanged: this saves memory.
            previous=previous if changes else None,
        )

    def problems(self, code: str, parties: str, sentence: MilestoneRecord) -> Iterator[Problem]:
        """Find why ``record_statuses`` would reject the edition's status of a milestone."""
        update = StatusUpdateInput(
            Milestone(code=code, parties=parties),
            self.report.as_of,
            sentence.statuses,
            sentence=sentence.text,
            sentence_lines=sentence.lines,
        )
        for refusal in validate(update, self.report, self.nothing):
            line, found = sentence.lines[0], sentence.text
            if refusal.field in LONG_WORDS:
                longest = max(sentence.statuses, key=lambda status: len(status.as_reported))
                line, found = longest.source_line or 0, longest.as_reported
            yield Problem(line, found, f"what can be put on record: {refusal.message}")
