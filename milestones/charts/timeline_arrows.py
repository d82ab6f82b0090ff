"""Slipped milestones as arrows of the timeline, each with a label that no line crosses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from milestones.charts.bars import IMPRECISE, Axis
from milestones.dates import ImpreciseDate
from milestones.models import Milestone

LANE = 26
"""The distance between arrows."""
LABEL = 164
"""The width of an arrow's label: a code, and how many months later."""
GAP = 9
"""The distance of a label from its arrow."""


class Move(NamedTuple):
    """A slipped milestone, with its last deadline and the revised one."""

    milestone: Milestone
    deadline: ImpreciseDate
    revised: ImpreciseDate


@dataclass(frozen=True)
class Label:
    """The position of an arrow's label: ``x`` is where it starts or, with ``ends``, where it ends.

    ``above`` is whether it is above its arrow instead of beside it.
    """

    x: int
    ends: bool = False
    above: bool = False

    @property
    def left(self) -> int:
        return self.x - LABEL if self.ends else self.x

    def crosses(self, x: int) -> bool:
        """Whether a vertical line at ``x`` would cross it."""
        return self.left - 5 <= x <= self.left + LABEL + 5

    def fits(self, width: int) -> bool:
        return self.left >= 0 and self.left + LABEL <= width


@dataclass(frozen=True)
class Arrow:
    """A slipped milestone, as an arrow from its last deadline to the revised one.

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
        """The baseline of the label."""
        return self.y - 7 if self.label.above else self.y + 4

    def overlap(self, x: int) -> tuple[int, int] | None:
        """Between which y positions a vertical line at ``x`` would cross the label, if it would."""
        if self.label.crosses(x):
            return self.label_y - 13, self.label_y + 5
        return None


def moves(slipped: Iterable[Milestone]) -> list[Move]:
    """The slipped milestones, sorted by the deadline that they missed."""
    moved = [
        Move(milestone, milestone.last_deadline, milestone.revised)
        for milestone in slipped
        if milestone.last_deadline and milestone.revised
    ]
    return sorted(
        moved, key=lambda move: (move.deadline.date, move.revised.date, move.milestone.pk)
    )


def arrows(moved: Iterable[Move], axis: Axis, top: int, width: int, today: int) -> Iterator[Arrow]:
    """An arrow for each, below one another, with its label on a side where the line of the day
    does not cross it; above it if there is no such side."""
    for index, (milestone, deadline, revised) in enumerate(moved):
        x, end = axis.x(deadline.date), axis.x(revised.date)
        vague = max(axis.start(revised), x) if revised.precision in IMPRECISE else None
        sides = [Label(end + GAP), Label(x - GAP, ends=True)]
        free = [side for side in sides if side.fits(width) and not side.crosses(today)]
        label = free[0] if free else _label_above(x, end, width)
        yield Arrow(milestone, deadline, revised, x, end, top + LANE * index, vague, label)


def _label_above(x: int, end: int, width: int) -> Label:
    label = Label(x + GAP, above=True)
    return label if label.fits(width) else Label(max(end, LABEL), ends=True, above=True)
