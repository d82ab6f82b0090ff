"""Putting plan and report side by side.

Initiatives and milestones belong together when they say the same words, whatever their order,
case and punctuation and whether or not the month is printed, inside the same area; between
equals, position decides. A plan sentence may also be several milestones of the report in a row.
What has no counterpart is a problem, never a guess.
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
    StatusRecord,
)
from milestones.documents.words import NO_WORDS, Promised, neighbours, words_in
from priorities.area_codes import AREA_CODES

_CODES = {name.casefold(): code for name, code in AREA_CODES.items()}


@dataclass(frozen=True)
class JoinedMilestone:
    """A milestone as the report words it, with the plan's whole sentence beside it."""

    code: str
    text: str
    plan_text: str
    parties: Pair
    deadlines: tuple[DeadlineRecord, ...]
    statuses: tuple[StatusRecord, ...]
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
    """Match the report with the plan and give everything its public code.

    Raises DocumentError, which lists everything that has no counterpart in the other document.
    """
    joining = _Joining(plan, report)
    goals = tuple(joining.goals())
    if joining.problems:
        raise DocumentError(f"{plan.name} beside {report.name}", joining.problems)
    return goals


class _Joining:
    def __init__(self, plan: DocumentRecord, report: DocumentRecord) -> None:
        self.plan = plan
        self.report = report
        self.problems: list[Problem] = []

    def goals(self) -> Iterator[JoinedGoal]:
        promised = Promised(self.plan.goals, _name)
        for number, goal in enumerate(self.report.goals, 1):
            match = promised.take(words_in(goal.name))
            if match is None:
                self._only_in(self.report, goal.lines, goal.name, "a goal")
                continue
            areas = tuple(self._areas(match.areas, goal.areas))
            yield JoinedGoal(number, goal.name, areas, match.lines, goal.lines)
        for goal in promised.left():
            self._only_in(self.plan, goal.lines, goal.name, "a goal")

    def _areas(
        self, plan_areas: Sequence[AreaRecord], reported: Sequence[AreaRecord]
    ) -> Iterator[JoinedArea]:
        promised = Promised(plan_areas, _name)
        for area in reported:
            match = promised.take(words_in(area.name))
            if match is None or words_in(match.objective) != words_in(area.objective):
                self._only_in(self.report, area.lines, f"{area.name}: {area.objective}", "an area")
                continue
            code = _CODES.get(area.name.casefold())
            if code is None:
                expected = "an area that has a public code (priorities/area_codes.py)"
                self._problem(self.report, area.lines, area.name, expected)
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
        for area in promised.left():
            self._only_in(self.plan, area.lines, area.name, "an area")

    def _initiatives(
        self, area_code: str, plan_area: AreaRecord, report_area: AreaRecord
    ) -> Iterator[JoinedInitiative]:
        promised = Promised(plan_area.initiatives, _text)
        for number, initiative in enumerate(self._initiatives_reported(plan_area, report_area), 1):
            match = promised.take(words_in(initiative.text))
            if match is None:
                self._only_in(self.report, initiative.lines, initiative.text, "an initiative")
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
        for initiative in promised.left():
            self._only_in(self.plan, initiative.lines, initiative.text, "an initiative")

    def _initiatives_reported(
        self, plan_area: AreaRecord, report_area: AreaRecord
    ) -> list[InitiativeRecord]:
        """The initiatives of the report.

        A milestone whose status is missing looks like one; it goes back among the milestones.
        """
        milestones = {words_in(one.text) for i in plan_area.initiatives for one in i.milestones}
        milestones -= {words_in(one.text) for one in plan_area.initiatives}
        found: list[InitiativeRecord] = []
        for initiative in report_area.initiatives:
            if not found or words_in(initiative.text) not in milestones:
                found.append(initiative)
                continue
            expected = "a status under this milestone"
            self._problem(self.report, initiative.lines, initiative.text, expected)
            alone = MilestoneRecord(initiative.text, initiative.lines, Pair.ALL, ())
            among = (*found[-1].milestones, alone, *initiative.milestones)
            found[-1] = replace(found[-1], milestones=among)
        return found

    def _milestones(
        self, initiative_code: str, promised: InitiativeRecord, reported: InitiativeRecord
    ) -> Iterator[JoinedMilestone]:
        sentences = self._sentences(promised.milestones, reported.milestones)
        for number, (milestone, sentence) in enumerate(
            zip(reported.milestones, sentences, strict=True), 1
        ):
            if sentence is None:
                self._only_in(self.report, milestone.lines, milestone.text, "a milestone")
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
        self, promised: Sequence[MilestoneRecord], reported: Sequence[MilestoneRecord]
    ) -> list[MilestoneRecord | None]:
        """For each milestone of the report the plan's sentence, whole or split, if it has one."""
        whole = Promised(promised, _text)
        said = [words_in(milestone.text) for milestone in reported]
        sentences = [whole.take(words) for words in said]
        free = [
            words if words and sentence is None else NO_WORDS
            for words, sentence in zip(said, sentences, strict=True)
        ]
        for sentence in whole.left():
            pieces = neighbours(words_in(sentence.text), free)
            if not pieces:
                self._only_in(self.plan, sentence.lines, sentence.text, "a milestone")
            for place in pieces:
                sentences[place] = sentence
                free[place] = NO_WORDS
        return sentences

    def _only_in(
        self, document: DocumentRecord, lines: tuple[int, ...], found: str, what: str
    ) -> None:
        other = self.report if document is self.plan else self.plan
        self._problem(document, lines, found, f"{what} that {other.name} has too")

    def _problem(
        self, document: DocumentRecord, lines: tuple[int, ...], found: str, expected: str
    ) -> None:
        self.problems.append(Problem(lines[0], found, expected, document.name))


def _name(record: GoalRecord | AreaRecord) -> str:
    return record.name


def _text(record: InitiativeRecord | MilestoneRecord) -> str:
    return record.text


def milestones_of(goals: Iterable[JoinedGoal]) -> Iterator[JoinedMilestone]:
    """All milestones in document order."""
    return (milestone for goal in goals for milestone in goal.milestones)
