"""Where milestones stood before an edition, and what it says of them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator

from milestones.actions import StatusLine, StatusUpdateInput
from milestones.actions.state import DayStatus, MilestoneHistory, in_batches, load_histories
from milestones.actions.validation import build_lines, refusals
from milestones.documents.errors import Problem
from milestones.documents.records import MilestoneRecord
from milestones.history import line_changes
from milestones.imports.report.baseline import ExistingMilestone
from milestones.imports.report.diff import MatchedMilestone, PreviousStatus
from milestones.models import Milestone, StatusReport

LONG_WORDS = ("as_reported", "note")

NO_STATUS = PreviousStatus()


class RecordSnapshot:
    """The record of milestones, seen from an edition that is not saved yet.

    ``fingerprint`` changes with every picture that was looked at.
    """

    def __init__(self, report: StatusReport, plan_date: dt.date) -> None:
        self.report = report
        self.nothing = MilestoneHistory(plan_date)
        self.titles = dict(StatusReport.objects.values_list("pk", "title"))
        self._fingerprint = hashlib.sha256()
        self.note(report.sha256, report.as_of)

    @property
    def fingerprint(self) -> str:
        """A mark of all that was noted."""
        return self._fingerprint.hexdigest()

    def note(self, *seen: object) -> None:
        """Take what was looked at into the fingerprint."""
        self._fingerprint.update(repr(seen).encode())

    def read(
        self, milestones: Iterable[ExistingMilestone]
    ) -> Iterator[tuple[ExistingMilestone, MilestoneHistory]]:
        """The milestones with their histories, batch by batch."""
        for some in in_batches(milestones):
            known = load_histories([milestone.pk for milestone in some], since=self.report.as_of)
            for milestone in some:
                self._note_history(milestone, known[milestone.pk])
                yield milestone, known[milestone.pk]

    def _note_history(self, milestone: ExistingMilestone, history: MilestoneHistory) -> None:
        picture = self._in_force(history)
        as_of, lines = (picture.update.as_of, picture.lines) if picture else (None, ())
        said = [(one.pair, one.status, one.as_reported, one.revised) for one in lines]
        self.note(milestone, self.report.as_of in history.revisions, as_of, said)

    def _in_force(self, history: MilestoneHistory) -> DayStatus | None:
        until_then = (day for day in history.statuses_by_day if day <= self.report.as_of)
        day = max(until_then, default=None)
        return history.statuses_by_day[day] if day else None

    def former(self, history: MilestoneHistory) -> PreviousStatus:
        """Where a milestone stood on the edition's day."""
        picture = self._in_force(history)
        if picture is None:
            return NO_STATUS
        report = self.titles.get(picture.update.report_id, "")
        return PreviousStatus(picture.update.as_of, tuple(picture.lines), report)

    def told(
        self,
        milestone: ExistingMilestone,
        sentence: MilestoneRecord,
        history: MilestoneHistory,
        *,
        reworded: bool,
    ) -> MatchedMilestone:
        """What the edition says of a milestone, beside where it stood."""
        day, former = self.report.as_of, self.former(history)
        after = build_lines(None, new_lines(sentence))
        changes = line_changes(milestone.pairs, former.lines, after)
        is_changed = any(change.is_new for change in changes)
        return MatchedMilestone(
            milestone=milestone,
            sentence=sentence,
            reworded=reworded,
            stays=day in history.statuses_by_day and not is_changed,
            corrects=day in history.statuses_by_day and is_changed,
            again=day in history.revisions,
            # Of a hundred thousand milestones most are unchanged: they keep no more than this.
            changes=tuple(changes) if is_changed else (),
            former=former if is_changed else NO_STATUS,
        )

    def problems(self, code: str, parties: str, sentence: MilestoneRecord) -> Iterator[Problem]:
        """Why the one writer would refuse what the edition says of a milestone."""
        new = StatusUpdateInput(
            Milestone(code=code, parties=parties),
            self.report.as_of,
            new_lines(sentence),
            sentence=sentence.text,
            sentence_lines=sentence.lines,
        )
        for refusal in refusals(new, self.report, self.nothing):
            line, found = sentence.lines[0], sentence.text
            if refusal.field in LONG_WORDS:
                longest = max(sentence.statuses, key=lambda status: len(status.as_reported))
                line, found = longest.line, longest.as_reported
            yield Problem(line, found, f"what can be put on record: {refusal.message}")


def new_lines(sentence: MilestoneRecord) -> list[StatusLine]:
    """The edition's statuses of a milestone, to be recorded."""
    return [
        StatusLine(
            pair=status.pair,
            status=status.status,
            as_reported=status.as_reported,
            revised=status.revised,
            note=status.note,
            source_line=status.line,
        )
        for status in sentence.statuses
    ]
