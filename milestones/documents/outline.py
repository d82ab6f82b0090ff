"""The outline of both documents: goals, lists of areas, and a heading above each table.

GOAL IN CAPITALS                    (before the first area of a goal)
Area name                           (the goal's areas, one per line)
Area name                           (a title, optional)
Area name: what it is to achieve    (the heading, directly above the table)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from milestones.documents.errors import Problem
from milestones.documents.records import AreaRecord, GoalRecord, InitiativeRecord
from milestones.documents.text import Block, Line, tidy

HEADING = "a heading “Area name: what it is to achieve”"

_MARKUP = "*"


@dataclass(frozen=True)
class Front:
    """The text above a table: its heading and, at the start of a goal, the goal and its areas."""

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
        """Return a problem with the heading or with the content under it."""
        return Problem(self.heading.number, self.heading.text, expected)


@dataclass
class Section:
    """A table and the text above it."""

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
    """Separates the heading of each table from the content before it, table by table."""

    def __init__(
        self, parts: Sequence[Block], tables: Sequence[int], problems: list[Problem]
    ) -> None:
        """``parts`` are all blocks of a document, ``tables`` the indexes where a table begins."""
        self.problems = problems
        headings = {_heading_name(parts[index - 1]) for index in tables if index} - {""}
        self.names = {
            line
            for block in parts
            if not headings.isdisjoint(lines := _normalized_lines(block))
            for line in lines
        }
        """The names of all areas that have a heading or share a list with one that has."""
        self.listed: set[str] = set()

    def part(self, before: Sequence[Block], columns: Line) -> tuple[Sequence[Block], Front | None]:
        """Return the blocks that do not belong to the table, and the table's front.

        ``columns`` is the line with the column heads. The front is None if there is no heading.
        """
        heading, rest = (before[-1], before[:-1]) if before else (None, before)
        if heading is None or not (_heading_name(heading) or self._is_name(heading)):
            self._add_problem(columns, HEADING)
            return before, None
        if not _heading_name(heading):
            self._add_problem(heading.lines[0], HEADING)
        if self._is_title(rest):
            rest = rest[:-1]
        if not rest or not self._is_list(rest[-1]):
            return rest, Front(heading)
        areas, rest = rest[-1], rest[:-1]
        self.listed.update(_normalized_lines(areas))
        if not self._ends_with_goal(rest):
            self._add_problem(areas.lines[0], "a goal above the list of its areas, in capitals")
            return rest, Front(heading, areas)
        return rest[:-1], Front(heading, areas, goal=rest[-1])

    def _is_list(self, block: Block) -> bool:
        return self.names.issuperset(_normalized_lines(block))

    def _is_name(self, block: Block) -> bool:
        return len(block.lines) == 1 and self._is_list(block)

    def _is_title(self, above: Sequence[Block]) -> bool:
        """Whether ``above`` ends with an area's title, not with a goal's list of a single area."""
        if not above or not self._is_name(above[-1]):
            return False
        listed = not self.listed.isdisjoint(_normalized_lines(above[-1]))
        return listed or not self._ends_with_goal(above[:-1])

    def _ends_with_goal(self, above: Sequence[Block]) -> bool:
        return bool(above) and above[-1].text.isupper() and not self._is_list(above[-1])

    def _add_problem(self, line: Line, expected: str) -> None:
        self.problems.append(Problem(line.number, tidy(line.text), expected))


def split_at_tables(
    parts: Sequence[Block], tables: Sequence[int], size: int, table: str, problems: list[Problem]
) -> Iterator[tuple[Front | None, Sequence[Block], Sequence[Block]]]:
    """Yield each table's front, its first ``size`` blocks, and the blocks after them.

    ``table`` says what was expected if there is none.
    """
    if not tables:
        line, found = (parts[0].number, parts[0].text) if parts else (1, "")
        problems.append(Problem(line, found, table))
        return
    fronts = Fronts(parts, tables, problems)
    ends = [0, *(index + size for index in tables)]
    before = [
        fronts.part(parts[end:index], parts[index].lines[0])
        for end, index in zip(ends, tables, strict=False)
    ]
    bodies = [*(body for body, _front in before[1:]), parts[ends[-1] :]]
    for index, (_body, front), body in zip(tables, before, bodies, strict=True):
        yield front, parts[index : index + size], body


def group_by_goal(
    sections: Iterable[Section], problems: list[Problem], *, may_be_empty: bool = False
) -> tuple[GoalRecord, ...]:
    """Group the tables by goal and area, in document order.

    ``may_be_empty`` accepts an area without an initiative, as while there are open questions.
    """
    goals: list[_Goal] = []
    areas_by_key: dict[str, _Area] = {}
    for section in sections:
        front, key = section.front, section.front.name.casefold()
        if front.areas:
            goals.append(_Goal(front.goal, front.areas))
        if not goals:
            expected = "a goal and the list of its areas before the first area"
            problems.append(front.problem(expected))
            continue
        area = goals[-1].areas.setdefault(key, _Area(front))
        expected = _check_heading(front, area, areas_by_key)
        if expected:
            problems.append(front.problem(expected))
        area.lines.extend(front.heading.numbers)
        area.initiatives.extend(section.initiatives)
    for goal in goals:
        _compare_with_list(goal, problems)
    if not problems and not may_be_empty:
        expected = "at least one initiative under this heading"
        problems += [
            area.front.problem(expected) for area in areas_by_key.values() if not area.initiatives
        ]
    return tuple(_goal_record(goal) for goal in goals)


def _check_heading(front: Front, area: _Area, areas_by_key: dict[str, _Area]) -> str:
    """Return what was expected if a heading does not continue its area, else an empty string."""
    key = front.name.casefold()
    if areas_by_key.setdefault(key, area) is not area:
        return f"“{front.name}” once, not again under another goal"
    if key != next(reversed(areas_by_key)):
        return f"“{front.name}” once, not again after another area"
    objectives = {front.objective.casefold(), area.front.objective.casefold()} - {""}
    return f"the same heading as on line {area.front.heading.number}" if len(objectives) > 1 else ""


def _compare_with_list(goal: _Goal, problems: list[Problem]) -> None:
    listed_lines = {_normalize(line.text): line for line in goal.listing.lines}
    for key in listed_lines.keys() - goal.areas.keys():
        line = listed_lines[key]
        problems.append(Problem(line.number, tidy(line.text), "a table for each area in this list"))
    for key in goal.areas.keys() - listed_lines.keys():
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


def _normalize(text: str) -> str:
    return tidy(text.replace(_MARKUP, " ")).casefold()


def _normalized_lines(block: Block) -> set[str]:
    return {_normalize(line.text) for line in block.lines}


def _heading_name(heading: Block) -> str:
    """Return the area's name in a heading; empty if the block is not a heading."""
    name, colon, objective = heading.text.partition(":")
    return _normalize(name) if colon and objective.strip() else ""
