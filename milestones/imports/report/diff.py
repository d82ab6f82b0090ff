"""The differences between an edition and the record, and the decisions that they need."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from milestones.choices import Pair
from milestones.dates import ImpreciseDate
from milestones.documents.errors import Problem
from milestones.documents.questions import Question
from milestones.documents.records import InitiativeRecord, MilestoneRecord, StatusLine
from milestones.history import LineChange
from milestones.imports.common import Difference
from milestones.imports.report.baseline import ExistingMilestone
from milestones.imports.report.decisions import Decisions
from milestones.imports.report.document import ReportUpload
from milestones.imports.report.matching import Proposal
from milestones.models import StatusReport


@dataclass(frozen=True, slots=True)
class PreviousStatus:
    """The status in force before an edition: its day, its edition (None if a person recorded it)
    and its lines. A large edition has a hundred thousand of them: an update takes ten times the
    memory."""

    as_of: dt.date
    report: StatusReport | None
    lines: Sequence[StatusLine]


@dataclass(frozen=True, slots=True)
class MatchedMilestone:
    """A recorded milestone that the edition mentions.

    ``changes`` has the lines before and after of each pair whose status differs; then ``previous``
    is the status in force before, None if it is planned or not recorded. ``reworded`` means that
    the sentence is not the milestone's own text.
    ``is_unchanged`` means that this status is already in effect for the edition's day, so that
    nothing is recorded; ``is_correction`` means that a different one is, which the edition
    corrects. ``needs_reason`` means that the day has an update, in effect or withdrawn: the next
    one needs a reason. ``parties`` are those that the milestone concerns with the edition.
    """

    milestone: ExistingMilestone
    sentence: MilestoneRecord
    reworded: bool
    is_unchanged: bool
    is_correction: bool
    needs_reason: bool
    parties: Pair
    changes: tuple[LineChange, ...] = ()
    previous: PreviousStatus | None = None


@dataclass(frozen=True, slots=True)
class Rewording:
    """A sentence that is similar to recorded milestones but matches none of them exactly.

    ``match`` is the milestone that a person chose, whose deadlines and text do not change; None
    while that is undecided.
    """

    area: str
    sentence: MilestoneRecord
    proposals: tuple[Proposal, ...]
    match: Proposal | None = None

    @property
    def is_decided(self) -> bool:
        return self.match is not None

    @property
    def deadlines(self) -> tuple[ImpreciseDate, ...]:
        return tuple(deadline.when for deadline in self.sentence.deadlines)


@dataclass(frozen=True, slots=True)
class NewMilestone:
    """A sentence that is not a recorded milestone, and the codes that it will get.

    ``heading`` is the heading in the edition if the initiative is new too, else None.
    """

    area: int
    code: str
    initiative: str
    sentence: MilestoneRecord
    heading: InitiativeRecord | None
    is_decided: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A recorded milestone that the edition does not mention; its status does not change.

    ``previous`` is the status in force, None if it is planned.
    """

    milestone: ExistingMilestone
    previous: PreviousStatus | None
    is_decided: bool

    @property
    def lines(self) -> Sequence[StatusLine]:
        return self.previous.lines if self.previous else ()


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """Another difference between the edition and the record; it changes nothing."""

    line: int
    message: str


@dataclass(frozen=True)
class ReportDiff(Difference):
    """The comparison of an edition with the record.

    ``in_effect`` is the recorded edition with the same document, unless that was withdrawn; then
    nothing is compared. ``questions`` are about what the reader does not know; the comparison is
    made as if the best answers were given, and is empty while some question has none.
    ``fingerprint`` does not change with decisions.
    """

    edition: ReportUpload
    in_effect: StatusReport | None = None
    questions: Sequence[Question] = ()
    unchanged: Sequence[MatchedMilestone] = ()
    changed: Sequence[MatchedMilestone] = ()
    reworded: Sequence[Rewording] = ()
    new: Sequence[NewMilestone] = ()
    missing: Sequence[Missing] = ()
    notes: Sequence[Note] = ()
    problems: Sequence[Problem] = ()
    fingerprint: str = ""

    @property
    def open_decisions(self) -> list[Question | Rewording | NewMilestone | Missing]:
        """The questions and differences that a person still has to decide."""
        return [
            *(question for question in self.questions if not question.answer),
            *(rewording for rewording in self.reworded if not rewording.is_decided),
            *(new for new in self.new if not new.is_decided),
            *(missing for missing in self.missing if not missing.is_decided),
        ]

    def suggested(self, decisions: Decisions) -> Decisions:
        """These decisions, and the best answers to what is open, to be confirmed by a person.

        A rewording is only suggested if it resembles a single milestone, and no other resembles it.
        """
        single = [
            (rewording.proposals[0].milestone.code, rewording.sentence.lines[0])
            for rewording in self.reworded
            if not rewording.is_decided and len(rewording.proposals) == 1
        ]
        codes = Counter([code for code, _line in (*single, *decisions.matches)])
        matches = [match for match in single if codes[match[0]] == 1]
        return replace(
            decisions,
            matches=(*decisions.matches, *matches),
            accept_new=decisions.accept_new or bool(self.new),
            allow_missing=decisions.allow_missing or bool(self.missing),
            answers=decisions.answers.with_best(self.questions),
        )

    @property
    def matched(self) -> Sequence[MatchedMilestone]:
        return (*self.unchanged, *self.changed)
