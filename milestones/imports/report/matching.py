"""Match the sentences of an edition with the recorded milestones of one priority area.

Sentences match if they have the same words, regardless of order, case, punctuation and printed
months, and the same deadlines. Ambiguous cases are left to a person.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
from milestones.documents.words import comparable_words
from milestones.imports.report.baseline import ExistingArea, ExistingInitiative, ExistingMilestone

SIMILARITY_THRESHOLD = 60
"""In percent: how similar a sentence must be to a recorded one to be proposed as its rewording.

Unrelated sentences of one area are seldom more similar than this.
"""

MAX_PROPOSALS = 3

MAX_COMPARED = 5_000_000
"""The maximum number of pairs of sentences to compare in an area; takes some seconds."""

Dates = tuple[tuple[ImpreciseDate, bool], ...] | None


class NormalizedSentence(NamedTuple):
    """A sentence reduced to the words that are compared and its deadlines, in order.

    Of a deadline, only the date and whether it recurs are compared, not the wording. ``dates`` is
    None if the deadlines cannot be read.
    """

    words: str
    dates: Dates


class SentenceIndex(dict[str, NormalizedSentence]):
    """Normalized sentences by their text; each text is parsed only once."""

    def __init__(self, plan_date: dt.date, matched: Iterable[MilestoneRecord]) -> None:
        """``plan_date`` is the plan's date, ``matched`` are the milestones of the edition."""
        self._plan_date = plan_date
        for milestone in matched:
            dates = _dates(milestone.deadlines)
            self[milestone.text] = NormalizedSentence(sorted_words(milestone.text), dates)

    def __missing__(self, text: str) -> NormalizedSentence:
        try:
            dates = _dates(read_deadlines(text, self._plan_date))
        except ValueError:
            dates = None
        self[text] = NormalizedSentence(sorted_words(text), dates)
        return self[text]


def sorted_words(text: str) -> str:
    """Return the words that are compared, sorted, in one string."""
    return " ".join(comparable_words(text))


@lru_cache(maxsize=1_000)
def _dates(deadlines: tuple[DeadlineRecord, ...]) -> Dates:
    """What is compared of deadlines. Many sentences have the same: one copy saves memory."""
    return tuple((deadline.when, deadline.recurring) for deadline in deadlines)


@dataclass(frozen=True, slots=True)
class ReportSentence:
    """A milestone's sentence in the edition.

    ``heading`` is the heading above it; ``initiative`` is the recorded initiative with that
    heading, or None.
    """

    sentence: MilestoneRecord
    heading: InitiativeRecord
    initiative: ExistingInitiative | None

    @property
    def line(self) -> int:
        """The sentence's first line, which identifies it in decisions."""
        return self.sentence.lines[0]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A recorded milestone that a sentence may reword; ``likeness`` is in percent."""

    milestone: ExistingMilestone
    likeness: int


class AreaMatching:
    """The sentences of an edition in a priority area, and the recorded milestones that they match.

    ``matches`` has the milestones by the first lines of their sentences.
    """

    def __init__(self, area: ExistingArea, record: AreaRecord, index: SentenceIndex) -> None:
        self.area = area
        self.record = record
        self.index = index
        by_heading = {
            sorted_words(initiative.text): initiative for initiative in reversed(area.initiatives)
        }
        self.sentences = [
            ReportSentence(sentence, heading, by_heading.get(sorted_words(heading.text)))
            for heading in record.initiatives
            for sentence in heading.milestones
        ]
        self.matches: dict[int, ExistingMilestone] = {}
        self._match_by_key(
            lambda report_sentence: (
                report_sentence.initiative and report_sentence.initiative.pk,
                index[report_sentence.sentence.text],
            ),
            lambda milestone: {(milestone.initiative, index[text]) for text in milestone.wordings},
        )
        self._match_by_key(
            lambda report_sentence: index[report_sentence.sentence.text],
            lambda milestone: {index[text] for text in milestone.wordings},
        )

    @property
    def unmatched(self) -> list[ReportSentence]:
        """The sentences without a milestone so far."""
        return [sentence for sentence in self.sentences if sentence.line not in self.matches]

    @property
    def left(self) -> list[ExistingMilestone]:
        """The recorded milestones without a sentence so far."""
        matched = {milestone.pk for milestone in self.matches.values()}
        return [milestone for milestone in self.area.milestones if milestone.pk not in matched]

    def _match_by_key(
        self,
        sentence_key: Callable[[ReportSentence], Hashable],
        milestone_keys: Callable[[ExistingMilestone], Iterable[Hashable]],
    ) -> None:
        """Match sentences and milestones that have the same key; between equals, position decides.

        A key is skipped if it has more sentences than milestones or the reverse, or if the edition
        also has another wording of one of its milestones. Milestones without a standing are used
        only if no milestone with a standing has the key.
        """
        sentences: dict[Hashable, list[ReportSentence]] = defaultdict(list)
        for report_sentence in self.unmatched:
            sentences[sentence_key(report_sentence)].append(report_sentence)
        candidates: dict[Hashable, list[ExistingMilestone]] = defaultdict(list)
        contested: set[Hashable] = set()
        for milestone in self.left:
            keys = sentences.keys() & set(milestone_keys(milestone))
            if len(keys) > 1:
                contested |= keys
            for key in keys:
                candidates[key].append(milestone)
        for key in candidates.keys() - contested:
            standing = [milestone for milestone in candidates[key] if milestone.stands]
            milestones = standing or candidates[key]
            if len(milestones) == len(sentences[key]):
                lines = [report_sentence.line for report_sentence in sentences[key]]
                self.matches.update(zip(lines, milestones, strict=True))

    def proposals(self, sentences: Sequence[ReportSentence]) -> dict[int, list[Proposal]]:
        """Return the remaining milestones most similar to each sentence, best first, by first line.

        Sentences that are similar to none are left out.
        """
        wordings = [
            (milestone, self.index[text].words)
            for milestone in self.left
            for text in milestone.wordings
        ]
        choices = [words for _milestone, words in wordings]
        proposals = {}
        for report_sentence in sentences:
            matches = process.extract(
                self.index[report_sentence.sentence.text].words,
                choices,
                scorer=fuzz.ratio,
                score_cutoff=SIMILARITY_THRESHOLD,
                limit=MAX_PROPOSALS,
            )
            # Of the wordings of a milestone, the most similar one comes first and counts.
            best: dict[int, Proposal] = {}
            for _words, percent, index in matches:
                milestone = wordings[index][0]
                best.setdefault(milestone.pk, Proposal(milestone, int(percent)))
            if best:
                proposals[report_sentence.line] = list(best.values())
        return proposals

    def proposal(self, report_sentence: ReportSentence, milestone: ExistingMilestone) -> Proposal:
        """Return how similar a sentence is to a milestone."""
        words = self.index[report_sentence.sentence.text].words
        ratios = (fuzz.ratio(words, self.index[text].words) for text in milestone.wordings)
        return Proposal(milestone, int(max(ratios)))
