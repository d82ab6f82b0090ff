"""What an edition says otherwise than the record, and what a person has to decide about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from milestones.dates import ImpreciseDate
from milestones.documents.errors import Problem
from milestones.documents.records import InitiativeRecord, MilestoneRecord
from milestones.history import LineChange
from milestones.imports.report.baseline import ExistingMilestone
from milestones.imports.report.document import ReportUpload
from milestones.models import PairStatus, StatusReport


@dataclass(frozen=True, slots=True)
class PreviousStatus:
    """Where a milestone stood on the edition's day before the edition.

    ``as_of`` is the day of the update in force, None without any: then the milestone is planned,
    or not on record if it stands nowhere. ``lines`` are its status lines, ``report`` the title of
    the edition that they are from, empty if a person recorded them.
    """

    as_of: dt.date | None = None
    lines: tuple[PairStatus, ...] = ()
    report: str = ""


@dataclass(frozen=True, slots=True)
class MatchedMilestone:
    """A milestone on record that the edition tells of.

    ``changes`` has what was and is said of each pair if anything is said otherwise; then
    ``former`` is where it stood. ``reworded`` is whether the sentence is not the milestone's own.
    ``stays`` is whether just this counts for the edition's day already, so that nothing is
    recorded, and ``corrects`` whether something else does, which is corrected. ``again`` is
    whether the day has an update on record, counted or withdrawn: then the next gives a reason.
    """

    milestone: ExistingMilestone
    sentence: MilestoneRecord
    reworded: bool
    stays: bool
    corrects: bool
    again: bool
    changes: tuple[LineChange, ...] = ()
    former: PreviousStatus = PreviousStatus()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A milestone on record that a sentence may be a rewording of; ``likeness`` is in percent.

    ``deadlines`` are those on record; they and the milestone stay as they were promised.
    """

    milestone: ExistingMilestone
    likeness: int
    deadlines: tuple[ImpreciseDate, ...]


@dataclass(frozen=True, slots=True)
class Rewording:
    """A sentence that is like milestones on record and says just what none of them says.

    ``match`` is the milestone that a person decided it is; None while that is open.
    """

    area: str
    sentence: MilestoneRecord
    proposals: tuple[Proposal, ...]
    match: Proposal | None = None

    @property
    def is_decided(self) -> bool:
        """Whether a person decided which milestone it is."""
        return self.match is not None

    @property
    def deadlines(self) -> tuple[ImpreciseDate, ...]:
        """The deadlines in the sentence."""
        return tuple(one.when for one in self.sentence.deadlines)


@dataclass(frozen=True, slots=True)
class NewMilestone:
    """A sentence that is no milestone on record, and the codes that it will have.

    ``heading`` is the heading in the edition if its initiative is new too, else None.
    """

    area: int
    code: str
    initiative: str
    sentence: MilestoneRecord
    heading: InitiativeRecord | None
    is_decided: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A milestone that the edition does not tell of; its status stays as it was on record."""

    milestone: ExistingMilestone
    former: PreviousStatus
    is_decided: bool


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """Something else that the edition says otherwise; it changes nothing on record."""

    line: int
    message: str


@dataclass(frozen=True)
class ReportDiff:
    """All that an edition says, beside the record.

    ``in_effect`` is the edition on record with the same document, unless that was withdrawn; then
    there is nothing else to tell.
    ``problems`` keep the edition from being imported. ``fingerprint`` changes with the document,
    its day, and whatever on record the difference depends on; not with decisions.
    """

    edition: ReportUpload
    in_effect: StatusReport | None = None
    unchanged: Sequence[MatchedMilestone] = ()
    changed: Sequence[MatchedMilestone] = ()
    reworded: Sequence[Rewording] = ()
    new: Sequence[NewMilestone] = ()
    missing: Sequence[Missing] = ()
    notes: Sequence[Note] = ()
    problems: Sequence[Problem] = ()
    fingerprint: str = ""

    @property
    def open_decisions(self) -> list[Rewording | NewMilestone | Missing]:
        """What a person has still to decide."""
        return [
            *(one for one in self.reworded if not one.is_decided),
            *(one for one in self.new if not one.is_decided),
            *(one for one in self.missing if not one.is_decided),
        ]

    @property
    def is_clean(self) -> bool:
        """Whether it can be applied as it is."""
        return not self.problems and not self.open_decisions

    @property
    def told(self) -> Sequence[MatchedMilestone]:
        """The milestones on record that it tells of."""
        return (*self.unchanged, *self.changed)
