"""Read the status report: a table with one paragraph per cell.

The three column headings are followed by an initiative, then a milestone and its status, the
next milestone and its status, and so on. An initiative is a paragraph that is followed by a
milestone instead of a status.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from milestones.choices import Pair, pairs_concerned
from milestones.documents.deadlines import read_deadlines
from milestones.documents.errors import DocumentError, Problem
from milestones.documents.outline import Section, group_by_goal, split_at_tables
from milestones.documents.parties import parse_parties
from milestones.documents.records import (
    DocumentRecord,
    InitiativeRecord,
    MilestoneRecord,
    StatusLine,
)
from milestones.documents.statuses import EXPECTED, is_status, read_status
from milestones.documents.text import Block, blocks, decode, numbered, tidy
from milestones.progress_bar import with_progress

COLUMNS = ("Initiative", "Key Milestones", "Status")
TABLE = "a table headed " + ", ".join(f"“{column}”" for column in COLUMNS)
SHORT_WORDS = 6

MAX_PARAGRAPH_LENGTH = 5_000
"""In characters. The longest in the first edition has 343; one of millions takes hours to read."""


def read_report(data: bytes, plan_date: dt.date, name: str = "the report") -> DocumentRecord:
    """Read a status report.

    ``plan_date`` is the plan's date; "within 12 months" is counted from its month if no month
    is printed. Raises DocumentError, listing every problem, unless the whole document can be
    read.
    """
    parts = list(blocks(numbered(decode(data, name))))
    problems = list(_length_problems(parts))
    if problems:
        raise DocumentError(name, problems)
    goals = group_by_goal(_sections(parts, plan_date, problems), problems)
    if problems:
        raise DocumentError(name, problems)
    return DocumentRecord(name, goals)


def _length_problems(parts: Sequence[Block]) -> Iterator[Problem]:
    expected = f"a paragraph of at most {MAX_PARAGRAPH_LENGTH:,} characters"
    for block in parts:
        if sum(len(line.text) for line in block.lines) > MAX_PARAGRAPH_LENGTH:
            yield Problem(block.number, tidy(block.lines[0].text), expected)


def _sections(parts: list[Block], plan_date: dt.date, problems: list[Problem]) -> list[Section]:
    tables = [index for index in range(len(parts)) if _is_header(parts, index)]
    sections: list[Section] = []
    for front, header, body in split_at_tables(parts, tables, len(COLUMNS), TABLE, problems):
        for block, column in zip(header, COLUMNS, strict=False):
            if block.text.casefold() != column.casefold():
                problems.append(Problem(block.number, block.text, f"the column head “{column}”"))
        if front:
            sections.append(Section(front, _Table(plan_date, problems).read(body)))
    return sections


def _is_header(parts: Sequence[Block], index: int) -> bool:
    """Whether a table begins at this index: at least two of the column heads are correct."""
    cells = parts[index : index + len(COLUMNS)]
    heads = zip(cells, COLUMNS, strict=False)
    return sum(block.text.casefold() == column.casefold() for block, column in heads) > 1


class _Table:
    """Reads the cells under one heading in order and collects the problems."""

    def __init__(self, plan_date: dt.date, problems: list[Problem]) -> None:
        self.plan_date = plan_date
        self.problems = problems
        self.initiatives: list[tuple[Block, list[MilestoneRecord]]] = []
        self.waiting: list[Block] = []
        """Paragraphs not followed by a status yet."""
        self.statuses: list[Block] = []
        """The status paragraphs of the current milestone; a status may span several."""

    def read(self, body: Sequence[Block]) -> list[InitiativeRecord]:
        for block in with_progress(body, "Reading", len(body)):
            written_as_status = [is_status(line) for line in block.lines]
            if all(written_as_status):
                self.statuses.append(block)
                continue
            if any(written_as_status):
                self._add_problem(block, "a blank line between a status and other words")
            self._finish_milestone()
            self.waiting.append(block)
        self._finish_milestone()
        for block in self.waiting:
            self._add_problem(block, "a status after a milestone")
        return [
            InitiativeRecord(
                tuple(tidy(line.text) for line in heading.lines), heading.numbers, tuple(milestones)
            )
            for heading, milestones in self.initiatives
        ]

    def _finish_milestone(self) -> None:
        """Complete the current milestone, if it has a status; any other text ends a milestone."""
        if not self.statuses:
            return
        paragraphs, statuses = self.waiting, self.statuses
        self.waiting, self.statuses = [], []
        if not paragraphs:
            self._add_problem(statuses[0], "a milestone before its status")
            return
        if len(paragraphs) > 2:
            self._reject_extra_paragraphs(paragraphs)
        if len(paragraphs) > 1:
            self.initiatives.append((paragraphs[0], []))
        milestone = self._milestone(paragraphs[-1], statuses)
        if not self.initiatives:
            self._add_problem(paragraphs[-1], "an initiative before its first milestone")
        elif milestone:
            self.initiatives[-1][1].append(milestone)

    def _milestone(self, block: Block, status_blocks: list[Block]) -> MilestoneRecord | None:
        parties = parse_parties(block.text)
        statuses = self._statuses(block, parties, status_blocks)
        try:
            deadlines = read_deadlines(block.text, self.plan_date)
        except ValueError as error:
            self._add_problem(block, str(error))
            return None
        return MilestoneRecord(block.text, block.numbers, parties, deadlines, statuses)

    def _statuses(
        self, milestone: Block, parties: Pair, status_blocks: list[Block]
    ) -> tuple[StatusLine, ...]:
        statuses: dict[Pair, StatusLine] = {}
        has_errors = False
        for line in (line for block in status_blocks for line in block.lines):
            try:
                status = read_status(line)
            except ValueError as error:
                self.problems.append(Problem(line.number, tidy(line.text), str(error)))
                has_errors = True
                continue
            expected = _check_pair(status.pair, parties, statuses)
            if expected:
                self.problems.append(Problem(line.number, tidy(line.text), expected))
            else:
                statuses[status.pair] = status
        missing = [pair for pair in pairs_concerned(parties) if pair not in statuses]
        if missing and statuses and Pair.ALL not in statuses and not has_errors:
            expected = "a status for each pair it concerns, " + " and ".join(missing) + " too"
            self._add_problem(milestone, expected)
        return tuple(statuses.values())

    def _reject_extra_paragraphs(self, paragraphs: list[Block]) -> None:
        """Name the paragraph that is probably a status in unknown words, if there is one."""
        short_blocks = [
            block for block in paragraphs[1:-1] if len(block.text.split()) <= SHORT_WORDS
        ]
        for block in short_blocks:
            self._add_problem(block, EXPECTED)
        if not short_blocks:
            expected = "an initiative and a milestone at the most before a status"
            self._add_problem(paragraphs[0], f"{expected}, not {len(paragraphs)} paragraphs")

    def _add_problem(self, block: Block, expected: str) -> None:
        self.problems.append(Problem(block.number, block.text, expected))


def _check_pair(pair: Pair, parties: Pair, earlier: dict[Pair, StatusLine]) -> str:
    """Return what was expected if a status conflicts with earlier ones, else an empty string."""
    if pair in earlier:
        return f"one status for {pair}; the first is on line {earlier[pair].source_line}"
    if earlier and Pair.ALL in {pair, *earlier}:
        return "either one status for all parties or one for each pair"
    if pair is not Pair.ALL and pair not in pairs_concerned(parties):
        return f"a status for {parties}, the only pair that this milestone's words name"
    return ""
