"""The records read from a document, each with the 1-based lines that it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from milestones.choices import SCALE, Basis, Pair, Status
from milestones.dates import ImpreciseDate
from milestones.normalization import words_key


@dataclass(frozen=True, slots=True)
class DeadlineRecord:
    """A deadline in a milestone's sentence.

    ``basis`` says whether the date is printed there or was calculated from the plan's date;
    ``wording`` is the text of the deadline; ``recurring`` means that it recurs every year.
    """

    when: ImpreciseDate
    basis: Basis
    wording: str
    recurring: bool = False


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A status for all parties or for one pair, as parsed, entered or recorded.

    ``as_reported`` is its text verbatim, without list number and pair; empty until
    ``with_wording`` if nobody gave any. ``revised`` is the revised date in that text, or None;
    ``note`` is the rest of the text. ``source_line`` is its line in the document, or None.
    """

    pair: Pair
    status: Status
    as_reported: str = ""
    revised: ImpreciseDate | None = None
    note: str = ""
    source_line: int | None = None

    def __str__(self) -> str:
        words = "" if self.says_no_more else f" “{self.as_reported}”"
        revised = f" ({self.revised.code})" if self.revised else ""
        return f"{self.status.english}{words}{revised}"

    @property
    def content(self) -> tuple[Status, str, ImpreciseDate | None, str]:
        """What is compared: all but the pair and the source line."""
        return self.status, self.as_reported, self.revised, self.note

    @property
    def meaning(self) -> tuple[Status, str, ImpreciseDate | None, str]:
        """Like ``content``, but equal if words differ only in case, quotes, dashes or spaces."""
        return self.status, words_key(self.as_reported), self.revised, words_key(self.note)

    @property
    def says_no_more(self) -> bool:
        """Whether the words are only the name of the status."""
        return words_key(self.as_reported) == words_key(self.status.english)

    @property
    def rank(self) -> int:
        """The place on the scale, 0 being furthest behind."""
        return SCALE.index(self.status)

    def with_wording(self) -> StatusLine:
        """Use the English label of the status if the line has no words of its own."""
        return self if self.as_reported else replace(self, as_reported=self.status.english)


@dataclass(frozen=True, slots=True)
class MilestoneRecord:
    """A milestone. ``statuses`` is empty in the plan, which has none."""

    text: str
    lines: tuple[int, ...]
    parties: Pair
    deadlines: tuple[DeadlineRecord, ...]
    statuses: tuple[StatusLine, ...] = ()


@dataclass(frozen=True, slots=True)
class InitiativeRecord:
    """An initiative of one or more paragraphs. Only the plan has benefits."""

    paragraphs: tuple[str, ...]
    lines: tuple[int, ...]
    milestones: tuple[MilestoneRecord, ...]
    benefits: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs, one per line."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """A priority area and its objective."""

    name: str
    objective: str
    lines: tuple[int, ...]
    initiatives: tuple[InitiativeRecord, ...]


@dataclass(frozen=True, slots=True)
class GoalRecord:
    """A goal, named in capitals as printed, and its priority areas."""

    name: str
    lines: tuple[int, ...]
    areas: tuple[AreaRecord, ...]


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A whole document."""

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
        return (milestone for initiative in self.initiatives for milestone in initiative.milestones)
