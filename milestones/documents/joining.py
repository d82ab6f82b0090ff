"""Match the report with the plan.

Initiatives and milestones match if they have the same words, regardless of order, case,
punctuation and printed months, within the same area; between equal texts, position decides.
One plan sentence may also be split into several consecutive milestones of the report.
Anything without a counterpart is a problem, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from milestones.choices import Pair
from milestones.documents.errors import DocumentError, Problem
from milestones.documents.records import (
    AreaRecord,
    DeadlineRecord,
    DocumentRecord,
    GoalRecord,
    InitiativeRecord,
    MilestoneRecord,
    StatusLine,
)
from milestones.documents.words import NO_WORDS, UnmatchedRecords, comparable_words, neighbours
from priorities.area_codes import AREA_CODES

_CODES = {name.casefold(): code for name, code in AREA_CODES.items()}


@dataclass(frozen=True)
class JoinedMilestone:
    """A milestone in the report's wording, with the plan's whole sentence."""

    code: str
    text: str
    plan_text: str
    parties: Pair
    deadlines: tuple[DeadlineRecord, ...]
    statuses: tuple[StatusLine, ...]
    plan_lines: tuple[int, ...]
    report_lines: tuple[int, ...]


@dataclass(frozen=True)
class JoinedInitiative:
    code: str
    text: str
    plan_text: str
    benefits: tuple[str, ...]
    milestones: tuple[JoinedMilestone, ...]
    plan_lines: tuple[int, ...]
    report_lines: tuple[int, ...]


@dataclass(frozen=True)
class JoinedArea:
    code: str
    name: str
    objective: str
    plan_objective: str
    initiatives: tuple[JoinedInitiative, ...]
    plan_lines: tuple[int, ...]
    report_lines: tuple[int, ...]


@dataclass(frozen=True)
class JoinedGoal:
    number: int
    name: str
    areas: tuple[JoinedArea, ...]
    plan_lines: tuple[int, ...]
    report_lines: tuple[int, ...]

    @property
    def milestones(self) -> Iterator[JoinedMilestone]:
        return (
            milestone
            for area in self.areas
            for initiative in area.initiatives
            for milestone in initiative.milestones
        )


def join(plan: DocumentRecord, report: DocumentRecord) -> tuple[JoinedGoal, ...]:
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

    def goals(self) -> Iterator[JoinedGoal]:
        unmatched = UnmatchedRecords(self.plan.goals, _name)
        for number, goal in enumerate(self.report.goals, 1):
            match = unmatched.take(comparable_words(goal.name))
            if match is None:
                self._add_unmatched(self.report, goal.lines, goal.name, "a goal")
                continue
            areas = tuple(self._areas(match.areas, goal.areas))
            yield JoinedGoal(number, goal.name, areas, match.lines, goal.lines)
        for goal in unmatched.left():
            self._add_unmatched(self.plan, goal.lines, goal.name, "a goal")

    def _areas(
        self, plan_areas: Sequence[AreaRecord], report_areas: Sequence[AreaRecord]
    ) -> Iterator[JoinedArea]:
        unmatched = UnmatchedRecords(plan_areas, _name)
        for area in report_areas:
            match = unmatched.take(comparable_words(area.name))
            if match is None or comparable_words(match.objective) != comparable_words(
                area.objective
            ):
                self._add_unmatched(
                    self.report, area.lines, f"{area.name}: {area.objective}", "an area"
                )
                continue
            code = _CODES.get(area.name.casefold())
            if code is None:
                expected = "an area that has a public code (priorities/area_codes.py)"
                self._add_problem(self.report, area.lines, area.name, expected)
                continue
            yield JoinedArea(
                code=code,
                name=area.name,
                objective=area.objective,
                plan_objective=match.objective,
                initiatives=tuple(self._initiatives(code, match, area)),
                plan_lines=match.lines,
                report_lines=area.lines,
            )
        for area in unmatched.left():
            self._add_unmatched(self.plan, area.lines, area.name, "an area")

    def _initiatives(
        self, area_code: str, plan_area: AreaRecord, report_area: AreaRecord
    ) -> Iterator[JoinedInitiative]:
        unmatched = UnmatchedRecords(plan_area.initiatives, _text)
        for number, initiative in enumerate(self._report_initiatives(plan_area, report_area), 1):
            match = unmatched.take(comparable_words(initiative.text))
            if match is None:
                self._add_unmatched(self.report, initiative.lines, initiative.text, "an initiative")
                continue
            code = f"{area_code}-{number}"
            yield JoinedInitiative(
                code=code,
                text=initiative.text,
                plan_text=match.text,
                benefits=match.benefits,
                milestones=tuple(self._milestones(code, match, initiative)),
                plan_lines=match.lines,
                report_lines=initiative.lines,
            )
        for initiative in unmatched.left():
            self._add_unmatched(self.plan, initiative.lines, initiative.text, "an initiative")

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

    def _milestones(
        self,
        initiative_code: str,
        plan_initiative: InitiativeRecord,
        report_initiative: InitiativeRecord,
    ) -> Iterator[JoinedMilestone]:
        sentences = self._sentences(plan_initiative.milestones, report_initiative.milestones)
        for number, (milestone, sentence) in enumerate(
            zip(report_initiative.milestones, sentences, strict=True), 1
        ):
            if sentence is None:
                self._add_unmatched(self.report, milestone.lines, milestone.text, "a milestone")
                continue
            yield JoinedMilestone(
                code=f"{initiative_code}.{number}",
                text=milestone.text,
                plan_text=sentence.text,
                parties=milestone.parties,
                deadlines=milestone.deadlines,
                statuses=milestone.statuses,
                plan_lines=sentence.lines,
                report_lines=milestone.lines,
            )

    def _sentences(
        self,
        plan_milestones: Sequence[MilestoneRecord],
        report_milestones: Sequence[MilestoneRecord],
    ) -> list[MilestoneRecord | None]:
        """Return the plan's sentence, whole or split, for each milestone of the report, or None."""
        unmatched = UnmatchedRecords(plan_milestones, _text)
        report_words = [comparable_words(milestone.text) for milestone in report_milestones]
        sentences = [unmatched.take(words) for words in report_words]
        remaining_words = [
            words if words and sentence is None else NO_WORDS
            for words, sentence in zip(report_words, sentences, strict=True)
        ]
        for sentence in unmatched.left():
            indexes = neighbours(comparable_words(sentence.text), remaining_words)
            if not indexes:
                self._add_unmatched(self.plan, sentence.lines, sentence.text, "a milestone")
            for index in indexes:
                sentences[index] = sentence
                remaining_words[index] = NO_WORDS
        return sentences

    def _add_unmatched(
        self, document: DocumentRecord, lines: tuple[int, ...], found: str, kind: str
    ) -> None:
        other = self.report if document is self.plan else self.plan
        self._add_problem(document, lines, found, f"{kind} that {other.name} has too")

    def _add_problem(
        self, document: DocumentRecord, lines: tuple[int, ...], found: str, expected: str
    ) -> None:
        self.problems.append(Problem(lines[0], found, expected, document.name))


def _name(record: GoalRecord | AreaRecord) -> str:
    return record.name


def _text(record: InitiativeRecord | MilestoneRecord) -> str:
    return record.text


def milestones_of(goals: Iterable[JoinedGoal]) -> Iterator[JoinedMilestone]:
    """Return all milestones in document order."""
    return (milestone for goal in goals for milestone in goal.milestones)
