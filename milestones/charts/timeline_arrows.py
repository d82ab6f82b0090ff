"""What was put off, as arrows of the timeline, each with its name where nothing crosses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from milestones.charts.bars import IMPRECISE, Axis
from milestones.dates import ImpreciseDate
from milestones.models import Milestone

LANE, LANE_OF_TWO_LINES = 26, 30
"""How far apart the arrows are: with their names beside them, and above them."""
LABEL = 164
"""The room that the name of an arrow takes: a code, and how many months later."""
GAP = 9
"""How far a name stands from its arrow."""


class Move(NamedTuple):
    """A milestone that was put off, from its last deadline to the date named since."""

    milestone: Milestone
    deadline: ImpreciseDate
    revised: ImpreciseDate


@dataclass(frozen=True)
class Label:
    """Where the name of an arrow stands: ``x`` is where it starts or, with ``ends``, where it ends.

    ``above`` says whether it stands above its arrow, not beside it.
    """

    x: int
    ends: bool = False
    above: bool = False

    @property
    def left(self) -> int:
        return self.x - LABEL if self.ends else self.x

    def crosses(self, x: int) -> bool:
        """Whether a standing line at ``x`` would run through it."""
        return self.left - 5 <= x <= self.left + LABEL + 5

    def fits(self, width: int) -> bool:
        return self.left >= 0 and self.left + LABEL <= width


@dataclass(frozen=True)
class Arrow:
    """A milestone put off, as an arrow from its last deadline to the revised one.

    ``vague`` is where the season or year of the revised date begins, None if it is exact.
    """

    milestone: Milestone
    deadline: ImpreciseDate
    revised: ImpreciseDate
    x: int
    end: int
    y: int
    vague: int | None
    label: Label

    @property
    def label_y(self) -> int:
        """Where the letters of the name stand."""
        return self.y - 7 if self.label.above else self.y + 4

    def overlap(self, x: int) -> tuple[int, int] | None:
        """From where to where a standing line at ``x`` would run into the name."""
        if self.label.crosses(x):
            return self.label_y - 13, self.label_y + 5
        return None


def moves(slipped: Iterable[Milestone]) -> list[Move]:
    """Those put off, by the deadline that they missed."""
    found = [
        Move(milestone, milestone.last_deadline, milestone.revised)
        for milestone in slipped
        if milestone.last_deadline and milestone.revised
    ]
    return sorted(
        found, key=lambda move: (move.deadline.date, move.revised.date, move.milestone.pk)
    )


def beside(moved: Iterable[Move], axis: Axis, top: int, width: int, today: int) -> Iterator[Arrow]:
    """Arrows with their names beside them, on the side where the line of the day is not."""
    for y, move in enumerate(moved):
        x, end = axis.x(move.deadline.date), axis.x(move.revised.date)
        sides = [Label(end + GAP), Label(x - GAP, ends=True)]
        clear = [side for side in sides if side.fits(width) and not side.crosses(today)]
        label = clear[0] if clear else _above(x, end, width)
        yield _slip(move, axis, top + LANE * y, label)


def below(moved: Iterable[Move], axis: Axis, top: int, width: int) -> Iterator[Arrow]:
    """Arrows below their names, where there is no room beside them."""
    for y, move in enumerate(moved):
        x, end = axis.x(move.deadline.date), axis.x(move.revised.date)
        yield _slip(move, axis, top + LANE_OF_TWO_LINES * y, _above(x, end, width))


def _above(x: int, end: int, width: int) -> Label:
    label = Label(x + GAP, above=True)
    return label if label.fits(width) else Label(max(end, LABEL), ends=True, above=True)


def _slip(move: Move, axis: Axis, y: int, label: Label) -> Arrow:
    x, revised = axis.x(move.deadline.date), move.revised
    return Arrow(
        milestone=move.milestone,
        deadline=move.deadline,
        revised=revised,
        x=x,
        end=axis.x(revised.date),
        y=y,
        vague=max(axis.start(revised), x) if revised.precision in IMPRECISE else None,
        label=label,
    )
