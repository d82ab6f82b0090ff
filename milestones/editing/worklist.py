"""The work list: milestones in an editor's areas that need attention, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from milestones.choices import COUNTRY_PAIRS, Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Attention, AttentionReason, Milestone, Standing, StatusReport
from milestones.models.conditions import ATTENTION_FIELDS
from milestones.permissions import areas_of
from milestones.queries.listing import listed
from priorities.models import PriorityArea


@dataclass(frozen=True)
class Task:
    """A milestone that needs its editor on a day, and why.

    ``since`` is the date that the reason is about. ``milestone`` has the fields of its standing.
    """

    milestone: Milestone
    reason: AttentionReason
    since: dt.date
    day: dt.date

    @property
    def key(self) -> tuple[int, str, dt.date]:
        """What makes it the same matter as one that a person was reminded of."""
        return self.milestone.pk, self.reason.concern, self.since

    @property
    def area(self) -> PriorityArea:
        return self.milestone.initiative.area

    @property
    def deadline(self) -> ImpreciseDate | None:
        """The deadline that the reason is about, else the last one; None without any."""
        by_day = {deadline.date: deadline.when for deadline in self.milestone.deadlines.all()}
        return by_day.get(self.since, self.milestone.last_deadline)

    @property
    def days(self) -> int:
        """How many days lie between the day and the date that the reason is about."""
        return abs((self.day - self.since).days)

    @property
    def statuses(self) -> list[tuple[Pair, Status]]:
        """The status of each pair that the milestone concerns."""
        stands = self.milestone.status_us_cn, self.milestone.status_us_mx
        by_pair = zip(COUNTRY_PAIRS, stands, strict=True)
        return [(pair, Status(status)) for pair, status in by_pair if status]


def tasks_for(user: Any, day: dt.date) -> list[Task]:
    """A person's tasks on a day: the most pressing reason first, within it the oldest first.

    A milestone appears once for each of its reasons: those that everybody sees, and
    ``NOT_UPDATED``.
    """
    attention = Attention(day, list(StatusReport.objects.days(day)), reasons=tuple(AttentionReason))
    standings = Standing.objects.on(day).filter(area__in=areas_of(user))
    needing = attention.among(standings, attention.reasons)
    tasks = [
        Task(milestone, reason, since, day)
        for milestone in listed(needing, day, *ATTENTION_FIELDS)
        for reason, since in attention.reasons_of(milestone).items()
    ]
    order = list(AttentionReason)
    return sorted(
        tasks, key=lambda task: (order.index(task.reason), task.since, task.milestone.position)
    )


def newest_edition(day: dt.date) -> StatusReport | None:
    """The newest edition in effect that is as of this day or earlier; None without any."""
    return StatusReport.objects.filter(as_of__lte=day).newest()
