"""Read a table of the status report, with one paragraph per cell.

The three column headings are followed by an initiative, then a milestone and its status, the
next milestone and its status, and so on. An initiative is a paragraph that is followed by a
milestone instead of a status.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from sys import intern

from milestones.choices import COUNTRY_PAIRS, Pair, QuestionKind, pairs_concerned
from milestones.documents.deadlines import read_deadlines
from milestones.documents.errors import Problem
from milestones.documents.parties import parse_parties
from milestones.documents.questions import (
    IGNORED,
    Answers,
    Question,
    Reading,
    is_short,
    likely_reading,
    question_about,
)
from milestones.documents.records import InitiativeRecord, MilestoneRecord, StatusLine
from milestones.documents.statuses import (
    EXPECTED,
    EXPECTED_PAIR,
    is_status,
    read_wording,
    split_pair,
)
from milestones.documents.text import Block, Line, tidy
from milestones.progress_bar import with_progress

_ISO_PAIRS = {"US-CA": Pair.US_CN, "CA-US": Pair.US_CN, "CN-US": Pair.US_CN, "MX-US": Pair.US_MX}
"""What pairs in another order, or with the ISO code of Canada, probably mean."""

STATUS_AFTER = "a status after a milestone"


class ReportTable:
    """Reads the cells under each heading in order, and collects the problems and questions.

    ``answers`` say what the reader does not know; ``questions`` has those that they answer too.
    """

    def __init__(self, plan_date: dt.date, answers: Answers, problems: list[Problem]) -> None:
        self.plan_date = plan_date
        self.answers = answers
        self.problems = problems
        self.questions: list[Question] = []

    def read(self, body: Sequence[Block]) -> list[InitiativeRecord]:
        """Read the cells under a heading."""
        self.initiatives: list[tuple[Block, list[MilestoneRecord]]] = []
        self.waiting: list[Block] = []  # paragraphs not followed by a status yet
        self.statuses: list[Block] = []  # of the current milestone; a status may span several
        for block in with_progress(body, "Reading", len(body)):
            self._read_block(block)
        self._finish_milestone()
        self._ask_about_rest(self.waiting)
        return [
            InitiativeRecord(
                tuple(tidy(line.text) for line in heading.lines), heading.numbers, tuple(milestones)
            )
            for heading, milestones in self.initiatives
            if milestones
        ]

    def _read_block(self, block: Block) -> None:
        known = [is_status(line) for line in block.lines]
        if not any(known):
            if block.number in self.answers.ignored:
                self._ask_about_blocks([block], EXPECTED)
            elif block.number in self.answers.readings:
                self.statuses.append(Block((Line(block.number, block.text),)))
            else:
                self._finish_milestone()
                self.waiting.append(block)
        elif known[0]:
            self.statuses.append(block)
        else:
            self._add_problem(block, "a blank line between a status and other words")
            self._finish_milestone()
            self.waiting.append(block)

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
            self._ask_about(paragraphs)
        if len(paragraphs) > 1:
            self.initiatives.append((paragraphs[0], []))
        milestone = self._milestone(paragraphs[-1], statuses)
        if not self.initiatives:
            self._add_problem(paragraphs[-1], "an initiative before its first milestone")
        elif milestone:
            self.initiatives[-1][1].append(milestone)

    def _milestone(self, block: Block, status_blocks: list[Block]) -> MilestoneRecord | None:
        text = intern(block.text)  # The record has the same text: one copy saves memory.
        parties = parse_parties(text)
        statuses = self._statuses(block, parties, status_blocks)
        if not statuses.keys() <= {Pair.ALL, *pairs_concerned(parties)}:
            parties = next(iter(statuses)) if len(statuses) == 1 else Pair.ALL
        try:
            deadlines = read_deadlines(text, self.plan_date)
        except ValueError as error:
            self._add_problem(block, str(error))
            return None
        if not statuses:
            return None
        return MilestoneRecord(text, block.numbers, parties, deadlines, tuple(statuses.values()))

    def _statuses(
        self, milestone: Block, parties: Pair, status_blocks: list[Block]
    ) -> dict[Pair, StatusLine]:
        statuses: dict[Pair, StatusLine] = {}
        is_known = True
        for line in (line for block in status_blocks for line in block.lines):
            status = self._status(line, parties)
            expected = _check_pair(status.pair, statuses) if status else ""
            if expected:
                self.problems.append(Problem(line.number, tidy(line.text), expected))
            elif status:
                statuses[status.pair] = status
            is_known = is_known and status is not None
        concerned = set(pairs_concerned(parties))
        missing = sorted(concerned - statuses.keys())
        if missing and is_known and concerned & statuses.keys():
            expected = "a status for each pair it concerns, " + " and ".join(missing) + " too"
            self._add_problem(milestone, expected)
        return statuses

    def _status(self, line: Line, parties: Pair) -> StatusLine | None:
        """Read a status line; None if something is asked, or if it belongs to no milestone."""
        prefix, words = split_pair(line.text)
        pair = self._pair(line, prefix, parties)
        try:
            status = read_wording(words, pair or Pair.ALL, line.number)
        except ValueError as error:
            code = self._ask(line, QuestionKind.WORDING, str(error), likely_reading(words))
            if code in {"", IGNORED}:
                return None
            reading = Reading.parse(code)
            status = StatusLine(
                *(pair or Pair.ALL, reading.status, words, reading.revised),
                source_line=line.number,
            )
        if pair is None:
            return None
        # If another pair is meant than the one that is printed, that stays with the words.
        is_misprint = prefix not in {"", pair}
        return replace(status, as_reported=tidy(line.text)) if is_misprint else status

    def _pair(self, line: Line, prefix: str, parties: Pair) -> Pair | None:
        """Return the pair that a status is for, as printed or as answered; None if it is asked."""
        if not prefix:
            return Pair.ALL
        if prefix in pairs_concerned(parties):
            return Pair(prefix)
        is_pair = prefix in COUNTRY_PAIRS
        named = f"a status for {parties}, the only pair that this milestone's words name"
        best = prefix if is_pair else _ISO_PAIRS.get(prefix, "")
        code = self._ask(line, QuestionKind.PAIR, named if is_pair else EXPECTED_PAIR, best)
        return Pair(code) if code not in {"", IGNORED} else None

    def _ask_about(self, paragraphs: Sequence[Block]) -> None:
        """Ask about the paragraphs before a status, of which there are too many.

        One that is probably a status in unknown words is asked about alone.
        """
        short = [block for block in paragraphs[1:-1] if is_short(block.text)]
        if short:
            self._ask_about_blocks(_likely(short) or short, EXPECTED)
        else:
            expected = "an initiative and a milestone at the most before a status"
            expected = f"{expected}, not {len(paragraphs)} paragraphs"
            self._ask_about_blocks(paragraphs[:-1], expected)

    def _ask_about_rest(self, paragraphs: Sequence[Block]) -> None:
        """Ask about the paragraphs at the end of a table, which have no status after them."""
        short = _likely([block for block in paragraphs[1:] if is_short(block.text)])
        self._ask_about_blocks(short or paragraphs, EXPECTED if short else STATUS_AFTER)

    def _ask_about_blocks(self, paragraphs: Sequence[Block], expected: str) -> None:
        for block in paragraphs:
            answer = self.answers.answer(QuestionKind.WORDING, block.number)
            self.questions.append(question_about(block.number, block.text, expected, answer))

    def _ask(self, line: Line, kind: QuestionKind, expected: str, best: str) -> str:
        """Add a question; return the code of its answer, empty if there is none."""
        answer = self.answers.answer(kind, line.number)
        words = tidy(line.text)
        self.questions.append(Question(line.number, kind, words, expected, best, answer))
        return answer

    def _add_problem(self, block: Block, expected: str) -> None:
        self.problems.append(Problem(block.number, block.text, expected))


def _likely(paragraphs: Sequence[Block]) -> list[Block]:
    return [block for block in paragraphs if likely_reading(block.text)]


def _check_pair(pair: Pair, earlier: dict[Pair, StatusLine]) -> str:
    """Return what was expected if a status conflicts with earlier ones, else an empty string."""
    if pair in earlier:
        return f"one status for {pair}; the first is on line {earlier[pair].source_line}"
    if earlier and Pair.ALL in {pair, *earlier}:
        return "either one status for all parties or one for each pair"
    return ""
