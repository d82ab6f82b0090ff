"""How many milestones stand where: the counts behind every figure."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple, Self, TypeVar

from milestones.choices import DELIVERED, SCALE, Status
from milestones.dates import ImpreciseDate
from priorities.models import PriorityArea

_Key = TypeVar("_Key")


def is_overdue(status: str, last_due: dt.date | None, day: dt.date) -> bool:
    """Whether the last deadline has passed, and it is not delivered."""
    return last_due is not None and last_due < day and status not in DELIVERED


def is_contradictory(status: str, last_due: dt.date | None, day: dt.date) -> bool:
    """Whether it is on track although the last deadline has passed."""
    return last_due is not None and last_due < day and status == Status.ON_TRACK


class CountRow(NamedTuple):
    """How many milestones stand alike (see ``Standing`` for what the fields mean).

    ``area`` is the key of the priority area.
    """

    due_under: str
    last_due: dt.date | None
    area: int
    status: str
    slipped: bool
    differ: bool
    milestones: int

    @property
    def periods(self) -> list[str]:
        """The codes of the deadlines that they are listed under."""
        return self.due_under.split() or [NO_DEADLINE]

    @property
    def ends_of_periods(self) -> list[dt.date]:
        """The days on which these deadlines fall due at the latest; none without a deadline."""
        return [ImpreciseDate.parse(code).date for code in self.due_under.split()]

    def is_overdue(self, day: dt.date) -> bool:
        """Whether they are overdue on a day."""
        return is_overdue(self.status, self.last_due, day)

    def is_contradictory(self, day: dt.date) -> bool:
        """Whether they are on track although the last deadline has passed."""
        return is_contradictory(self.status, self.last_due, day)


Condition = Callable[[CountRow], bool]


@dataclass(frozen=True)
class Counts:
    """How many milestones stand where on a day: what every figure of a page is added up from."""

    rows: Sequence[CountRow]
    day: dt.date

    @property
    def milestones(self) -> int:
        return sum(row.milestones for row in self.rows)

    def where(self, *conditions: Condition) -> Counts:
        """Those of the milestones that all of these conditions hold for."""
        rows = self.rows
        for holds in conditions:
            rows = [row for row in rows if holds(row)]
        return Counts(rows, self.day)

    def by_area(self) -> dict[int, Counts]:
        """Those of each priority area that has any, by the area's key."""
        return self._grouped(lambda row: (row.area,))

    def by_status(self) -> dict[str, int]:
        """How many there are of each status that any has."""
        return {status: some.milestones for status, some in self._grouped(_status).items()}

    def by_deadline(self) -> list[DeadlineTally]:
        """Those of each deadline month, earliest first, then those without a deadline.

        A milestone with deadlines in two months counts in both. A year or a season has a row of
        its own, after the month it ends with.
        """
        periods = self._grouped(lambda row: row.periods)
        undated = periods.pop(NO_DEADLINE, None)
        dated = sorted(
            ((ImpreciseDate.parse(code), some) for code, some in periods.items()), key=itemgetter(0)
        )
        tallies = [DeadlineTally(when, some.tally()) for when, some in dated]
        return [*tallies, DeadlineTally(None, undated.tally())] if undated else tallies

    def tally(self) -> Tally:
        """The figures of all of them."""
        by_status: Counter[str] = Counter()
        overdue = contradiction = slipped = 0
        for row in self.rows:
            by_status[row.status] += row.milestones
            overdue += row.milestones if row.is_overdue(self.day) else 0
            contradiction += row.milestones if row.is_contradictory(self.day) else 0
            slipped += row.milestones if row.slipped else 0
        return Tally(
            milestones=by_status.total(),
            by_status={status: by_status[status] for status in Status},
            overdue=overdue,
            contradiction=contradiction,
            slipped=slipped,
        )

    def _grouped(self, keys: Callable[[CountRow], Iterable[_Key]]) -> dict[_Key, Counts]:
        grouped: dict[_Key, list[CountRow]] = defaultdict(list)
        for row in self.rows:
            for key in keys(row):
                grouped[key].append(row)
        return {key: Counts(rows, self.day) for key, rows in grouped.items()}


def _status(row: CountRow) -> tuple[str]:
    return (row.status,)


@dataclass(frozen=True)
class Tally:
    """Counts of milestones: all of them, by status (``planned``, then furthest behind first),
    and those that are overdue, contradictory or put off."""

    milestones: int
    by_status: Mapping[Status, int]
    overdue: int
    contradiction: int
    slipped: int

    @classmethod
    def total(cls, tallies: Iterable[Tally]) -> Self:
        """The sum of tallies that share no milestone."""
        every = list(tallies)
        return cls(
            milestones=sum(tally.milestones for tally in every),
            by_status={status: sum(t.by_status[status] for t in every) for status in Status},
            overdue=sum(tally.overdue for tally in every),
            contradiction=sum(tally.contradiction for tally in every),
            slipped=sum(tally.slipped for tally in every),
        )

    @property
    def planned(self) -> int:
        return self.by_status[Status.PLANNED]

    @property
    def reported(self) -> int:
        return self.milestones - self.planned

    @property
    def completed(self) -> int:
        """Completed or completed / ongoing."""
        return sum(self.by_status[status] for status in DELIVERED)

    @property
    def completed_share(self) -> float:
        """The completed share, 0 to 1; 0 of nothing."""
        return self.completed / self.milestones if self.milestones else 0.0

    @property
    def on_scale(self) -> list[tuple[Status, int]]:
        """The recorded statuses and their counts, furthest behind first."""
        return [(status, self.by_status[status]) for status in SCALE]


@dataclass(frozen=True)
class AreaTally:
    area: PriorityArea
    tally: Tally


@dataclass(frozen=True)
class DeadlineTally:
    """The milestones due in one month (or season or year); ``when`` is None for no deadline."""

    when: ImpreciseDate | None
    tally: Tally

    @property
    def code(self) -> str:
        return self.when.code if self.when else NO_DEADLINE


NO_DEADLINE = "none"
"""Stands for "no deadline" where a month would."""
