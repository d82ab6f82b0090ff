"""Comparing two days: how statuses moved, and how many milestones made each move."""

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
"""The code of "no status": before the plan's date nothing was recorded."""

PROGRESS_ORDER: tuple[Status, ...] = (Status.DELAYED, Status.PLANNED, *SCALE[1:])
"""The order that defines ahead and behind.

It is the scale, with ``planned`` above ``delayed``: a milestone first reported as delayed has
fallen behind what was planned; first reported as anything else, it has moved ahead.
"""


class Direction(models.TextChoices):
    """Which way a status moved between two days; revised dates and words do not count here."""

    BEHIND = "behind", _("Regressed")
    SAME = "same", _("Same status")
    AHEAD = "ahead", _("Progressed")

    @classmethod
    def between(cls, was: Status | None, now: Status | None) -> Direction | None:
        """The direction from one status to another; None if either day has no status."""
        if was is None or now is None:
            return None
        if was == now:
            return cls.SAME
        return cls.AHEAD if PROGRESS_ORDER.index(was) < PROGRESS_ORDER.index(now) else cls.BEHIND


@dataclass(frozen=True)
class MatrixCell:
    """How many milestones went from one status to another, and how many of them changed at all."""

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
    """How many milestones went from one status to another, or kept the same one.

    ``was`` is None for those without a record on the first day; ``changed`` is whether anything
    recorded of them differs between the days.
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
    """How many milestones went from each status to each other status between two days."""

    cells: Mapping[tuple[Status | None, Status], MatrixCell]

    @classmethod
    def of_steps(cls, steps: Iterable[Step], by_status: Mapping[Status, int]) -> Self:
        """Build the matrix from the steps of the milestones whose record differs between the days,
        and from the number of milestones with each status on the second day."""
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
        """Count the milestones that went from one status (``none``: nothing recorded) to another,
        in a direction, and changed or not; an empty string or None leaves a condition out."""
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
        """A row for each status; first, if any, the milestones with nothing recorded."""
        first: list[Status | None] = [None] if self.new else []
        return [
            MatrixRow(was, [self.cells.get((was, now), MatrixCell(was, now)) for now in Status])
            for was in [*first, *Status]
        ]

    @property
    def columns(self) -> list[tuple[Status, int]]:
        """The statuses, and how many milestones have each on the second day."""
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
        """Milestones with nothing recorded on the first day."""
        return self._count(lambda cell: cell.was is None)

    @property
    def changed(self) -> int:
        return sum(cell.changed for cell in self.cells.values())

    @property
    def otherwise(self) -> int:
        """Milestones with the same status, but other words or another revised date."""
        return self.changed - self.ahead - self.behind - self.new

    @property
    def unchanged(self) -> int:
        return self.milestones - self.changed

    def _count(self, condition: Any) -> int:
        return sum(cell.milestones for cell in self.cells.values() if condition(cell))


@dataclass(frozen=True)
class StatusOnDay:
    """What was recorded as of one of the two days; ``status`` is None before the plan's date."""

    status: Status | None
    words: str
    revised: ImpreciseDate | None


@dataclass(frozen=True)
class StatusChange:
    """The record for all parties, or for one pair, on the first day and on the second."""

    pair: Pair
    was: StatusOnDay
    now: StatusOnDay

    @property
    def direction(self) -> Direction | None:
        return Direction.between(self.was.status, self.now.status)

    @property
    def put_off(self) -> int | None:
        """Months from the first revised date to the second; None if either day has none."""
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

    ``whole`` is the change that counts: of the pair in the query, else of the roll-up. ``pairs``
    has the change of each country pair, if the query has no pair and both are concerned.
    """

    milestone: Any
    whole: StatusChange
    pairs: Sequence[StatusChange]

    @classmethod
    def of(cls, milestone: Any, pair: Pair, lines: Mapping[int, Sequence[Any]]) -> Self:
        """Read what ``compared`` added to a milestone; ``lines`` has the lines by update id."""
        pairs = [_status_change(milestone, country_pair, lines) for country_pair in COUNTRY_PAIRS]
        both = pair == Pair.ALL and all(change.now.status for change in pairs)
        whole = StatusChange(
            pair,
            _overall_status(milestone, "from", pair, [change.was for change in pairs]),
            _overall_status(milestone, "to", pair, [change.now for change in pairs]),
        )
        return cls(milestone, whole, pairs if both else [])

    @property
    def was_by_pair(self) -> list[tuple[Pair, StatusOnDay]]:
        """Each pair's status on the first day, if they differed; else nothing."""
        return _if_different([(change.pair, change.was) for change in self.pairs])

    @property
    def now_by_pair(self) -> list[tuple[Pair, StatusOnDay]]:
        """Each pair's status on the second day, if they differed; else nothing."""
        return _if_different([(change.pair, change.now) for change in self.pairs])

    @property
    def movements(self) -> Sequence[StatusChange]:
        """The changes to show: each pair's if the pairs ever differed, else the whole's."""
        return self.pairs if self.was_by_pair or self.now_by_pair else [self.whole]


def _if_different(statuses: list[tuple[Pair, StatusOnDay]]) -> list[tuple[Pair, StatusOnDay]]:
    return statuses if len({status for _pair, status in statuses}) > 1 else []


def _status_change(milestone: Any, pair: Pair, lines: Mapping[int, Sequence[Any]]) -> StatusChange:
    return StatusChange(
        pair,
        _pair_status(milestone, "from", pair, lines),
        _pair_status(milestone, "to", pair, lines),
    )


def _pair_status(
    milestone: Any, side: str, pair: Pair, lines: Mapping[int, Sequence[Any]]
) -> StatusOnDay:
    """What was recorded for a country pair; empty if the milestone does not concern it."""
    status = getattr(milestone, f"{side}_status_{pair.lower().replace('-', '_')}")
    update_lines = lines.get(getattr(milestone, f"{side}_update_id"), ()) if status else ()
    line = next((line for line in update_lines if line.pair in {Pair.ALL, pair}), None)
    return StatusOnDay(
        status=Status(status) if status else None,
        words=line.as_reported if line else "",
        revised=line.revised if line else None,
    )


def _overall_status(
    milestone: Any, side: str, pair: Pair, by_pair: Sequence[StatusOnDay]
) -> StatusOnDay:
    """What was recorded for the pair in the query, or the roll-up."""
    status = getattr(milestone, f"{side}_status")
    return StatusOnDay(
        status=Status(status) if status else None,
        words=_combined_words(pair, by_pair),
        revised=revised(milestone, f"{side}_"),
    )


def _combined_words(pair: Pair, by_pair: Sequence[StatusOnDay]) -> str:
    """The pair's words; for the roll-up, both pairs' with their codes, unless they are the same."""
    if pair != Pair.ALL:
        return by_pair[COUNTRY_PAIRS.index(pair)].words
    different = dict.fromkeys(on_day.words for on_day in by_pair if on_day.status)
    if len(different) < len(COUNTRY_PAIRS):
        return next(iter(different), "")
    return " / ".join(
        f"{country_pair}: {on_day.words}"
        for country_pair, on_day in zip(COUNTRY_PAIRS, by_pair, strict=True)
    )


def revised(milestone: Any, prefix: str) -> ImpreciseDate | None:
    """The revised date that ``compared`` added under a prefix; None if there is none."""
    date = getattr(milestone, f"{prefix}revised_date")
    if date is None:
        return None
    return ImpreciseDate(date, Precision(getattr(milestone, f"{prefix}revised_precision")))
