"""What reading a document yields. Every record carries the 1-based lines it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from milestones.choices import Basis, Pair, Status
from milestones.dates import ImpreciseDate


@dataclass(frozen=True, slots=True)
class DeadlineRecord:
    """A deadline in a milestone's sentence.

    ``basis`` tells whether the date is printed there or was reckoned from the plan's date;
    ``wording`` is the words it stands in; ``recurring`` means it comes again every year.
    """

    when: ImpreciseDate
    basis: Basis
    wording: str
    recurring: bool = False


@dataclass(frozen=True, slots=True)
class StatusRecord:
    """A status line: ``as_reported`` verbatim, without list number and pair.

    ``revised`` is the date in its words, or None; ``note`` is whatever else they say.
    """

    pair: Pair
    status: Status
    as_reported: str
    revised: ImpreciseDate | None
    note: str
    line: int


@dataclass(frozen=True, slots=True)
class MilestoneRecord:
    """A promise. Statuses are empty in the plan, which has none."""

    text: str
    lines: tuple[int, ...]
    parties: Pair
    deadlines: tuple[DeadlineRecord, ...]
    statuses: tuple[StatusRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class InitiativeRecord:
    """An initiative of one or more paragraphs. Benefits stand in the plan only."""

    paragraphs: tuple[str, ...]
    lines: tuple[int, ...]
    milestones: tuple[MilestoneRecord, ...]
    benefits: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """A priority area and what it is to achieve."""

    name: str
    objective: str
    lines: tuple[int, ...]
    initiatives: tuple[InitiativeRecord, ...]


@dataclass(frozen=True, slots=True)
class GoalRecord:
    """A goal, in the capitals it is printed in, and its priority areas."""

    name: str
    lines: tuple[int, ...]
    areas: tuple[AreaRecord, ...]


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A whole document, as read."""

    name: str
    goals: tuple[GoalRecord, ...]

    @property
    def areas(self) -> Iterator[AreaRecord]:
        return (area for goal in self.goals for area in goal.areas)

    @property
    def initiatives(self) -> Iterator[InitiativeRecord]:
        return (initiative for area in self.areas for initiative in area.initiatives)

    @property
    def milestones(self) -> Iterator[MilestoneRecord]:
        return (milestone for one in self.initiatives for milestone in one.milestones)
