"""Counts of milestones by status, area and deadline, from which every figure is calculated."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import sqrt
from operator import itemgetter
from statistics import median
from typing import Any, NamedTuple, Self, TypeVar

from milestones.choices import DELIVERED, Delivery, Status
from milestones.dates import ImpreciseDate, months_between
from priorities.models import PriorityArea

_STATUSES, _DELIVERIES = tuple(Status), tuple(Delivery)
_NUMBERS = "milestones late overdue contradiction slipped due delivered_of_due".split()
"""What a tally counts besides statuses and deliveries."""


def is_overdue(status: str, last_due: dt.date | None, day: dt.date) -> bool:
    """Whether the last deadline is before the day and the milestone is not delivered."""
    return last_due is not None and last_due < day and status not in DELIVERED


def is_late(status: str, last_due: dt.date | None, day: dt.date, *, slipped: bool) -> bool:
    """Whether the milestone is not delivered, and delayed, overdue or slipped."""
    is_behind = status == Status.DELAYED or is_overdue(status, last_due, day) or slipped
    return is_behind and status not in DELIVERED


def is_due(last_due: dt.date | None, day: dt.date) -> bool:
    """Whether the last deadline is on the day or before it."""
    return last_due is not None and last_due <= day


def slip_in_months(last_due: dt.date | None, revised: ImpreciseDate | None) -> int | None:
    """The months from the last deadline to the revised date, negative if that is earlier; None
    without both."""
    return months_between(last_due, revised.date) if last_due and revised else None


MIN_FOR_INTERVAL = 10
"""Of fewer milestones only the counts are given, not a share."""
_NORMAL_95 = 1.959964
"""95 % of a normal distribution are within so many standard deviations of its mean."""


def wilson_interval(part: int, whole: int) -> tuple[float, float] | None:
    """The 95 % Wilson score interval of a share, each end from 0 to 1; None for a small whole.

    It says how far the share could be from the one that as many milestones of the same kind
    would have in the long run.
    """
    if whole < MIN_FOR_INTERVAL:
        return None
    share, z = part / whole, _NORMAL_95
    center = share + z * z / (2 * whole)
    margin = z * sqrt(share * (1 - share) / whole + (z / (2 * whole)) ** 2)
    scale = 1 + z * z / whole
    return max((center - margin) / scale, 0.0), min((center + margin) / scale, 1.0)


@dataclass(frozen=True)
class Slips:
    """The slips of the milestones that slipped, in months."""

    milestones: int
    least: int
    most: int
    median: float

    @classmethod
    def of(cls, counts: Mapping[int, int]) -> Self | None:
        """From the number of milestones by the months that they slipped; None without any."""
        months = sorted(Counter(counts).elements())
        return cls(len(months), months[0], months[-1], median(months)) if months else None


class CountRow(NamedTuple):
    """How many milestones have the same values (see ``Standing`` for the fields).

    ``area`` is the primary key of the priority area.
    """

    due_under: str
    last_due: dt.date | None
    area: int
    status: str
    slipped: bool
    differ: bool
    contradictory: bool
    delivery: str
    milestones: int

    @property
    def periods(self) -> list[str]:
        """The codes of the deadlines that they are listed under."""
        return self.due_under.split() or [NO_DEADLINE]

    @property
    def ends_of_periods(self) -> list[dt.date]:
        """The last day of each of these deadlines; none without a deadline."""
        return [ImpreciseDate.parse(code).date for code in self.due_under.split()]

    def is_overdue(self, day: dt.date) -> bool:
        """Whether they are overdue on a day."""
        return is_overdue(self.status, self.last_due, day)

    def is_late(self, day: dt.date) -> bool:
        """Whether they are late on a day."""
        return is_late(self.status, self.last_due, day, slipped=self.slipped)

    def is_due(self, day: dt.date) -> bool:
        """Whether their last deadline is on the day or before it."""
        return is_due(self.last_due, day)

    @property
    def is_delivered(self) -> bool:
        return self.status in DELIVERED


Condition = Callable[[CountRow], bool]
_Key = TypeVar("_Key")


@dataclass(frozen=True, eq=False)
class Counts:
    """The counts of milestones as of a day, from which a page's figures are summed."""

    rows: Sequence[CountRow]
    day: dt.date

    @property
    def milestones(self) -> int:
        return sum(row.milestones for row in self.rows)

    def where(self, *conditions: Condition) -> Counts:
        """The counts of the rows that meet all conditions."""
        rows = self.rows
        for condition in conditions:
            rows = [row for row in rows if condition(row)]
        return Counts(rows, self.day)

    def condensed(self) -> Counts:
        """The same milestones in fewer rows: what tells milestones apart neither by area nor by
        status nor by a condition as of the day does not tell them apart in these."""
        counts: dict[tuple[Any, ...], int] = defaultdict(int)
        rows: dict[tuple[Any, ...], CountRow] = {}
        for row in self.rows:
            due = row.last_due and (row.last_due > self.day) - (row.last_due < self.day)
            key = (row.area, row.status, due, row.slipped, row.differ, row.contradictory)
            counts[key] += row.milestones
            rows.setdefault(key, row)
        condensed = [row._replace(milestones=counts[key]) for key, row in rows.items()]
        return Counts(condensed, self.day)

    def due_between(self, first: dt.date, last: dt.date) -> Counts:
        """The counts of milestones whose last deadline is between two days, both included."""
        return self.where(lambda row: row.last_due is not None and first <= row.last_due <= last)

    @cached_property
    def by_area(self) -> dict[int, Counts]:
        """The counts of each priority area that has any, by the area's primary key."""
        grouped: dict[int, list[CountRow]] = defaultdict(list)
        for row in self.rows:
            grouped[row.area].append(row)
        return self._shared(grouped)

    def by_status(self) -> dict[str, int]:
        """The number of milestones with each status that occurs."""
        by_status: dict[str, int] = defaultdict(int)
        for row in self.rows:
            by_status[row.status] += row.milestones
        return by_status

    def by_deadline(self) -> list[DeadlineTally]:
        """The tally of each deadline month, earliest first, then of milestones without a deadline.

        A milestone with deadlines in two months counts in both. A year or a season has a row of
        its own, after the month it ends with.
        """
        periods = self._by_period()
        undated = periods.pop(NO_DEADLINE, None)
        dated = sorted(
            ((ImpreciseDate.parse(code), counts) for code, counts in periods.items()),
            key=itemgetter(0),
        )
        tallies = [DeadlineTally(when, counts.tally) for when, counts in dated]
        return [*tallies, DeadlineTally(None, undated.tally)] if undated else tallies

    @cached_property
    def tally(self) -> Tally:
        """The tally of all rows."""
        by_status: dict[Any, int] = dict.fromkeys(_STATUSES, 0)
        by_delivery: dict[Any, int] = dict.fromkeys(_DELIVERIES, 0)
        milestones = late = overdue = contradiction = slipped = due = delivered_of_due = 0
        for row in self.rows:
            count = row.milestones
            is_late, is_overdue, is_due, is_delivered = _conditions(
                row.status, row.last_due, row.slipped, self.day
            )
            milestones += count
            # A code is equal to its choice, and finding that takes longer than counting.
            by_status[row.status] += count
            if row.delivery:
                by_delivery[row.delivery] += count
            late += is_late * count
            overdue += is_overdue * count
            contradiction += row.contradictory * count
            slipped += row.slipped * count
            due += is_due * count
            delivered_of_due += (is_due and is_delivered) * count
        return Tally(
            milestones=milestones,
            by_status=by_status,
            by_delivery=by_delivery,
            late=late,
            overdue=overdue,
            contradiction=contradiction,
            slipped=slipped,
            due=due,
            delivered_of_due=delivered_of_due,
        )

    def _by_period(self) -> dict[str, Counts]:
        grouped: dict[str, list[CountRow]] = defaultdict(list)
        for row in self.rows:
            for code in row.periods:
                grouped[code].append(row)
        return self._shared(grouped)

    def _shared(self, grouped: Mapping[_Key, list[CountRow]]) -> dict[_Key, Counts]:
        """The counts of each group: the same object for as long as none of them changes, so that
        nothing is summed of them again."""
        return {key: _shared(tuple(rows), self.day) for key, rows in grouped.items()}


@lru_cache(maxsize=256)
def _shared(rows: tuple[CountRow, ...], day: dt.date) -> Counts:
    return Counts(rows, day)


@lru_cache(maxsize=10_000)
def _conditions(
    status: str, last_due: dt.date | None, slipped: bool, day: dt.date
) -> tuple[bool, bool, bool, bool]:
    """Whether milestones are late, overdue, due and delivered: each of a page is asked of many
    times, in each sum that counts it."""
    return (
        is_late(status, last_due, day, slipped=slipped),
        is_overdue(status, last_due, day),
        is_due(last_due, day),
        status in DELIVERED,
    )


@dataclass(frozen=True)
class Tally:
    """Counts of milestones: all of them, by status (``planned``, then furthest behind first), by
    whether they were delivered in time, those that are late, overdue, contradictory or slipped,
    and those whose last deadline is on the day or before it (``due``), of which
    ``delivered_of_due`` are delivered."""

    milestones: int
    by_status: Mapping[Status, int]
    by_delivery: Mapping[Delivery, int]
    late: int
    overdue: int
    contradiction: int
    slipped: int
    due: int
    delivered_of_due: int

    def __hash__(self) -> int:
        return hash((self.milestones, self.late, self.overdue, *self.by_status.values()))

    @classmethod
    def total(cls, tallies: Iterable[Tally]) -> Self:
        """The sum of tallies that share no milestone."""
        tally_list = list(tallies)
        numbers = {name: sum([getattr(tally, name) for tally in tally_list]) for name in _NUMBERS}
        statuses = {key: sum([tally.by_status[key] for tally in tally_list]) for key in _STATUSES}
        deliveries = {
            key: sum([tally.by_delivery[key] for tally in tally_list]) for key in _DELIVERIES
        }
        return cls(by_status=statuses, by_delivery=deliveries, **numbers)

    @property
    def planned(self) -> int:
        return self.by_status[Status.PLANNED]

    @property
    def completed(self) -> int:
        """Completed or completed / ongoing."""
        return sum(self.by_status[status] for status in DELIVERED)

    @property
    def not_delivered(self) -> int:
        return self.milestones - self.completed

    @property
    def completed_share(self) -> float:
        """The completed share, from 0 to 1; 0 if there are no milestones."""
        return self.completed / self.milestones if self.milestones else 0.0

    @property
    def late_share(self) -> float:
        """The late share, from 0 to 1; 0 if there are no milestones."""
        return self.late / self.milestones if self.milestones else 0.0

    @property
    def delivered_of_due_share(self) -> float | None:
        """The share that is delivered of those due, from 0 to 1; None if only a few are due."""
        return self.delivered_of_due / self.due if self.due >= MIN_FOR_INTERVAL else None

    @property
    def delivered_of_due_interval(self) -> tuple[float, float] | None:
        """The interval of that share (see ``wilson_interval``)."""
        return wilson_interval(self.delivered_of_due, self.due)


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

    def has_passed(self, day: dt.date) -> bool:
        """Whether the deadline is before a day."""
        return self.when is not None and self.when.date < day


NO_DEADLINE = "none"
"""The code of "no deadline", in place of a month's."""
