"""The outline that both documents share: goals, lists of areas, and a heading over each table.

GOAL IN CAPITALS                    (before the first area of a goal)
Area name                           (the goal's areas, one a line)
Area name                           (a title, which may be left out)
Area name: what it is to achieve    (the heading, right above the table)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from milestones.documents.errors import Problem
from milestones.documents.records import AreaRecord, GoalRecord, InitiativeRecord
from milestones.documents.text import Block, Line, tidy

HEADING = "a heading “Area name: what it is to achieve”"

_MARKUP = "*"


@dataclass(frozen=True)
class Front:
    """What stands over a table: its heading and, where a goal begins, the goal and its areas."""

    heading: Block
    areas: Block | None = None
    goal: Block | None = None

    @property
    def name(self) -> str:
        return self.heading.text.partition(":")[0].strip()

    @property
    def objective(self) -> str:
        return self.heading.text.partition(":")[2].strip()

    def problem(self, expected: str) -> Problem:
        """What is wrong with the heading, or with what stands under it."""
        return Problem(self.heading.number, self.heading.text, expected)


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
    heading: Block | None
    listing: Block
    areas: dict[str, _Area] = field(default_factory=dict)


class Fronts:
    """Parts, table by table, what stands over a table from what stands before that."""

    def __init__(
        self, parts: Sequence[Block], tables: Sequence[int], problems: list[Problem]
    ) -> None:
        """``parts`` are all blocks of a document, ``tables`` the places where a table begins."""
        self.problems = problems
        headings = {_heading_name(parts[place - 1]) for place in tables if place} - {""}
        self.names = {
            line
            for block in parts
            if not headings.isdisjoint(lines := _plain_lines(block))
            for line in lines
        }
        """The names of all areas that have a heading or are listed with one that has."""
        self.listed: set[str] = set()

    def part(self, before: Sequence[Block], columns: Line) -> tuple[Sequence[Block], Front | None]:
        """The blocks that belong elsewhere, and the front of the table with these column heads.

        The front is None if there is no heading.
        """
        heading, rest = (before[-1], before[:-1]) if before else (None, before)
        if heading is None or not (_heading_name(heading) or self._is_name(heading)):
            self._problem(columns, HEADING)
            return before, None
        if not _heading_name(heading):
            self._problem(heading.lines[0], HEADING)
        if self._is_title(rest):
            rest = rest[:-1]
        if not rest or not self._is_list(rest[-1]):
            return rest, Front(heading)
        areas, rest = rest[-1], rest[:-1]
        self.listed.update(_plain_lines(areas))
        if not self._ends_with_goal(rest):
            self._problem(areas.lines[0], "a goal above the list of its areas, in capitals")
            return rest, Front(heading, areas)
        return rest[:-1], Front(heading, areas, goal=rest[-1])

    def _is_list(self, block: Block) -> bool:
        return self.names.issuperset(_plain_lines(block))

    def _is_name(self, block: Block) -> bool:
        return len(block.lines) == 1 and self._is_list(block)

    def _is_title(self, above: Sequence[Block]) -> bool:
        """Whether an area's name stands last there, and not as a goal's list of a single area."""
        if not above or not self._is_name(above[-1]):
            return False
        listed = not self.listed.isdisjoint(_plain_lines(above[-1]))
        return listed or not self._ends_with_goal(above[:-1])

    def _ends_with_goal(self, above: Sequence[Block]) -> bool:
        return bool(above) and above[-1].text.isupper() and not self._is_list(above[-1])

    def _problem(self, line: Line, expected: str) -> None:
        self.problems.append(Problem(line.number, tidy(line.text), expected))


def goals_of(sections: Iterable[Section], problems: list[Problem]) -> tuple[GoalRecord, ...]:
    """Put the tables under their areas and goals, in the order of the document."""
    goals: list[_Goal] = []
    seen: dict[str, _Area] = {}
    for section in sections:
        front, key = section.front, section.front.name.casefold()
        if front.areas:
            goals.append(_Goal(front.goal, front.areas))
        if not goals:
            expected = "a goal and the list of its areas before the first area"
            problems.append(front.problem(expected))
            continue
        area = goals[-1].areas.setdefault(key, _Area(front))
        expected = _misplaced(front, area, seen)
        if expected:
            problems.append(front.problem(expected))
        area.lines.extend(front.heading.numbers)
        area.initiatives.extend(section.initiatives)
    for goal in goals:
        _compare_with_list(goal, problems)
    if not problems:
        expected = "at least one initiative under this heading"
        problems += [one.front.problem(expected) for one in seen.values() if not one.initiatives]
    return tuple(_goal_record(goal) for goal in goals)


def _misplaced(front: Front, area: _Area, seen: dict[str, _Area]) -> str:
    """What was expected where a heading does not go on with its area; empty if it does."""
    key = front.name.casefold()
    if seen.setdefault(key, area) is not area:
        return f"“{front.name}” once, not again under another goal"
    if key != next(reversed(seen)):
        return f"“{front.name}” once, not again after another area"
    objectives = {front.objective.casefold(), area.front.objective.casefold()} - {""}
    return f"the same heading as on line {area.front.heading.number}" if len(objectives) > 1 else ""


def _compare_with_list(goal: _Goal, problems: list[Problem]) -> None:
    listed = {_plain(line.text): line for line in goal.listing.lines}
    for key in listed.keys() - goal.areas.keys():
        line = listed[key]
        problems.append(Problem(line.number, tidy(line.text), "a table for each area in this list"))
    for key in goal.areas.keys() - listed.keys():
        expected = f"an area listed under the goal on line {goal.listing.number}"
        problems.append(goal.areas[key].front.problem(expected))


def _goal_record(goal: _Goal) -> GoalRecord:
    return GoalRecord(
        name=tidy(goal.heading.text.replace(_MARKUP, " ")) if goal.heading else "",
        lines=goal.heading.numbers if goal.heading else (),
        areas=tuple(
            AreaRecord(
                area.front.name, area.front.objective, tuple(area.lines), tuple(area.initiatives)
            )
            for area in goal.areas.values()
        ),
    )


def _plain(text: str) -> str:
    return tidy(text.replace(_MARKUP, " ")).casefold()


def _plain_lines(block: Block) -> set[str]:
    return {_plain(line.text) for line in block.lines}


def _heading_name(heading: Block) -> str:
    """The area's name in a heading; empty if the block is not written as one."""
    name, colon, objective = heading.text.partition(":")
    return _plain(name) if colon and objective.strip() else ""
