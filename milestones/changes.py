"""Two days set side by side: which way statuses moved, and how many went from where to where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from milestones.choices import COUNTRY_PAIRS, SCALE, Pair, Precision, Status
from milestones.dates import ImpreciseDate, months_between

NOT_ON_RECORD = "none"
"""Stands for a status before the plan's date, when nothing was on record."""

PROGRESS_ORDER: tuple[Status, ...] = (Status.DELAYED, Status.PLANNED, *SCALE[1:])
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
        return cls.AHEAD if PROGRESS_ORDER.index(was) < PROGRESS_ORDER.index(now) else cls.BEHIND


@dataclass(frozen=True)
class MatrixCell:
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
class Step:
    """How many milestones went from one status to another, or back to the same one.

    ``was`` is None for those of which nothing was on record; ``changed`` is whether anything
    else than before is on record of them.
    """

    was: Status | None
    now: Status
    changed: bool
    count: int


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
    """How many milestones went from which status to which between two days."""

    cells: Mapping[tuple[Status | None, Status], MatrixCell]

    @classmethod
    def of_steps(cls, steps: Iterable[Step], by_status: Mapping[Status, int]) -> Self:
        """From the milestones that stand otherwise than on the first day, and how many there are
        of each status on the second."""
        milestones: Counter[tuple[Status | None, Status]] = Counter()
        changed: Counter[tuple[Status | None, Status]] = Counter()
        for now, count in by_status.items():
            milestones[now, now] += count
        for step in steps:
            milestones[step.now, step.now] -= step.count
            milestones[step.was, step.now] += step.count
            changed[step.was, step.now] += step.count if step.changed else 0
        return cls(
            {
                (was, now): MatrixCell(was, now, count, changed[was, now])
                for (was, now), count in milestones.items()
                if count
            }
        )

    def listed(self, was: str, now: str, direction: str, changed: bool | None) -> int:
        """How many milestones there are from a status (``none``: nothing on record) to another,
        that moved a way, and changed or not; an empty word or None leaves a condition out."""
        cells = (
            cell
            for cell in self.cells.values()
            if was in {"", cell.was_code}
            and now in {"", cell.now}
            and direction in {"", cell.direction}
        )
        if changed is None:
            return sum(cell.milestones for cell in cells)
        return sum(cell.changed if changed else cell.milestones - cell.changed for cell in cells)

    @property
    def lines(self) -> list[MatrixRow]:
        """A row for each status; one for nothing on record if there is anything in it."""
        first: list[Status | None] = [None] if self.new else []
        return [
            MatrixRow(was, [self.cells.get((was, now), MatrixCell(was, now)) for now in Status])
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
class StatusOnDay:
    """What was on record on one of the two days; ``status`` is None before the plan's date."""

    status: Status | None
    words: str
    revised: ImpreciseDate | None


@dataclass(frozen=True)
class StatusChange:
    """What was on record for all parties, or for one pair, on the first day and on the second."""

    pair: Pair
    was: StatusOnDay
    now: StatusOnDay

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
class MilestoneChange:
    """A milestone between two days (a row of ``MilestoneQuerySet.compared``).

    ``whole`` is the movement that counts: the pair's that was asked for, else the roll-up's.
    ``pairs`` has each country pair's own, if none was asked for and both are concerned.
    """

    milestone: Any
    whole: StatusChange
    pairs: Sequence[StatusChange]

    @classmethod
    def of(cls, milestone: Any, pair: Pair, lines: Mapping[int, Sequence[Any]]) -> Self:
        """Read what ``compared`` added to a milestone; ``lines`` are those of each update."""
        pairs = [_movement(milestone, one, lines) for one in COUNTRY_PAIRS]
        both = pair == Pair.ALL and all(one.now.status for one in pairs)
        whole = StatusChange(
            pair,
            _whole(milestone, "from", pair, [one.was for one in pairs]),
            _whole(milestone, "to", pair, [one.now for one in pairs]),
        )
        return cls(milestone, whole, pairs if both else [])

    @property
    def was_by_pair(self) -> list[tuple[Pair, StatusOnDay]]:
        """Each pair's side of the first day, if they differed; else nothing."""
        return _apart([(one.pair, one.was) for one in self.pairs])

    @property
    def now_by_pair(self) -> list[tuple[Pair, StatusOnDay]]:
        """Each pair's side of the second day, if they differed; else nothing."""
        return _apart([(one.pair, one.now) for one in self.pairs])

    @property
    def movements(self) -> Sequence[StatusChange]:
        """The movements worth telling: each pair's if they were ever apart, else the whole's."""
        return self.pairs if self.was_by_pair or self.now_by_pair else [self.whole]


def _apart(sides: list[tuple[Pair, StatusOnDay]]) -> list[tuple[Pair, StatusOnDay]]:
    return sides if len({side for _pair, side in sides}) > 1 else []


def _movement(milestone: Any, pair: Pair, lines: Mapping[int, Sequence[Any]]) -> StatusChange:
    return StatusChange(
        pair, _side(milestone, "from", pair, lines), _side(milestone, "to", pair, lines)
    )


def _side(milestone: Any, side: str, pair: Pair, lines: Mapping[int, Sequence[Any]]) -> StatusOnDay:
    """What was on record for a country pair; nothing if it is not concerned."""
    status = getattr(milestone, f"{side}_status_{pair.lower().replace('-', '_')}")
    of_update = lines.get(getattr(milestone, f"{side}_update_id"), ()) if status else ()
    line = next((one for one in of_update if one.pair in {Pair.ALL, pair}), None)
    return StatusOnDay(
        status=Status(status) if status else None,
        words=line.as_reported if line else "",
        revised=line.revised if line else None,
    )


def _whole(milestone: Any, side: str, pair: Pair, by_pair: Sequence[StatusOnDay]) -> StatusOnDay:
    """What was on record for the pair asked for, or rolled up."""
    status = getattr(milestone, f"{side}_status")
    return StatusOnDay(
        status=Status(status) if status else None,
        words=_words_together(pair, by_pair),
        revised=revised(milestone, f"{side}_"),
    )


def _words_together(pair: Pair, by_pair: Sequence[StatusOnDay]) -> str:
    """The pair's words; for the roll-up both pairs' after their codes, if they are not the same."""
    if pair != Pair.ALL:
        return by_pair[COUNTRY_PAIRS.index(pair)].words
    different = dict.fromkeys(one.words for one in by_pair if one.status)
    if len(different) < len(COUNTRY_PAIRS):
        return next(iter(different), "")
    return " / ".join(
        f"{one}: {side.words}" for one, side in zip(COUNTRY_PAIRS, by_pair, strict=True)
    )


def revised(milestone: Any, prefix: str) -> ImpreciseDate | None:
    """The revised date that ``compared`` added under a prefix; None if there is none."""
    date = getattr(milestone, f"{prefix}revised_date")
    if date is None:
        return None
    return ImpreciseDate(date, Precision(getattr(milestone, f"{prefix}revised_precision")))
