"""Read the status report: its goals, its priority areas, and a table under each heading."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from milestones.documents.errors import DocumentError, Problem
from milestones.documents.outline import Section, group_by_goal, split_at_tables
from milestones.documents.questions import NO_ANSWERS, Answers, Question
from milestones.documents.records import DocumentRecord
from milestones.documents.report_table import ReportTable
from milestones.documents.statuses import is_status
from milestones.documents.text import Block, blocks, decode, numbered, tidy

COLUMNS = ("Initiative", "Key Milestones", "Status")
_COLUMN_PLACES = {column.casefold(): place for place, column in enumerate(COLUMNS)}
TABLE = "a table headed " + ", ".join(f"“{column}”" for column in COLUMNS)

MAX_QUESTIONS = 200
"""A document with more wordings that the reader does not know is not an edition of this report."""

MAX_PARAGRAPH_LENGTH = 5_000
"""In characters. The longest in the first edition has 343; one of millions takes hours to read."""


@dataclass(frozen=True)
class ReportReading:
    """A status report as far as the reader knows its words, and the questions about the others.

    What the open questions are about is left out of ``document``.
    """

    document: DocumentRecord
    questions: tuple[Question, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every question is answered."""
        return all(question.answer for question in self.questions)


def read_report(data: bytes, plan_date: dt.date, name: str = "the report") -> DocumentRecord:
    """Read a status report whose words the reader knows.

    ``plan_date`` is the plan's date; "within 12 months" is counted from its month if no month
    is printed. Raises DocumentError, listing every problem, unless the whole document can be
    read.
    """
    reading, problems = _read(data, plan_date, name, NO_ANSWERS)
    problems += [Problem(asked.line, asked.words, asked.expected) for asked in reading.questions]
    if problems:
        raise DocumentError(name, problems)
    return reading.document


def read_edition(
    data: bytes, plan_date: dt.date, name: str = "the report", answers: Answers = NO_ANSWERS
) -> ReportReading:
    """Read a status report with the answers to what the reader does not know.

    Raises DocumentError, listing every problem, if the document does not have the form of a
    report.
    """
    reading, problems = _read(data, plan_date, name, answers)
    if len(reading.questions) > MAX_QUESTIONS:
        first, found = reading.questions[0], f"{len(reading.questions)} unknown wordings"
        problems.append(Problem(first.line, found, f"a report with at most {MAX_QUESTIONS}"))
    if problems:
        raise DocumentError(name, problems)
    return reading


def _read(
    data: bytes, plan_date: dt.date, name: str, answers: Answers
) -> tuple[ReportReading, list[Problem]]:
    parts = list(blocks(numbered(decode(data, name))))
    problems = list(_length_problems(parts))
    if problems:
        raise DocumentError(name, problems)
    table = ReportTable(plan_date, answers, problems)
    sections = list(_sections(parts, table, problems))
    goals = group_by_goal(sections, problems, may_be_empty=bool(table.questions))
    questions = _with_sentences(table.questions, parts)
    return ReportReading(DocumentRecord(name, goals), questions), problems


def _with_sentences(questions: Sequence[Question], parts: Sequence[Block]) -> tuple[Question, ...]:
    """Return questions in the order of their lines, each with the paragraph above it."""
    asked = {question.line for question in questions}
    sentence = ""
    above: dict[int, str] = {}
    for block in parts if asked else ():
        above |= dict.fromkeys(block.numbers, sentence)
        if block.number not in asked and not is_status(block.lines[0]):
            sentence = block.text
    in_order = sorted(questions, key=lambda question: question.line)
    return tuple(replace(question, sentence=above[question.line]) for question in in_order)


def _length_problems(parts: Sequence[Block]) -> Iterator[Problem]:
    expected = f"a paragraph of at most {MAX_PARAGRAPH_LENGTH:,} characters"
    for block in parts:
        if sum(len(line.text) for line in block.lines) > MAX_PARAGRAPH_LENGTH:
            yield Problem(block.number, tidy(block.lines[0].text), expected)


def _sections(parts: list[Block], table: ReportTable, problems: list[Problem]) -> Iterator[Section]:
    tables = _beginnings(parts)
    for front, header, body in split_at_tables(parts, tables, len(COLUMNS), TABLE, problems):
        for block, column in zip(header, COLUMNS, strict=False):
            if block.text.casefold() != column.casefold():
                problems.append(Problem(block.number, block.text, f"the column head “{column}”"))
        if front:
            yield Section(front, table.read(body))


def _beginnings(parts: Sequence[Block]) -> list[int]:
    """The indexes where a table begins: at least two of the column heads are correct."""
    # Each head tells where its table begins: so the text of a block is made once, not three times.
    heads = Counter(
        index - _COLUMN_PLACES[text]
        for index, block in enumerate(parts)
        if (text := block.text.casefold()) in _COLUMN_PLACES
    )
    return sorted(index for index, count in heads.items() if index >= 0 and count > 1)
