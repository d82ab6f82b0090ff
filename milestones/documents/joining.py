"""Match the report with the plan.

Initiatives and milestones match if they have the same words, regardless of order, case,
punctuation and printed months, within the same area; between equal texts, position decides.
One plan sentence may also be split into several consecutive milestones of the report.
Anything without a counterpart is a problem, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from milestones.choices import Pair
from milestones.documents.errors import DocumentError, Problem
from milestones.documents.records import (
    AreaRecord,
    DocumentRecord,
    GoalRecord,
    InitiativeRecord,
    MilestoneRecord,
)
from milestones.documents.words import (
    NO_WORDS,
    UnmatchedRecords,
    comparable_words,
    consecutive_with,
)
from priorities.area_codes import AREA_CODES

_CODES = {name.casefold(): code for name, code in AREA_CODES.items()}


_AnyRecord = GoalRecord | AreaRecord | InitiativeRecord | MilestoneRecord
_Record = TypeVar("_Record", GoalRecord, AreaRecord, InitiativeRecord, MilestoneRecord)


@dataclass(frozen=True)
class Joined(Generic[_Record]):
    """A record of the report with its counterpart in the plan, under its public code.

    A goal's code is its number. ``parts`` are a goal's areas, an area's initiatives, or an
    initiative's milestones. A sentence of the plan that the report has split is the counterpart
    of several milestones.
    """

    code: str
    plan: _Record
    report: _Record
    parts: tuple[Joined[Any], ...] = ()


def join(plan: DocumentRecord, report: DocumentRecord) -> tuple[Joined[GoalRecord], ...]:
    """Match the report with the plan and assign the public codes.

    Raises DocumentError, listing everything that has no counterpart in the other document.
    """
    joiner = _Joiner(plan, report)
    goals = tuple(joiner.goals())
    if joiner.problems:
        raise DocumentError(f"{plan.name} beside {report.name}", joiner.problems)
    return goals


class _Joiner:
    def __init__(self, plan: DocumentRecord, report: DocumentRecord) -> None:
        self.plan = plan
        self.report = report
        self.problems: list[Problem] = []

    def goals(self) -> Iterator[Joined[GoalRecord]]:
        goals = self._pairs(self.plan.goals, self.report.goals, "a goal")
        for number, plan, report in goals:
            yield Joined(str(number), plan, report, tuple(self._areas(plan, report)))

    def _areas(
        self, plan_goal: GoalRecord, report_goal: GoalRecord
    ) -> Iterator[Joined[AreaRecord]]:
        for _number, plan, report in self._pairs(plan_goal.areas, report_goal.areas, "an area"):
            code = _CODES.get(report.name.casefold())
            if comparable_words(plan.objective) != comparable_words(report.objective):
                self._add_unmatched(self.report, report, "an area")
            elif code is None:
                expected = "an area that has a public code (priorities/area_codes.py)"
                self._add_problem(self.report, report.lines, report.name, expected)
            else:
                yield Joined(code, plan, report, tuple(self._initiatives(code, plan, report)))

    def _initiatives(
        self, area_code: str, plan_area: AreaRecord, report_area: AreaRecord
    ) -> Iterator[Joined[InitiativeRecord]]:
        initiatives = self._report_initiatives(plan_area, report_area)
        for number, plan, report in self._pairs(
            plan_area.initiatives, initiatives, "an initiative"
        ):
            code = f"{area_code}-{number}"
            yield Joined(code, plan, report, tuple(self._milestones(code, plan, report)))

    def _milestones(
        self, code: str, plan: InitiativeRecord, report: InitiativeRecord
    ) -> Iterator[Joined[MilestoneRecord]]:
        sentences = self._sentences(plan.milestones, report.milestones)
        for number, (milestone, sentence) in enumerate(
            zip(report.milestones, sentences, strict=True), 1
        ):
            if sentence:
                yield Joined(f"{code}.{number}", sentence, milestone)
            else:
                self._add_unmatched(self.report, milestone, "a milestone")

    def _pairs(
        self, plan_records: Sequence[_Record], report_records: Sequence[_Record], kind: str
    ) -> Iterator[tuple[int, _Record, _Record]]:
        """Pair records with the same words; yield the number of the report's record too."""
        unmatched = UnmatchedRecords(plan_records, _words)
        for number, record in enumerate(report_records, 1):
            match = unmatched.take(comparable_words(_words(record)))
            if match:
                yield number, match, record
            else:
                self._add_unmatched(self.report, record, kind)
        for record in unmatched.left():
            self._add_unmatched(self.plan, record, kind)

    def _report_initiatives(
        self, plan_area: AreaRecord, report_area: AreaRecord
    ) -> list[InitiativeRecord]:
        """Return the report's initiatives.

        A milestone without a status is read as an initiative; move it back to the milestones.
        """
        milestone_words = {
            comparable_words(milestone.text)
            for initiative in plan_area.initiatives
            for milestone in initiative.milestones
        }
        milestone_words -= {
            comparable_words(initiative.text) for initiative in plan_area.initiatives
        }
        initiatives: list[InitiativeRecord] = []
        for initiative in report_area.initiatives:
            if not initiatives or comparable_words(initiative.text) not in milestone_words:
                initiatives.append(initiative)
                continue
            expected = "a status under this milestone"
            self._add_problem(self.report, initiative.lines, initiative.text, expected)
            milestone = MilestoneRecord(initiative.text, initiative.lines, Pair.ALL, ())
            milestones = (*initiatives[-1].milestones, milestone, *initiative.milestones)
            initiatives[-1] = replace(initiatives[-1], milestones=milestones)
        return initiatives

    def _sentences(
        self,
        plan_milestones: Sequence[MilestoneRecord],
        report_milestones: Sequence[MilestoneRecord],
    ) -> list[MilestoneRecord | None]:
        """Return the plan's sentence, whole or split, for each milestone of the report, or None."""
        unmatched = UnmatchedRecords(plan_milestones, _words)
        report_words = [comparable_words(milestone.text) for milestone in report_milestones]
        sentences = [unmatched.take(words) for words in report_words]
        remaining_words = [
            words if words and sentence is None else NO_WORDS
            for words, sentence in zip(report_words, sentences, strict=True)
        ]
        for sentence in unmatched.left():
            indexes = consecutive_with(comparable_words(sentence.text), remaining_words)
            if not indexes:
                self._add_unmatched(self.plan, sentence, "a milestone")
            for index in indexes:
                sentences[index] = sentence
                remaining_words[index] = NO_WORDS
        return sentences

    def _add_unmatched(self, document: DocumentRecord, record: _AnyRecord, kind: str) -> None:
        other, found = self.report if document is self.plan else self.plan, _words(record)
        if isinstance(record, AreaRecord) and document is self.report:
            found = f"{record.name}: {record.objective}"
        self._add_problem(document, record.lines, found, f"{kind} that {other.name} has too")

    def _add_problem(
        self, document: DocumentRecord, lines: tuple[int, ...], found: str, expected: str
    ) -> None:
        self.problems.append(Problem(lines[0], found, expected, document.name))


def _words(record: _AnyRecord) -> str:
    return record.name if isinstance(record, GoalRecord | AreaRecord) else record.text
