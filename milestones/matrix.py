"""Comparing two days: how many milestones made each move from one status to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from milestones.changes import Direction
from milestones.choices import DELIVERED, Status

NOT_ON_RECORD = "none"
"""The code of "no status": before the plan's date nothing was recorded."""


@dataclass(frozen=True)
class Step:
    """How many milestones went from one status to another, or kept the same one.

    ``was`` is None for those without a record on the first day; ``changed`` is whether anything
    recorded of them differs between the days; ``is_later`` whether they are expected later than
    on the first day, which is set only for a more advanced status. The counts of steps that are
    otherwise the same add up, and can be negative.
    """

    was: Status | None
    now: Status
    changed: bool
    count: int
    is_later: bool = False

    @cached_property
    def direction(self) -> Direction | None:
        return Direction.between(self.was, self.now, is_later=self.is_later)

    @property
    def was_code(self) -> str:
        return self.was or NOT_ON_RECORD

    @property
    def is_delivery(self) -> bool:
        """Whether they are delivered, and were not on the first day."""
        return self.now in DELIVERED and self.was not in DELIVERED


@dataclass(frozen=True)
class MatrixCell:
    """How many milestones went from one status to another.

    ``direction`` is that of the statuses alone, whatever the dates.
    """

    was: Status | None
    now: Status
    milestones: int = 0

    @property
    def direction(self) -> Direction | None:
        return Direction.between(self.was, self.now)

    @property
    def was_code(self) -> str:
        return self.was or NOT_ON_RECORD


@dataclass(frozen=True)
class MatrixRow:
    """A row of the matrix: the milestones with one status on the first day."""

    was: Status | None
    cells: Sequence[MatrixCell]

    @property
    def was_code(self) -> str:
        return self.was or NOT_ON_RECORD

    @property
    def milestones(self) -> int:
        return sum(cell.milestones for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """How many milestones went from each status to each other status between two days."""

    steps: Sequence[Step]

    @classmethod
    def of_steps(cls, steps: Iterable[Step], by_status: Mapping[Status, int]) -> Self:
        """Build the matrix from the steps of the milestones whose record differs between the days,
        and from the number of milestones with each status on the second day."""
        reported_since = list(steps)
        unchanged = Counter(by_status)
        for step in reported_since:
            unchanged[step.now] -= step.count
        rest = [Step(now, now, changed=False, count=count) for now, count in unchanged.items()]
        return cls([*reported_since, *rest])

    def listed(
        self, was: str, now: str, direction: str, changed: bool | None, *, delivered: bool = False
    ) -> int:
        """Count the milestones that went from one status (``none``: nothing recorded) to another,
        in a direction, and changed or not; an empty string or None leaves a condition out.
        With ``delivered``, only those delivered since."""
        return self._count(
            lambda step: (
                was in {"", step.was_code}
                and now in {"", step.now}
                and direction in {"", step.direction}
                and changed in {None, step.changed}
                and (step.is_delivery or not delivered)
            )
        )

    @cached_property
    def cells(self) -> Mapping[tuple[Status | None, Status], MatrixCell]:
        """The cells that are not empty, by the statuses on the two days."""
        counts: Counter[tuple[Status | None, Status]] = Counter()
        for step in self.steps:
            counts[step.was, step.now] += step.count
        return {
            (was, now): MatrixCell(was, now, count) for (was, now), count in counts.items() if count
        }

    @property
    def lines(self) -> list[MatrixRow]:
        """A row for each status; first, if any, the milestones with nothing recorded."""
        first: list[Status | None] = [None] if self.new else []
        return [
            MatrixRow(was, [self.cells.get((was, now), MatrixCell(was, now)) for now in Status])
            for was in [*first, *Status]
        ]

    @property
    def columns(self) -> list[tuple[Status, int]]:
        """The statuses, and how many milestones have each on the second day."""
        counts: Counter[Status] = Counter()
        for step in self.steps:
            counts[step.now] += step.count
        return [(now, counts[now]) for now in Status]

    @property
    def milestones(self) -> int:
        return self._count(lambda _step: True)

    @property
    def ahead(self) -> int:
        return self._moved(Direction.AHEAD)

    @property
    def behind(self) -> int:
        return self._moved(Direction.BEHIND)

    @property
    def mixed(self) -> int:
        """Milestones with a more advanced status and a later date."""
        return self._moved(Direction.MIXED)

    @property
    def newly_delivered(self) -> int:
        """Milestones that are delivered, and were not on the first day."""
        return self._count(lambda step: step.is_delivery)

    @property
    def first_reports(self) -> dict[Status, int]:
        """Milestones that were only planned on the first day, by the status reported since."""
        return {
            now: cell.milestones
            for now in Status
            if (cell := self.cells.get((Status.PLANNED, now)))
            and cell.direction is Direction.FIRST_REPORT
        }

    @property
    def only_first_reports(self) -> bool:
        """Whether none of them had been reported on by the first day, so that none can have moved;
        False without milestones."""
        statuses = {was for was, _now in self.cells}
        return bool(statuses) and statuses <= {None, Status.PLANNED}

    @property
    def new(self) -> int:
        """Milestones with nothing recorded on the first day."""
        return self._count(lambda step: step.was is None)

    @property
    def changed(self) -> int:
        return self._count(lambda step: step.changed)

    @property
    def otherwise(self) -> int:
        """Milestones with the same status, but other words or another revised date."""
        return self._count(lambda step: step.changed and step.direction is Direction.SAME)

    @property
    def unchanged(self) -> int:
        return self.milestones - self.changed

    def _moved(self, direction: Direction) -> int:
        return self._count(lambda step: step.direction is direction)

    def _count(self, condition: Callable[[Step], bool]) -> int:
        return sum(step.count for step in self.steps if condition(step))
