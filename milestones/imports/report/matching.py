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
from milestones.imports.report.baseline import ExistingArea, ExistingInitiative, ExistingMilestone

SIMILARITY_THRESHOLD = 60
"""In percent, how alike a sentence must be to one on record to be taken for a rewording of it.

Sentences of one area that have nothing to do with each other are seldom more alike than this.
"""

MAX_PROPOSALS = 3

MAX_COMPARED = 5_000_000
"""How many pairs of sentences of an area are compared; takes some seconds."""

Dates = tuple[tuple[ImpreciseDate, bool], ...] | None


class NormalizedSentence(NamedTuple):
    """What a sentence says: the words that count, and the deadlines in its order.

    Of a deadline it matters when it is and whether it comes again, not how it is worded.
    ``dates`` is None if they cannot be read.
    """

    words: str
    dates: Dates


class SentenceIndex:
    """What sentences say; a sentence that the edition has word for word is not read again."""

    def __init__(self, month_zero: dt.date, told: Iterable[MilestoneRecord]) -> None:
        """``month_zero`` is the plan's date, ``told`` are the sentences of the edition."""
        self._month_zero = month_zero
        self._read = {
            one.text: NormalizedSentence(plain(one.text), _dates(one.deadlines)) for one in told
        }

    def __getitem__(self, text: str) -> NormalizedSentence:
        if text not in self._read:
            self._read[text] = NormalizedSentence(plain(text), self._dates_in(text))
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
class ReportSentence:
    """A milestone's sentence in the edition.

    ``heading`` is the initiative's heading over it, and ``initiative`` the one on record with
    that heading; None if there is none.
    """

    sentence: MilestoneRecord
    heading: InitiativeRecord
    initiative: ExistingInitiative | None

    @property
    def line(self) -> int:
        """The sentence's first line, by which people name it."""
        return self.sentence.lines[0]


@dataclass(frozen=True, slots=True)
class Similarity:
    """How alike a sentence is to a milestone on record, in percent."""

    milestone: ExistingMilestone
    percent: int


class AreaMatching:
    """What an edition says in a priority area, and which milestones on record that is.

    ``found`` has the milestones by the first lines of their sentences.
    """

    def __init__(self, area: ExistingArea, record: AreaRecord, sayings: SentenceIndex) -> None:
        self.area = area
        self.record = record
        self.sayings = sayings
        by_heading = {plain(one.text): one for one in reversed(area.initiatives)}
        self.said = [
            ReportSentence(sentence, heading, by_heading.get(plain(heading.text)))
            for heading in record.initiatives
            for sentence in heading.milestones
        ]
        self.found: dict[int, ExistingMilestone] = {}
        self._pair_up(
            lambda one: (one.initiative and one.initiative.pk, sayings[one.sentence.text]),
            lambda one: {(one.initiative, sayings[text]) for text in one.wordings},
        )
        self._pair_up(
            lambda one: sayings[one.sentence.text],
            lambda one: {sayings[text] for text in one.wordings},
        )

    @property
    def unmatched(self) -> list[ReportSentence]:
        """The sentences that are no milestone on record as far as is known."""
        return [one for one in self.said if one.line not in self.found]

    @property
    def left(self) -> list[ExistingMilestone]:
        """The milestones on record that the edition does not tell of as far as is known."""
        found = {one.pk for one in self.found.values()}
        return [one for one in self.area.milestones if one.pk not in found]

    def _pair_up(
        self,
        said_of: Callable[[ReportSentence], Hashable],
        ever_said_of: Callable[[ExistingMilestone], Iterable[Hashable]],
    ) -> None:
        said: dict[Hashable, list[ReportSentence]] = defaultdict(list)
        for one in self.unmatched:
            said[said_of(one)].append(one)
        for sentence, milestone in _pairs(said, self.left, ever_said_of):
            self.found[sentence.line] = milestone

    def likenesses(self, sentences: Sequence[ReportSentence]) -> dict[int, list[Similarity]]:
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
                score_cutoff=SIMILARITY_THRESHOLD,
                limit=MAX_PROPOSALS,
            )
            if found:
                likenesses[one.line] = _best(
                    Similarity(wordings[place][0], int(percent)) for _words, percent, place in found
                )
        return likenesses

    def likeness(self, one: ReportSentence, milestone: ExistingMilestone) -> Similarity:
        """How alike a sentence is to a milestone."""
        words = self.sayings[one.sentence.text].words
        ratios = (fuzz.ratio(words, self.sayings[text].words) for text in milestone.wordings)
        return Similarity(milestone, int(max(ratios)))


def _best(likenesses: Iterable[Similarity]) -> list[Similarity]:
    """Each milestone once, by the wording that is most alike."""
    best: dict[int, Similarity] = {}
    for one in likenesses:
        best.setdefault(one.milestone.pk, one)
    return list(best.values())


def _pairs(
    said: dict[Hashable, list[ReportSentence]],
    known: Iterable[ExistingMilestone],
    ever_said_of: Callable[[ExistingMilestone], Iterable[Hashable]],
) -> Iterator[tuple[ReportSentence, ExistingMilestone]]:
    """Sentences with the milestones that say the same; between equals, position decides.

    Where there are more of one than of the other, or an old and a new wording of one milestone
    both stand in the edition, nothing is decided. Milestones that stand nowhere come in only
    where no other says the same.
    """
    candidates: dict[Hashable, list[ExistingMilestone]] = defaultdict(list)
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
