"""Reading the status report: a table laid out as one paragraph a cell.

After the three column headings come an initiative, then a milestone and its status, the next
milestone and its status, and so on; an initiative is the paragraph before a milestone that no
status stands under.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from milestones.choices import Pair, pairs_concerned
from milestones.documents.deadlines import read_deadlines
from milestones.documents.errors import DocumentError, Problem
from milestones.documents.outline import Front, Fronts, Section, goals_of
from milestones.documents.parties import parties_named
from milestones.documents.records import (
    DocumentRecord,
    InitiativeRecord,
    MilestoneRecord,
    StatusRecord,
)
from milestones.documents.statuses import EXPECTED, is_status, read_status
from milestones.documents.text import Block, blocks, decode, numbered, tidy
from milestones.progress import watched

COLUMNS = ("Initiative", "Key Milestones", "Status")
TABLE = "a table headed " + ", ".join(f"“{column}”" for column in COLUMNS)
SHORT_WORDS = 6

MAX_PARAGRAPH_LENGTH = 5_000
"""In characters. The longest of the first edition has 343; one of millions takes hours to read."""


def read_report(data: bytes, month_zero: dt.date, name: str = "the report") -> DocumentRecord:
    """Read a status report.

    ``month_zero`` is the plan's date, from whose month "within 12 months" is counted where no
    month is printed. Raises DocumentError, which lists every problem, if the document cannot
    be read whole.
    """
    parts = list(blocks(numbered(decode(data, name))))
    problems = list(_too_long(parts))
    if problems:
        raise DocumentError(name, problems)
    sections = _sections(parts, month_zero, problems)
    goals = goals_of(sections, problems)
    if problems:
        raise DocumentError(name, problems)
    return DocumentRecord(name, goals)


def _too_long(parts: Sequence[Block]) -> Iterator[Problem]:
    expected = f"a paragraph of at most {MAX_PARAGRAPH_LENGTH:,} characters"
    for block in parts:
        if sum(len(line.text) for line in block.lines) > MAX_PARAGRAPH_LENGTH:
            yield Problem(block.number, tidy(block.lines[0].text), expected)


def _sections(parts: list[Block], month_zero: dt.date, problems: list[Problem]) -> list[Section]:
    tables = [place for place in range(len(parts)) if _is_header(parts, place)]
    if not tables:
        line, found = (parts[0].number, parts[0].text) if parts else (1, "")
        problems.append(Problem(line, found, TABLE))
        return []
    parting = Fronts(parts, tables, problems)
    fronts: list[Front | None] = []
    bodies: list[Sequence[Block]] = []
    after = 0
    for place in tables:
        _check_header(parts[place : place + len(COLUMNS)], problems)
        body, front = parting.part(parts[after:place], parts[place].lines[0])
        bodies.append(body)
        fronts.append(front)
        after = place + len(COLUMNS)
    bodies.append(parts[after:])
    return [
        Section(front, _Table(month_zero, problems).read(body))
        for front, body in zip(fronts, bodies[1:], strict=True)
        if front
    ]


def _is_header(parts: Sequence[Block], place: int) -> bool:
    """Whether a table begins there: at least two of the three column heads are as they should."""
    found = parts[place : place + len(COLUMNS)]
    heads = zip(found, COLUMNS, strict=False)
    return sum(block.text.casefold() == column.casefold() for block, column in heads) > 1


def _check_header(found: Sequence[Block], problems: list[Problem]) -> None:
    for block, column in zip(found, COLUMNS, strict=False):
        if block.text.casefold() != column.casefold():
            problems.append(Problem(block.number, block.text, f"the column head “{column}”"))


class _Table:
    """Reads the cells under one heading, in order, and notes what does not fit."""

    def __init__(self, month_zero: dt.date, problems: list[Problem]) -> None:
        self.month_zero = month_zero
        self.problems = problems
        self.initiatives: list[tuple[Block, list[MilestoneRecord]]] = []
        self.waiting: list[Block] = []
        """Paragraphs that no status has followed yet."""
        self.statuses: list[Block] = []
        """The status paragraphs of the milestone at hand; a status may run over several."""

    def read(self, body: Sequence[Block]) -> list[InitiativeRecord]:
        for block in watched(body, "Reading", len(body)):
            written_as_status = [is_status(line) for line in block.lines]
            if all(written_as_status):
                self.statuses.append(block)
                continue
            if any(written_as_status):
                expected = "a blank line between a status and other words"
                self._problem(block, expected)
            self._close()
            self.waiting.append(block)
        self._close()
        for block in self.waiting:
            self._problem(block, "a status after a milestone")
        return [
            InitiativeRecord(
                tuple(tidy(line.text) for line in heading.lines), heading.numbers, tuple(milestones)
            )
            for heading, milestones in self.initiatives
        ]

    def _close(self) -> None:
        """A milestone is complete as soon as something other than a status follows it."""
        if not self.statuses:
            return
        texts, statuses = self.waiting, self.statuses
        self.waiting, self.statuses = [], []
        if not texts:
            self._problem(statuses[0], "a milestone before its status")
            return
        if len(texts) > 2:
            self._too_many(texts)
        if len(texts) > 1:
            self.initiatives.append((texts[0], []))
        milestone = self._milestone(texts[-1], statuses)
        if not self.initiatives:
            self._problem(texts[-1], "an initiative before its first milestone")
        elif milestone:
            self.initiatives[-1][1].append(milestone)

    def _milestone(self, block: Block, status_blocks: list[Block]) -> MilestoneRecord | None:
        parties = parties_named(block.text)
        statuses = self._statuses(block, parties, status_blocks)
        try:
            deadlines = read_deadlines(block.text, self.month_zero)
        except ValueError as error:
            self._problem(block, str(error))
            return None
        return MilestoneRecord(block.text, block.numbers, parties, deadlines, statuses)

    def _statuses(
        self, milestone: Block, parties: Pair, status_blocks: list[Block]
    ) -> tuple[StatusRecord, ...]:
        statuses: dict[Pair, StatusRecord] = {}
        refused = False
        for line in (line for block in status_blocks for line in block.lines):
            try:
                status = read_status(line)
            except ValueError as error:
                self.problems.append(Problem(line.number, tidy(line.text), str(error)))
                refused = True
                continue
            expected = _misplaced(status.pair, parties, statuses)
            if expected:
                self.problems.append(Problem(line.number, tidy(line.text), expected))
            else:
                statuses[status.pair] = status
        missing = [pair for pair in pairs_concerned(parties) if pair not in statuses]
        if missing and statuses and Pair.ALL not in statuses and not refused:
            expected = "a status for each pair it concerns, " + " and ".join(missing) + " too"
            self._problem(milestone, expected)
        return tuple(statuses.values())

    def _too_many(self, texts: list[Block]) -> None:
        """Name the paragraph that is most likely a status in unknown words, if one is."""
        short = [block for block in texts[1:-1] if len(block.text.split()) <= SHORT_WORDS]
        for block in short:
            self._problem(block, EXPECTED)
        if not short:
            expected = "an initiative and a milestone at the most before a status"
            self._problem(texts[0], f"{expected}, not {len(texts)} paragraphs")

    def _problem(self, block: Block, expected: str) -> None:
        self.problems.append(Problem(block.number, block.text, expected))


def _misplaced(pair: Pair, parties: Pair, earlier: dict[Pair, StatusRecord]) -> str:
    """What was expected where a status cannot stand beside the earlier ones; empty if it can."""
    if pair in earlier:
        return f"one status for {pair}; the first is on line {earlier[pair].line}"
    if earlier and Pair.ALL in {pair, *earlier}:
        return "either one status for all parties or one for each pair"
    if pair is not Pair.ALL and pair not in pairs_concerned(parties):
        return f"a status for {parties}, the only pair that this milestone's words name"
    return ""
