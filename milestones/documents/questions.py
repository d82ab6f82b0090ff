"""What the reader of an edition does not know, and what a person answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Self

from milestones.choices import SCALE, Pair, QuestionKind, Status
from milestones.dates import ImpreciseDate
from milestones.documents.deadlines import DATE_WORDS, parse_date, read_date

IGNORED = "ignored"
"""The code of the answer that words belong to no milestone."""

NEW = "new"
"""The code of the answer that a sentence is a new milestone."""

_LIKELY = {
    Status.PARTIALLY_COMPLETED: r"part(?:ial|ly)",
    Status.DELAYED: r"delay|postpone|defer|late\b",
    Status.COMPLETED_ONGOING: r"ongoing|on-going",
    Status.INITIATED: r"initiat|start|begun|began|under\s?way|in progress",
    Status.ON_TRACK: r"on[\s-]?(?:track|schedule|target)",
    Status.COMPLETED: r"complete|done\b|finish|implemented",
}
"""Parts of words that probably mean a status, the most telling first."""

_NEGATION = re.compile(r"\b(?:not|no|never|nearly|almost)\b|n[’']t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """The meaning of words that the reader does not know: a status, and its revised date if any.

    ``code`` is its form in commands and on record: ``on_track``, ``delayed:2008-06``. A quarter,
    ``delayed:2008-Q2``, is as exact as the month that it ends with, and becomes that.
    """

    status: Status
    revised: ImpreciseDate | None = None

    @classmethod
    def parse(cls, code: str) -> Self:
        """Read a code. Raises ValueError, with the form that is expected."""
        status, colon, revised = code.partition(":")
        if status not in SCALE:
            raise ValueError(f"“{status}” is not a status: choose {', '.join(SCALE)}.")
        return cls(Status(status), parse_date(revised) if colon else None)

    @property
    def code(self) -> str:
        return f"{self.status}:{self.revised.code}" if self.revised else str(self.status)


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the reader does not know, beside its line.

    ``words`` are the line's, or its paragraph's; ``expected`` is what the reader knows, and
    ``sentence`` the milestone or other paragraph above, empty if there is none. ``best``
    is the code of the best answer that can be offered, ``answer`` that of the one given; both are
    empty if there is none. ``decided_in`` is the title of the edition for which the best answer
    was given to the same words, empty if the words alone suggest it.
    """

    line: int
    kind: QuestionKind
    words: str
    expected: str
    best: str = ""
    answer: str = ""
    decided_in: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Answers:
    """What a person says about lines that the reader does not know.

    ``readings`` are the meanings of words, ``pairs`` the country pairs that statuses are for, each
    by line; the paragraphs on the lines ``ignored`` belong to no milestone.
    """

    readings: Mapping[int, Reading] = field(default_factory=dict)
    pairs: Mapping[int, Pair] = field(default_factory=dict)
    ignored: Set[int] = frozenset()

    def unasked(self, questions: Iterable[Question]) -> list[int]:
        """The lines of answers to none of these questions, in order."""
        asked: dict[str, set[int]] = {QuestionKind.PAIR: set(), QuestionKind.WORDING: set()}
        for question in questions:
            asked[question.kind].add(question.line)
        pairs, words = asked[QuestionKind.PAIR], asked[QuestionKind.WORDING]
        return sorted(
            {*(self.pairs.keys() - pairs), *(self.readings.keys() - words)}
            | self.ignored - pairs - words
        )

    def answer(self, kind: str, line: int) -> str:
        """The code of the answer to a question; empty if there is none."""
        if line in self.ignored:
            return IGNORED
        if kind == QuestionKind.PAIR:
            return self.pairs.get(line, "")
        return self.readings[line].code if line in self.readings else ""

    def answered(self, kind: str, line: int, code: str) -> Answers:
        """These answers and another one. Raises ValueError if its code is not valid."""
        if code == IGNORED:
            return replace(self, ignored={*self.ignored, line})
        if kind == QuestionKind.PAIR:
            return replace(self, pairs={**self.pairs, line: Pair(code)})
        return replace(self, readings={**self.readings, line: Reading.parse(code)})

    def with_best(self, questions: Iterable[Question]) -> Answers:
        """These answers and the best ones to open questions."""
        answers = self
        for question in questions:
            if question.best and not question.answer:
                answers = answers.answered(question.kind, question.line, question.best)
        return answers


NO_ANSWERS = Answers()


SHORT_WORDS = 6
"""A paragraph of so many words at the most is probably a status in unknown words."""


def is_short(paragraph: str) -> bool:
    """Whether a paragraph is as short as statuses are."""
    return len(paragraph.split()) <= SHORT_WORDS


def question_about(line: int, paragraph: str, expected: str, answer: str = "") -> Question:
    """Ask what a paragraph means that is not a status in words that the reader knows."""
    best = likely_reading(paragraph) if is_short(paragraph) else ""
    return Question(line, QuestionKind.WORDING, paragraph, expected, best, answer)


def likely_reading(words: str) -> str:
    """The code of what unknown words probably mean; empty if nothing suggests a status."""
    if _NEGATION.search(words):
        return ""
    likely = (status for status, part in _LIKELY.items() if re.search(rf"(?i)\b(?:{part})", words))
    status = next(likely, None)
    if status is None:
        return ""
    revised = None
    for match in re.finditer(DATE_WORDS, words, re.IGNORECASE | re.ASCII):
        try:
            revised = read_date(match)
        except ValueError:
            continue
    return Reading(status, revised).code
