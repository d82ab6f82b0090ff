"""Mail editors the milestones of their areas that need attention, each concern only once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.editing.worklist import Task, tasks_for
from milestones.models import Milestone, Reminder, ReminderReason
from priorities.models import PriorityArea


@dataclass(frozen=True)
class Item:
    """A task as it appears in the mail of a day."""

    task: Task
    day: dt.date

    @property
    def milestone(self) -> Milestone:
        return self.task.milestone

    @property
    def concern(self) -> ReminderReason:
        return self.task.concern

    @property
    def area(self) -> PriorityArea:
        return self.milestone.initiative.area

    @property
    def deadline(self) -> ImpreciseDate | None:
        """The deadline that causes the concern, else the last one; None without any."""
        dates = (deadline.when for deadline in self.milestone.deadlines.all())
        by_day = {when.date: when for when in dates}
        return by_day.get(self.task.since, self.milestone.last_deadline)

    @property
    def days(self) -> int:
        """How many days have passed since the deadline, or remain until it if it is due soon."""
        return abs((self.day - self.task.since).days)

    @property
    def statuses(self) -> list[tuple[Pair, Status]]:
        """The status of each pair that the milestone concerns."""
        status_by_pair = {
            Pair.US_CN: self.milestone.status_us_cn,
            Pair.US_MX: self.milestone.status_us_mx,
        }
        return [(pair, Status(status)) for pair, status in status_by_pair.items() if status]

    @property
    def address(self) -> str:
        """The URL of the page on which a status is recorded."""
        return public(reverse("admin:milestones_milestone_record", args=[self.milestone.pk]))


@dataclass(frozen=True)
class ReminderEmail:
    """A person's reminder of a day: tasks by concern, then by area in document order."""

    user: Any
    day: dt.date
    items: Sequence[Item]

    @property
    def subject(self) -> str:
        """The number of tasks of each concern."""
        concerns = [item.concern for item in self.items]
        counts = [
            f"{concern.label} ({concerns.count(concern)})"
            for concern in ReminderReason
            if concern in concerns
        ]
        return _("SPP Tracker: %(counts)s") % {"counts": ", ".join(counts)}

    @property
    def body(self) -> str:
        """The body as plain text."""
        context = {
            "items": self.items,
            "day": self.day,
            "work_list": public(reverse("work_list")),
        }
        return render_to_string("mail/reminder.txt", context)

    def send(self) -> None:
        """Send the mail. Raises SMTPException or another OSError if that fails."""
        EmailMessage(self.subject, self.body, to=[self.user.email]).send()


def public(path: str) -> str:
    """The absolute URL of a path, for use outside the site."""
    return urljoin(f"{settings.PUBLIC_URL}/", path)


def editors() -> QuerySet[Any]:
    """The active users who edit at least one priority area."""
    people = get_user_model()._default_manager.filter(is_active=True)
    return people.filter(edited_areas__isnull=False).distinct().order_by("username")


def build_reminder(user: Any, day: dt.date) -> ReminderEmail | None:
    """Build a person's reminder of tasks that they were not reminded of yet.

    None if there are none. Only the areas assigned to the person count, even if they may record
    everywhere.
    """
    areas = set(user.edited_areas.values_list("area", flat=True))
    sent = set(user.reminders.values_list("milestone", "concern", "since"))
    items = [
        Item(task, day)
        for task in tasks_for(user, day)
        if task.milestone.initiative.area_id in areas
        and (task.milestone.pk, task.concern, task.since) not in sent
    ]
    order = list(ReminderReason)
    # The sort is stable, so the oldest tasks stay first within an area.
    items.sort(key=lambda item: (order.index(item.concern), item.area.order))
    return ReminderEmail(user, day, items) if items else None


@transaction.atomic
def send_reminder(user: Any, day: dt.date) -> ReminderEmail | None:
    """Mail a person their new tasks, and save that they were reminded of them.

    None if there were none. If the mail cannot be sent nothing is saved, so the next run tries
    again. The user's row is locked, so that two runs at the same time do not mail a task twice.
    """
    locked_user = get_user_model()._default_manager.select_for_update().get(pk=user.pk)
    reminder = build_reminder(locked_user, day)
    if reminder:
        Reminder.objects.bulk_create(
            Reminder(
                user=locked_user,
                milestone=item.milestone,
                concern=item.concern,
                since=item.task.since,
            )
            for item in reminder.items
        )
        reminder.send()
    return reminder
