"""Finding the milestones of one priority area again in an edition, by what their sentences say.

Sentences say the same if they have the same words, whatever their order, case and punctuation
and whether or not the month is printed, and the same deadlines. Whatever could be meant in two
ways is left to a person.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz, process

from milestones.dates import ImpreciseDate
from milestones.documents.deadlines import read_deadlines
from milestones.documents.records import (
    AreaRecord,
    DeadlineRecord,
    InitiativeRecord,
    MilestoneRecord,
)
from milestones.documents.words import words_in
from milestones.imports.report.baseline import KnownArea, KnownInitiative, KnownMilestone

ALIKE = 60
"""In percent, how alike a sentence must be to one on record to be taken for a rewording of it.

Sentences of one area that have nothing to do with each other are seldom more alike than this.
"""

MOST_PROPOSALS = 3

MOST_COMPARED = 5_000_000
"""How many pairs of sentences of an area are compared; takes some seconds."""

Dates = tuple[tuple[ImpreciseDate, bool], ...] | None


class Saying(NamedTuple):
    """What a sentence says: the words that count, and the deadlines in its order.

    Of a deadline it matters when it is and whether it comes again, not how it is worded.
    ``dates`` is None if they cannot be read.
    """

    words: str
    dates: Dates


class Sayings:
    """What sentences say; a sentence that the edition has word for word is not read again."""

    def __init__(self, month_zero: dt.date, told: Iterable[MilestoneRecord]) -> None:
        """``month_zero`` is the plan's date, ``told`` are the sentences of the edition."""
        self._month_zero = month_zero
        self._read = {one.text: Saying(plain(one.text), _dates(one.deadlines)) for one in told}

    def __getitem__(self, text: str) -> Saying:
        if text not in self._read:
            self._read[text] = Saying(plain(text), self._dates_in(text))
        return self._read[text]

    def _dates_in(self, text: str) -> Dates:
        try:
            return _dates(read_deadlines(text, self._month_zero))
        except ValueError:
            return None


def plain(text: str) -> str:
    """The words that count, sorted, in one string."""
    return " ".join(words_in(text))


def _dates(deadlines: Iterable[DeadlineRecord]) -> Dates:
    return tuple((one.when, one.recurring) for one in deadlines)


@dataclass(frozen=True, slots=True)
class Said:
    """A milestone's sentence in the edition.

    ``heading`` is the initiative's heading over it, and ``initiative`` the one on record with
    that heading; None if there is none.
    """

    sentence: MilestoneRecord
    heading: InitiativeRecord
    initiative: KnownInitiative | None

    @property
    def line(self) -> int:
        """The sentence's first line, by which people name it."""
        return self.sentence.lines[0]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a sentence is to a milestone on record, in percent."""

    milestone: KnownMilestone
    percent: int


class AreaMatching:
    """What an edition says in a priority area, and which milestones on record that is.

    ``found`` has the milestones by the first lines of their sentences.
    """

    def __init__(self, area: KnownArea, record: AreaRecord, sayings: Sayings) -> None:
        self.area = area
        self.record = record
        self.sayings = sayings
        by_heading = {plain(one.text): one for one in reversed(area.initiatives)}
        self.said = [
            Said(sentence, heading, by_heading.get(plain(heading.text)))
            for heading in record.initiatives
            for sentence in heading.milestones
        ]
        self.found: dict[int, KnownMilestone] = {}
        self._pair_up(
            lambda one: (one.initiative and one.initiative.pk, sayings[one.sentence.text]),
            lambda one: {(one.initiative, sayings[text]) for text in one.wordings},
        )
        self._pair_up(
            lambda one: sayings[one.sentence.text],
            lambda one: {sayings[text] for text in one.wordings},
        )

    @property
    def unmatched(self) -> list[Said]:
        """The sentences that are no milestone on record as far as is known."""
        return [one for one in self.said if one.line not in self.found]

    @property
    def left(self) -> list[KnownMilestone]:
        """The milestones on record that the edition does not tell of as far as is known."""
        found = {one.pk for one in self.found.values()}
        return [one for one in self.area.milestones if one.pk not in found]

    def _pair_up(
        self,
        said_of: Callable[[Said], Hashable],
        ever_said_of: Callable[[KnownMilestone], Iterable[Hashable]],
    ) -> None:
        said: dict[Hashable, list[Said]] = defaultdict(list)
        for one in self.unmatched:
            said[said_of(one)].append(one)
        for sentence, milestone in _pairs(said, self.left, ever_said_of):
            self.found[sentence.line] = milestone

    def likenesses(self, sentences: Sequence[Said]) -> dict[int, list[Likeness]]:
        """The milestones left that sentences are most like, best first, by the first line.

        A sentence that is like none of them is not in it.
        """
        wordings = [
            (milestone, self.sayings[text].words)
            for milestone in self.left
            for text in milestone.wordings
        ]
        words = [one for _milestone, one in wordings]
        likenesses = {}
        for one in sentences:
            found = process.extract(
                self.sayings[one.sentence.text].words,
                words,
                scorer=fuzz.ratio,
                score_cutoff=ALIKE,
                limit=MOST_PROPOSALS,
            )
            if found:
                likenesses[one.line] = _best(
                    Likeness(wordings[place][0], int(percent)) for _words, percent, place in found
                )
        return likenesses

    def likeness(self, one: Said, milestone: KnownMilestone) -> Likeness:
        """How alike a sentence is to a milestone."""
        words = self.sayings[one.sentence.text].words
        ratios = (fuzz.ratio(words, self.sayings[text].words) for text in milestone.wordings)
        return Likeness(milestone, int(max(ratios)))


def _best(likenesses: Iterable[Likeness]) -> list[Likeness]:
    """Each milestone once, by the wording that is most alike."""
    best: dict[int, Likeness] = {}
    for one in likenesses:
        best.setdefault(one.milestone.pk, one)
    return list(best.values())


def _pairs(
    said: dict[Hashable, list[Said]],
    known: Iterable[KnownMilestone],
    ever_said_of: Callable[[KnownMilestone], Iterable[Hashable]],
) -> Iterator[tuple[Said, KnownMilestone]]:
    """Sentences with the milestones that say the same; between equals, position decides.

    Where there are more of one than of the other, or an old and a new wording of one milestone
    both stand in the edition, nothing is decided. Milestones that stand nowhere come in only
    where no other says the same.
    """
    candidates: dict[Hashable, list[KnownMilestone]] = defaultdict(list)
    contested: set[Hashable] = set()
    for milestone in known:
        sayings = said.keys() & set(ever_said_of(milestone))
        if len(sayings) > 1:
            contested |= sayings
        for saying in sayings:
            candidates[saying].append(milestone)
    for saying in candidates.keys() - contested:
        milestones = candidates[saying]
        milestones = [one for one in milestones if one.stands] or milestones
        if len(milestones) == len(said[saying]):
            yield from zip(said[saying], milestones, strict=True)
