"""The outline that both documents share: goals, lists of areas, and a heading over each table.

GOAL IN CAPITALS                    (before the first area of a goal)
Area name                           (the goal's areas, one a line)
Area name                           (a title, left out where a table goes on)
Area name: what it is to achieve    (the heading, right above the table)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from milestones.documents.lines import Block, Line, tidy
from milestones.documents.problems import Problem
from milestones.documents.records import AreaRecord, GoalRecord, InitiativeRecord

_MARKUP = "*"


@dataclass(frozen=True)
class Front:
    """What stands over a table: its heading and, where a goal begins, the goal and its areas."""

    heading: Block
    areas: Block | None = None
    goal: Block | None = None

    @property
    def name(self) -> str:
        return heading_name(self.heading)

    @property
    def objective(self) -> str:
        return self.heading.text.partition(":")[2].strip()


@dataclass
class Section:
    """A table and what stands over it."""

    front: Front
    initiatives: list[InitiativeRecord]


@dataclass
class _Area:
    front: Front
    lines: list[int] = field(default_factory=list)
    initiatives: list[InitiativeRecord] = field(default_factory=list)


@dataclass
class _Goal:
    front: Front
    areas: dict[str, _Area] = field(default_factory=dict)


def heading_name(heading: Block) -> str:
    """The area's name in a heading; empty if the block is not written as one."""
    name, colon, objective = heading.text.partition(":")
    return name.strip() if colon and objective.strip() else ""


def split_front(
    before: Sequence[Block], names: frozenset[str], problems: list[Problem]
) -> tuple[Sequence[Block], Front | None]:
    """Part the blocks before a table into those that belong elsewhere and the table's front.

    ``names`` are all area names of the document, case-folded. None if there is no heading.
    """
    if not before or not heading_name(before[-1]):
        line, found = (before[-1].number, before[-1].text) if before else (1, "")
        problems.append(Problem(line, found, "a heading “Area name: what it is to achieve”"))
        return before, None
    heading, rest = before[-1], before[:-1]
    if rest and _plain(rest[-1].text) == heading_name(heading).casefold():
        rest = rest[:-1]
    if not rest or not all(_plain(line.text) in names for line in rest[-1].lines):
        return rest, Front(heading)
    areas, rest = rest[-1], rest[:-1]
    if not rest:
        problems.append(Problem(areas.number, areas.text, "a goal above the list of its areas"))
        return rest, Front(heading)
    return rest[:-1], Front(heading, areas, goal=rest[-1])


def goals_of(sections: Iterable[Section], problems: list[Problem]) -> tuple[GoalRecord, ...]:
    """Put the tables under their areas and goals, in the order of the document."""
    goals: list[_Goal] = []
    seen: dict[str, _Area] = {}
    for section in sections:
        front, key = section.front, section.front.name.casefold()
        if front.goal:
            goals.append(_Goal(front))
        if not goals:
            expected = "a goal and the list of its areas before the first area"
            problems.append(Problem(front.heading.number, front.heading.text, expected))
            continue
        if key in seen and key != next(reversed(seen)):
            expected = f"“{front.name}” once, not again after another area"
            problems.append(Problem(front.heading.number, front.heading.text, expected))
            continue
        area = seen.setdefault(key, _Area(front))
        if front.objective.casefold() != area.front.objective.casefold():
            expected = f"the same heading as on line {area.front.heading.number}"
            problems.append(Problem(front.heading.number, front.heading.text, expected))
        goals[-1].areas.setdefault(key, area)
        area.lines.extend(front.heading.numbers)
        area.initiatives.extend(section.initiatives)
    for goal in goals:
        _compare_with_list(goal, problems)
    return tuple(_goal_record(goal) for goal in goals)


def _compare_with_list(goal: _Goal, problems: list[Problem]) -> None:
    listed = {_plain(line.text): line for line in _list(goal)}
    for key in listed.keys() - goal.areas.keys():
        line = listed[key]
        problems.append(Problem(line.number, tidy(line.text), "a table for each area in this list"))
    for key in goal.areas.keys() - listed.keys():
        heading = goal.areas[key].front.heading
        expected = f"an area listed under the goal on line {_list(goal)[0].number}"
        problems.append(Problem(heading.number, heading.text, expected))


def _list(goal: _Goal) -> tuple[Line, ...]:
    return goal.front.areas.lines if goal.front.areas else ()


def _goal_record(goal: _Goal) -> GoalRecord:
    heading = goal.front.goal
    return GoalRecord(
        name=tidy(heading.text.replace(_MARKUP, " ")) if heading else "",
        lines=heading.numbers if heading else (),
        areas=tuple(
            AreaRecord(
                area.front.name, area.front.objective, tuple(area.lines), tuple(area.initiatives)
            )
            for area in goal.areas.values()
        ),
    )


def _plain(text: str) -> str:
    return tidy(text.replace(_MARKUP, " ")).casefold()
