"""The statuses of milestones before an edition, and the statuses in the edition."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from milestones.actions import StatusUpdateInput
from milestones.actions.state import MilestoneHistory, in_batches, load_histories
from milestones.actions.validation import validate
from milestones.choices import Pair, pairs_concerned
from milestones.documents.errors import Problem
from milestones.documents.records import MilestoneRecord, StatusLine
from milestones.history import changed_lines, line_for_pair
from milestones.imports.report.baseline import ExistingMilestone
from milestones.imports.report.diff import MatchedMilestone, Note, PreviousStatus
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
        self._milestone = Milestone()
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

    def previous(self, history: MilestoneHistory) -> PreviousStatus | None:
        """Return a milestone's status in force on the edition's day, with its report."""
        status = history.status_on(self.report.as_of)
        if status is None:
            return None
        update = status.update
        report = self.reports[update.report_id] if update.report_id else None
        return PreviousStatus(update.as_of, report, status.lines)

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
        parties, sentence = _with_all_parties(milestone, sentence, lines)
        changes = changed_lines(pairs_concerned(parties), lines, sentence.statuses)
        is_recorded = day in history.statuses_by_day
        return MatchedMilestone(
            milestone=milestone,
            sentence=sentence,
            reworded=reworded,
            is_unchanged=is_recorded and not changes,
            is_correction=is_recorded and bool(changes),
            needs_reason=day in history.revisions,
            parties=parties,
            changes=tuple(changes),
            # Of a hundred thousand milestones most are unchanged: this saves memory.
            previous=previous if changes else None,
        )

    def problems(self, code: str, parties: str, sentence: MilestoneRecord) -> Iterator[Problem]:
        """Find why ``record_statuses`` would reject the edition's status of a milestone."""
        # One for all: another takes longer to make than to validate.
        milestone = self._milestone
        milestone.code, milestone.parties = code, parties
        update = StatusUpdateInput(
            milestone,
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


def _with_all_parties(
    milestone: ExistingMilestone, sentence: MilestoneRecord, previous: Sequence[StatusLine]
) -> tuple[Pair, MilestoneRecord]:
    """Return whom a milestone concerns with an edition, and the sentence with a status for each.

    It concerns another pair too if the edition reports on it. A pair that the edition does not
    report on keeps its previous status, which then has no line in the edition.
    """
    reported = {line.pair for line in sentence.statuses}
    if reported <= {Pair.ALL, *milestone.pairs} and sentence.parties == milestone.parties:
        return Pair(milestone.parties), sentence
    concerned = {*milestone.pairs} | reported - {Pair.ALL}
    parties = Pair.ALL if len(concerned) > 1 else concerned.pop()
    if Pair.ALL in reported or not previous:
        return parties, sentence
    kept = [
        replace(line, pair=pair, source_line=None)
        for pair in pairs_concerned(parties)
        if pair not in reported and (line := line_for_pair(previous, pair))
    ]
    return parties, replace(sentence, statuses=(*sentence.statuses, *kept))


def notes_on_parties(matched: MatchedMilestone) -> Iterator[Note]:
    """Say whom a milestone concerns from this edition on, and which pair keeps its status."""
    line, code = matched.sentence.lines[0], matched.milestone.code
    if matched.parties != matched.milestone.parties:
        pairs = ", ".join(str(pair.label) for pair in pairs_concerned(matched.parties))
        message = _("%(code)s will concern: %(pairs)s")
        yield Note(line, message % {"code": code, "pairs": pairs})
    for status in matched.sentence.statuses:
        if status.source_line is None:
            message = _("%(code)s is not reported on for %(pair)s, whose status stays unchanged.")
            yield Note(line, message % {"code": code, "pair": status.pair.label})
