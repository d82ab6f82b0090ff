"""The two drawings of the promise calendar: months from left to right, or from top to bottom.

Both are laid out alike: *along* the months, and *across* them over the areas. Only the narrow one
has these as y and x. Numbers are whole, in the units of the drawing.
"""

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import ceil
from sys import maxsize
from textwrap import wrap
from typing import NamedTuple

from milestones.dates import ImpreciseDate
from milestones.statistics import NO_DEADLINE, Tally
from priorities.models import PriorityArea

MARK, PITCH = 20, 24
"""The side of a mark, and of the square around it that can be hit."""
LEAST_WIDTH = 328
"""The width of a narrow drawing, unless it needs more."""
NAME_LENGTH, NAME_LINE = 27, 17
"""After how many characters the name of an area continues on the next line, and its height."""


class CalendarColumn(NamedTuple):
    """The days of a month or year whose deadlines are in one column; without days, no deadline.

    ``passed`` is whether these days are before the day of the calendar.
    """

    first: dt.date | None
    last: dt.date | None
    passed: bool
    is_year: bool = False

    @property
    def year(self) -> int | None:
        return self.last.year if self.last else None

    @property
    def month(self) -> str:
        """Such as ``2006-06``; empty without a deadline."""
        return f"{self.last:%Y-%m}" if self.last else ""

    @property
    def filters(self) -> dict[str, str]:
        """The parameters of the list of just these milestones."""
        if self.first is None or self.last is None:
            return {"deadline": NO_DEADLINE}
        return {"last_due_from": str(self.first), "last_due_to": str(self.last)}


Lane = tuple[CalendarColumn, bool]
"""A line that arrows share: its revised date, and whether only a season or year is known."""


class Promise(NamedTuple):
    """All that is drawn of a milestone; ``statuses`` has one for each country pair if these differ.

    ``due`` is its last deadline, ``revised`` its revised date. ``arrow`` is the column of that,
    None if it is its own or there is none. ``is_vague`` is whether only the season or year of its
    deadline is known, ``revised_is_vague`` the same of the revised date.
    """

    code: str
    text: str
    due: ImpreciseDate | None
    revised: ImpreciseDate | None
    statuses: tuple[str, ...]
    is_vague: bool
    arrow: CalendarColumn | None
    revised_is_vague: bool
    is_damaged: bool

    @property
    def lane(self) -> Lane | None:
        """The line of its arrow, None without one."""
        return (self.arrow, self.revised_is_vague) if self.arrow else None


@dataclass(frozen=True)
class Cell:
    """The milestones of an area in a column: how many, and each if it is drawn as a mark.

    Those with an arrow come last, so that no mark is in the way of another's arrow.
    """

    tally: Tally
    promises: tuple[Promise, ...]

    @cached_property
    def arrows(self) -> int:
        """How many of them have an arrow."""
        return sum(promise.arrow is not None for promise in self.promises)


@dataclass(frozen=True)
class Row:
    """A priority area, and its cells that have any milestones."""

    area: PriorityArea
    cells: Mapping[CalendarColumn, Cell]

    @property
    def content(self) -> Hashable:
        """All that its cells have: those of another row look the same if it is equal."""
        return tuple((column, cell.tally, cell.promises) for column, cell in self.cells.items())


class Mark(NamedTuple):
    """A milestone at its place, with the SVG paths of the arrow to its revised date, or none."""

    promise: Promise
    x: int
    y: int
    arrow: str = ""
    head: str = ""


class Number(NamedTuple):
    """The place of a cell that has its number instead of marks."""

    column: CalendarColumn
    tally: Tally
    x: int
    y: int


class Heading(NamedTuple):
    """A column at its place along the months."""

    column: CalendarColumn
    start: int
    end: int
    begins_year: bool

    @property
    def middle(self) -> int:
        return (self.start + self.end) // 2


@dataclass(frozen=True)
class Band:
    """A row at its place across the months; ``names`` are the lines of its area's name.

    ``lanes`` has the place of each line along which arrows lead (see ``Promise.lane``).
    """

    row: Row
    names: Sequence[str]
    start: int
    end: int
    begins_goal: bool
    lanes: Mapping[Lane | None, int]

    @property
    def area(self) -> PriorityArea:
        return self.row.area


@dataclass(frozen=True)
class Frame:
    """The measures in which the drawings differ.

    ``max_abreast`` is how many marks of a cell are side by side along the months before the next
    line begins, unless more have an arrow. ``along`` and ``across`` are where the cells begin;
    ``padding`` and ``number`` (the room of a cell's number) are in both directions, too.
    """

    narrow: bool
    max_abreast: int
    along: int
    across: int
    day_gap: int
    year_gap: int
    goal_gap: int
    month: int
    undated: int
    lane: int
    padding: tuple[int, int]
    number: tuple[int, int]

    def point(self, along: int, across: int) -> tuple[int, int]:
        """The x and y of a point."""
        return (across, along) if self.narrow else (along, across)

    def abreast(self, cell: Cell) -> int:
        """How many marks of a cell are side by side along the months."""
        return min(len(cell.promises), max(self.max_abreast, cell.arrows))

    def room(self, cell: Cell) -> tuple[int, int]:
        """How much room a cell takes, along and across."""
        if not cell.promises:
            return self.number
        abreast = self.abreast(cell)
        return abreast * PITCH, ceil(len(cell.promises) / abreast) * PITCH

    def arrow(self, start: tuple[int, int], lane: int, end: int) -> tuple[str, str]:
        """The SVG paths of an arrow from a mark across to a lane, along it to an end; and its
        head."""
        (x, y), (end_x, end_y) = self.point(*start), self.point(end, lane)
        back = 7 if end < start[0] else -7
        if self.narrow:
            return f"M{x} {y}H{end_x}V{end_y}", f"M{end_x} {end_y}l-4 {back}h8z"
        return f"M{x} {y}V{end_y}H{end_x}", f"M{end_x} {end_y}l{back} -4v8z"


WIDE = Frame(
    narrow=False,
    max_abreast=3,
    along=212,
    across=64,
    day_gap=18,
    year_gap=6,
    goal_gap=30,
    month=34,
    undated=56,
    lane=9,
    padding=(8, 10),
    number=(3 * PITCH, 32),
)
NARROW = Frame(
    narrow=True,
    max_abreast=maxsize,
    along=30,
    across=42,
    day_gap=30,
    year_gap=22,
    goal_gap=4,
    month=PITCH,
    undated=PITCH,
    lane=6,
    padding=(2, 0),
    number=(30, 32),
)
WIDE_STRIP = replace(WIDE, max_abreast=6)
"""For all areas in one row, which has many marks in a month."""
NARROW_STRIP = replace(NARROW, max_abreast=1)
"""For one area: its marks of a month are beside one another, not one below the other."""


@dataclass(frozen=True)
class Drawing:
    """One of the two drawings. ``today`` is where the line of the day is, along the months."""

    frame: Frame
    width: int
    height: int
    headings: tuple[Heading, ...]
    bands: Sequence[Band]
    today: int

    def marks(self, band: Band) -> Iterator[Mark]:
        """The marks of a band at their places."""
        for column, cell in band.row.cells.items():
            start = self._heading_of[column].start
            for promise, along, across in _places(cell, self.frame):
                place = start + along, band.start + across
                arrow = ("", "")
                if promise.arrow:
                    foot = place[0] + MARK // 2, place[1] + MARK
                    end = self._heading_of[promise.arrow].middle
                    arrow = self.frame.arrow(foot, band.lanes[promise.lane], end)
                yield Mark(promise, *self.frame.point(*place), *arrow)

    def numbers(self, band: Band) -> Iterator[Number]:
        """The places of the cells of a band that have no marks."""
        for column, cell in band.row.cells.items():
            if not cell.promises:
                start = self._heading_of[column].start
                yield Number(column, cell.tally, *self.frame.point(start, band.start))

    @cached_property
    def _heading_of(self) -> dict[CalendarColumn, Heading]:
        return {heading.column: heading for heading in self.headings}


def draw(columns: Sequence[CalendarColumn], rows: Sequence[Row], frame: Frame) -> Drawing:
    """Lay the rows out under these columns."""
    headings, bands = tuple(_headings(columns, rows, frame)), list(_bands(rows, frame))
    passed = [heading.end for heading in headings if heading.column.passed]
    today = (passed[-1] if passed else frame.along) + frame.day_gap // 2
    width, height = frame.point(max(headings[-1].end, today) + 4, bands[-1].end + 4)
    return Drawing(frame, max(width, LEAST_WIDTH), height, headings, bands, today)


def _headings(
    columns: Sequence[CalendarColumn], rows: Sequence[Row], frame: Frame
) -> Iterator[Heading]:
    end, year, was_passed = frame.along, 0, True
    for column in columns:
        begins_year = column.year != year
        start = end + frame.year_gap * begins_year
        start += frame.day_gap * (was_passed and not column.passed)
        rooms = [frame.room(row.cells[column])[0] for row in rows if column in row.cells]
        least = frame.month if column.last else frame.undated
        end = start + max([least, *rooms]) + frame.padding[0]
        yield Heading(column, start, end, begins_year)
        year, was_passed = column.year or 0, column.passed


def _bands(rows: Sequence[Row], frame: Frame) -> Iterator[Band]:
    end, goal = frame.across, 0
    for row in rows:
        area = row.area
        start = end + frame.goal_gap * (area.goal_id != goal)
        rooms = max(frame.room(cell)[1] for cell in row.cells.values())
        used = {each.lane for cell in row.cells.values() for each in cell.promises if each.lane}
        in_order = sorted(used, key=lambda lane: (lane[0].last, lane[1]))
        lanes: dict[Lane | None, int] = {
            lane: start + rooms + frame.lane * order for order, lane in enumerate(in_order)
        }
        names = _lines(str(area))
        least = 0 if frame.narrow else len(names) * NAME_LINE
        end = start + max(rooms + frame.lane * len(lanes), least) + frame.padding[1]
        yield Band(row, names, start, end, area.goal_id != goal, lanes)
        goal = area.goal_id


@lru_cache(maxsize=256)
def _lines(name: str) -> Sequence[str]:
    return wrap(name, NAME_LENGTH)


def _places(cell: Cell, frame: Frame) -> Iterator[tuple[Promise, int, int]]:
    """Where each mark of a cell is, along and across; only the first line may be short."""
    abreast = frame.abreast(cell)
    missing = -len(cell.promises) % max(abreast, 1)
    for order, promise in enumerate(cell.promises, start=missing):
        line, place = divmod(order, abreast)
        yield promise, PITCH * (place if line else place - missing), PITCH * line
