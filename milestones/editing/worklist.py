"""The work list: milestones in an editor's areas that need attention, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from milestones.choices import DELIVERED, Status
from milestones.models import (
    Milestone,
    MilestoneQuerySet,
    ReminderReason,
    StatusReport,
    StatusUpdate,
)
from milestones.permissions import recordable

SOON = dt.timedelta(days=60)
"""How long before its deadline a milestone counts as due soon."""


@dataclass(frozen=True)
class Task:
    """A milestone that needs its editor, and why.

    ``since`` is the day that causes the concern: the deadline that has passed or is near, or the
    as-of day of the newest edition. ``milestone`` has the annotations of ``as_of``.
    """

    milestone: Milestone
    concern: ReminderReason
    since: dt.date


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
            yield Task(milestone, ReminderReason.OVERDUE, milestone.last_due)
        if milestone.contradiction:
            yield Task(milestone, ReminderReason.CONTRADICTORY, milestone.last_due)
        if due := _due_soon(milestone, day):
            yield Task(milestone, ReminderReason.DUE_SOON, due)
        # A completed milestone needs no further updates.
        if edition and not milestone.has_news and milestone.status != Status.COMPLETED:
            yield Task(milestone, ReminderReason.NOT_UPDATED, edition.as_of)


def _due_soon(milestone: Milestone, day: dt.date) -> dt.date | None:
    """The next near deadline of a milestone that is not delivered yet; None without any."""
    if milestone.status in DELIVERED:
        return None
    dates = (deadline.date for deadline in milestone.deadlines.all())
    return min((date for date in dates if day <= date <= day + SOON), default=None)
