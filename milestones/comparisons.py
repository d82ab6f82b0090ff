"""Two days set side by side: which way statuses moved, and how many went from where to where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from milestones.choices import COUNTRY_PAIRS, SCALE, Pair, Precision, Status
from milestones.dates import ImpreciseDate, months_between

NOT_ON_RECORD = "none"
"""Stands for a status before the plan's date, when nothing was on record."""

PLACES: tuple[Status, ...] = (Status.DELAYED, Status.PLANNED, *SCALE[1:])
"""The order by which ahead and behind are told.

It is the scale, with ``planned`` above ``delayed``: a milestone first reported as delayed has
fallen behind what was planned; first reported as anything else, it has moved ahead.
"""


class Direction(models.TextChoices):
    """Which way a status moved between two days; a revised date or words do not count here."""

    BEHIND = "behind", _("Behind")
    SAME = "same", _("Same status")
    AHEAD = "ahead", _("Ahead")

    @classmethod
    def between(cls, was: Status | None, now: Status | None) -> Direction | None:
        """The direction from one status to another; None if nothing was on record before."""
        if was is None or now is None:
            return None
        if was == now:
            return cls.SAME
        return cls.AHEAD if PLACES.index(was) < PLACES.index(now) else cls.BEHIND


@dataclass(frozen=True)
class Cell:
    """How many milestones went from one status to another, and in how many anything changed."""

    was: Status | None
    now: Status
    milestones: int = 0
    changed: int = 0

    @property
    def direction(self) -> Direction | None:
        return Direction.between(self.was, self.now)

    @property
    def was_code(self) -> str:
        return self.was or NOT_ON_RECORD


@dataclass(frozen=True)
class Line:
    """A row of the matrix: the milestones with one status on the first day."""

    was: Status | None
    cells: Sequence[Cell]

    @property
    def was_code(self) -> str:
        return self.was or NOT_ON_RECORD

    @property
    def milestones(self) -> int:
        return sum(cell.milestones for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """How many milestones went from which status to which between two days."""

    cells: Mapping[tuple[Status | None, Status], Cell]

    @classmethod
    def of_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Self:
        """From rows of ``from_status``, ``to_status``, ``count_all`` and ``count_changed``."""
        cells = {}
        for row in rows:
            was = Status(row["from_status"]) if row["from_status"] else None
            now = Status(row["to_status"])
            cells[was, now] = Cell(was, now, row["count_all"], row["count_changed"])
        return cls(cells)

    @property
    def lines(self) -> list[Line]:
        """A row for each status; one for nothing on record if there is anything in it."""
        first: list[Status | None] = [None] if self.new else []
        return [
            Line(was, [self.cells.get((was, now), Cell(was, now)) for now in Status])
            for was in [*first, *Status]
        ]

    @property
    def columns(self) -> list[tuple[Status, int]]:
        """How many milestones have each status on the second day."""
        return [(now, self._count(lambda cell, now=now: cell.now == now)) for now in Status]

    @property
    def milestones(self) -> int:
        return self._count(lambda _cell: True)

    @property
    def ahead(self) -> int:
        return self._count(lambda cell: cell.direction == Direction.AHEAD)

    @property
    def behind(self) -> int:
        return self._count(lambda cell: cell.direction == Direction.BEHIND)

    @property
    def new(self) -> int:
        """Those of which nothing was on record on the first day."""
        return self._count(lambda cell: cell.was is None)

    @property
    def changed(self) -> int:
        return sum(cell.changed for cell in self.cells.values())

    @property
    def otherwise(self) -> int:
        """Those whose status is the same although their words or a revised date changed."""
        return self.changed - self.ahead - self.behind - self.new

    @property
    def unchanged(self) -> int:
        return self.milestones - self.changed

    def _count(self, condition: Any) -> int:
        return sum(cell.milestones for cell in self.cells.values() if condition(cell))


@dataclass(frozen=True)
class Side:
    """What was on record on one of the two days; ``status`` is None before the plan's date."""

    status: Status | None
    words: str
    revised: ImpreciseDate | None


@dataclass(frozen=True)
class Movement:
    """What was on record for all parties, or for one pair, on the first day and on the second."""

    pair: Pair
    was: Side
    now: Side

    @property
    def direction(self) -> Direction | None:
        return Direction.between(self.was.status, self.now.status)

    @property
    def put_off(self) -> int | None:
        """Months from one revised date to the other; None if either day has none."""
        if self.was.revised is None or self.now.revised is None:
            return None
        return months_between(self.was.revised.date, self.now.revised.date)

    @property
    def reworded(self) -> bool:
        """Whether the same status was reported in other words."""
        return self.was.status == self.now.status and self.was.words != self.now.words


@dataclass(frozen=True)
class Change:
    """A milestone between two days (a row of ``MilestoneQuerySet.compared``).

    ``whole`` is the movement that counts: the pair's that was asked for, else the roll-up's.
    ``pairs`` has each country pair's own, if none was asked for and both are concerned.
    """

    milestone: Any
    whole: Movement
    pairs: Sequence[Movement]

    @classmethod
    def of(cls, milestone: Any, pair: Pair) -> Self:
        """Read what ``compared`` added to a milestone."""
        pairs = [_movement(milestone, one, _prefix(one)) for one in COUNTRY_PAIRS]
        both = pair == Pair.ALL and all(one.now.status for one in pairs)
        return cls(milestone, _movement(milestone, pair, ""), pairs if both else [])

    @property
    def was_by_pair(self) -> list[tuple[Pair, Side]]:
        """Each pair's side of the first day, if they differed; else nothing."""
        return _apart([(one.pair, one.was) for one in self.pairs])

    @property
    def now_by_pair(self) -> list[tuple[Pair, Side]]:
        """Each pair's side of the second day, if they differed; else nothing."""
        return _apart([(one.pair, one.now) for one in self.pairs])

    @property
    def movements(self) -> Sequence[Movement]:
        """The movements worth telling: each pair's if they were ever apart, else the whole's."""
        return self.pairs if self.was_by_pair or self.now_by_pair else [self.whole]


def _apart(sides: list[tuple[Pair, Side]]) -> list[tuple[Pair, Side]]:
    return sides if len({side for _pair, side in sides}) > 1 else []


def _prefix(pair: Pair) -> str:
    return f"{pair.value.lower().replace('-', '_')}_"


def _movement(milestone: Any, pair: Pair, prefix: str) -> Movement:
    return Movement(pair, _side(milestone, f"from_{prefix}"), _side(milestone, f"to_{prefix}"))


def _side(milestone: Any, prefix: str) -> Side:
    status = getattr(milestone, f"{prefix}status")
    return Side(
        status=Status(status) if status else None,
        words=getattr(milestone, f"{prefix}words") or "",
        revised=revised(milestone, prefix),
    )


def revised(milestone: Any, prefix: str) -> ImpreciseDate | None:
    """The revised date that ``compared`` added under a prefix; None if there is none."""
    date = getattr(milestone, f"{prefix}revised_date")
    if date is None:
        return None
    return ImpreciseDate(date, Precision(getattr(milestone, f"{prefix}revised_precision")))
