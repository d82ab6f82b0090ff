"""Putting plan and report side by side.

Initiatives and milestones belong together when they say the same words, whatever their order,
case and punctuation and whether or not the month is printed, inside the same area; between
equals, position decides. A plan sentence may also be several milestones of the report in a row.
What has no counterpart is a problem, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from milestones.choices import Pair
from milestones.documents.deadlines import without_printed_dates
from milestones.documents.problems import DocumentError, Problem
from milestones.documents.records import (
    AreaRecord,
    DeadlineRecord,
    DocumentRecord,
    InitiativeRecord,
    MilestoneRecord,
    StatusRecord,
)
from priorities.codes import AREA_CODES

_WORD = re.compile(r"[^\W_]+")


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
        promised = {_words(goal.name): goal for goal in self.plan.goals}
        for number, goal in enumerate(self.report.goals, 1):
            match = promised.pop(_words(goal.name), None)
            if match is None:
                self._only_in(self.report, goal.lines, goal.name, "a goal")
                continue
            areas = tuple(self._areas(match.areas, goal.areas))
            yield JoinedGoal(number, goal.name, areas, match.lines, goal.lines)
        for goal in promised.values():
            self._only_in(self.plan, goal.lines, goal.name, "a goal")

    def _areas(
        self, promised: Sequence[AreaRecord], reported: Sequence[AreaRecord]
    ) -> Iterator[JoinedArea]:
        plan_areas = {_words(area.name): area for area in promised}
        for area in reported:
            match = plan_areas.pop(_words(area.name), None)
            if match is None or _words(match.objective) != _words(area.objective):
                self._only_in(self.report, area.lines, f"{area.name}: {area.objective}", "an area")
                continue
            code = AREA_CODES.get(area.name)
            if code is None:
                expected = "an area that has a public code (priorities/codes.py)"
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
        for area in plan_areas.values():
            self._only_in(self.plan, area.lines, area.name, "an area")

    def _initiatives(
        self, area_code: str, promised: AreaRecord, reported: AreaRecord
    ) -> Iterator[JoinedInitiative]:
        left = list(promised.initiatives)
        milestone_words = {_words(one.text) for i in promised.initiatives for one in i.milestones}
        for number, initiative in enumerate(reported.initiatives, 1):
            words = _words(initiative.text)
            match = next((other for other in left if _words(other.text) == words), None)
            if match is None and words in milestone_words:
                expected = "a status under this milestone"
                self._problem(self.report, initiative.lines, initiative.text, expected)
                continue
            if match is None:
                self._only_in(self.report, initiative.lines, initiative.text, "an initiative")
                continue
            left.remove(match)
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
        for initiative in left:
            self._only_in(self.plan, initiative.lines, initiative.text, "an initiative")

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
        sentences: list[MilestoneRecord | None] = [None] * len(reported)
        for sentence in promised:
            run = next(_runs(_words(sentence.text), reported, sentences), None)
            if run is None:
                self._only_in(self.plan, sentence.lines, sentence.text, "a milestone")
                continue
            for place in run:
                sentences[place] = sentence
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


def _runs(
    wanted: tuple[str, ...],
    reported: Sequence[MilestoneRecord],
    taken: Sequence[MilestoneRecord | None],
) -> Iterator[range]:
    """Neighbouring milestones, not taken yet, that together say just the wanted words."""
    for start in range(len(reported)):
        words: list[str] = []
        for place in range(start, len(reported)):
            words.extend(_words(reported[place].text))
            if taken[place] is not None or len(words) > len(wanted):
                break
            if tuple(sorted(words)) == wanted:
                yield range(start, place + 1)


def _words(text: str) -> tuple[str, ...]:
    """The words that count when two sentences are compared, sorted."""
    return tuple(sorted(_WORD.findall(without_printed_dates(text).casefold())))


def milestones_of(goals: Iterable[JoinedGoal]) -> Iterator[JoinedMilestone]:
    """All milestones in document order."""
    return (milestone for goal in goals for milestone in goal.milestones)
