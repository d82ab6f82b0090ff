"""The work list: milestones in an editor's areas that need attention, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from milestones.choices import COUNTRY_PAIRS, DELIVERED, Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import (
    Milestone,
    MilestoneQuerySet,
    ReminderReason,
    StatusReport,
    StatusUpdate,
)
from milestones.permissions import recordable
from priorities.models import PriorityArea

SOON = dt.timedelta(days=60)
"""How long before its deadline a milestone counts as due soon."""


@dataclass(frozen=True)
class Task:
    """A milestone that needs its editor on a day, and why.

    ``since`` is the day that causes the concern: the deadline that has passed or is near, or the
    as-of day of the newest edition. ``milestone`` has the annotations of ``as_of``.
    """

    milestone: Milestone
    concern: ReminderReason
    since: dt.date
    day: dt.date

    @property
    def area(self) -> PriorityArea:
        return self.milestone.initiative.area

    @property
    def deadline(self) -> ImpreciseDate | None:
        """The deadline that causes the concern, else the last one; None without any."""
        by_day = {deadline.date: deadline.when for deadline in self.milestone.deadlines.all()}
        return by_day.get(self.since, self.milestone.last_deadline)

    @property
    def days(self) -> int:
        """How many days have passed since the deadline, or remain until it if it is due soon."""
        return abs((self.day - self.since).days)

    @property
    def statuses(self) -> list[tuple[Pair, Status]]:
        """The status of each pair that the milestone concerns."""
        stands = self.milestone.status_us_cn, self.milestone.status_us_mx
        by_pair = zip(COUNTRY_PAIRS, stands, strict=True)
        return [(pair, Status(status)) for pair, status in by_pair if status]


def tasks_for(user: Any, day: dt.date) -> list[Task]:
    """A person's tasks on a day: the most pressing concern first, within it the oldest first.

    A milestone appears once for each of its concerns.
    """
    edition = newest_edition(day)
    milestones = recordable(Milestone.objects.as_of(day), user).with_deadlines()
    order = list(ReminderReason)
    return sorted(
        _tasks(_annotate_news(milestones, edition, day), edition, day),
        # The sort is stable, so document order is kept within a day.
        key=lambda task: (order.index(task.concern), task.since),
    )


def newest_edition(day: dt.date) -> StatusReport | None:
    """The newest edition in effect that is as of this day or earlier; None without any."""
    return StatusReport.objects.filter(as_of__lte=day).newest()


def _annotate_news(
    milestones: MilestoneQuerySet, edition: StatusReport | None, day: dt.date
) -> MilestoneQuerySet:
    """Annotate ``has_news``: whether an update later than the edition's day is recorded."""
    later_updates = StatusUpdate.objects.counted().filter(
        milestone=OuterRef("pk"), as_of__gt=edition.as_of if edition else day, as_of__lte=day
    )
    return milestones.annotate(has_news=Exists(later_updates))


def _tasks(milestones: Iterable[Any], edition: StatusReport | None, day: dt.date) -> Iterator[Task]:
    for milestone in milestones:
        if milestone.overdue:
            yield Task(milestone, ReminderReason.OVERDUE, milestone.last_due, day)
        if milestone.contradictory:
            yield Task(milestone, ReminderReason.CONTRADICTORY, milestone.last_due, day)
        if due := _due_soon(milestone, day):
            yield Task(milestone, ReminderReason.DUE_SOON, due, day)
        # A completed milestone needs no further updates.
        if edition and not milestone.has_news and milestone.status != Status.COMPLETED:
            yield Task(milestone, ReminderReason.NOT_UPDATED, edition.as_of, day)


def _due_soon(milestone: Milestone, day: dt.date) -> dt.date | None:
    """The next near deadline of a milestone that is not delivered yet; None without any."""
    if milestone.status in DELIVERED:
        return None
    dates = (deadline.date for deadline in milestone.deadlines.all())
    return min((date for date in dates if day <= date <= day + SOON), default=None)
