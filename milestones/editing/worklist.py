"""The work list: the milestones of an editor's areas that need the editor, and why."""

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
"""How long before its deadline a milestone is due soon."""


@dataclass(frozen=True)
class Task:
    """A milestone that needs its editor, and why.

    ``since`` is the day that gives rise to the concern: the deadline that has passed or is
    near, or the day that the newest edition tells of. ``milestone`` has all that ``as_of`` adds.
    """

    milestone: Milestone
    concern: ReminderReason
    since: dt.date


def tasks_for(user: Any, day: dt.date) -> list[Task]:
    """What a person has to see to on a day: the most pressing concern first, the longest first.

    A milestone comes once for each concern that it gives.
    """
    edition = newest_edition(day)
    milestones = recordable(Milestone.objects.as_of(day), user).with_deadlines()
    order = list(ReminderReason)
    return sorted(
        _tasks(_with_news(milestones, edition, day), edition, day),
        # Sorting keeps document order within a day.
        key=lambda task: (order.index(task.concern), task.since),
    )


def newest_edition(day: dt.date) -> StatusReport | None:
    """The newest edition in effect that tells of a day not after this one; None without any."""
    newest: StatusReport | None = StatusReport.objects.filter(as_of__lte=day).newest()
    return newest


def _with_news(
    milestones: MilestoneQuerySet, edition: StatusReport | None, day: dt.date
) -> MilestoneQuerySet:
    """Adds ``has_news``: whether something later than the edition's day is on record."""
    later = StatusUpdate.objects.counted().filter(
        milestone=OuterRef("pk"), as_of__gt=edition.as_of if edition else day, as_of__lte=day
    )
    return milestones.annotate(has_news=Exists(later))


def _tasks(milestones: Iterable[Any], edition: StatusReport | None, day: dt.date) -> Iterator[Task]:
    for milestone in milestones:
        if milestone.overdue:
            yield Task(milestone, ReminderReason.OVERDUE, milestone.last_due)
        if milestone.contradiction:
            yield Task(milestone, ReminderReason.CONTRADICTORY, milestone.last_due)
        if due := _due_soon(milestone, day):
            yield Task(milestone, ReminderReason.DUE_SOON, due)
        # What is completed has no more news to come.
        if edition and not milestone.has_news and milestone.status != Status.COMPLETED:
            yield Task(milestone, ReminderReason.NOT_UPDATED, edition.as_of)


def _due_soon(milestone: Milestone, day: dt.date) -> dt.date | None:
    """The next of its deadlines that is near and not met; None without any."""
    if milestone.status in DELIVERED:
        return None
    dates = (deadline.date for deadline in milestone.deadlines.all())
    return min((date for date in dates if day <= date <= day + SOON), default=None)
