"""Telling editors by mail what needs them in their areas, and nothing twice."""

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
    """A task as a mail tells it on a day."""

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
        """The deadline that gives rise to the concern, else the last one; None without any."""
        dates = (deadline.when for deadline in self.milestone.deadlines.all())
        by_day = {when.date: when for when in dates}
        return by_day.get(self.task.since, self.milestone.last_deadline)

    @property
    def days(self) -> int:
        """How many days the deadline is past or, if it is due soon, ahead."""
        return abs((self.day - self.task.since).days)

    @property
    def statuses(self) -> list[tuple[Pair, Status]]:
        """Where it stands for each pair that it concerns."""
        found = {
            Pair.US_CN: self.milestone.status_us_cn,
            Pair.US_MX: self.milestone.status_us_mx,
        }
        return [(pair, Status(status)) for pair, status in found.items() if status]

    @property
    def address(self) -> str:
        """Of the page to record a status."""
        return public(reverse("admin:milestones_milestone_record", args=[self.milestone.pk]))


@dataclass(frozen=True)
class ReminderEmail:
    """What a person is told on a day: by concern, then by area, in document order."""

    user: Any
    day: dt.date
    items: Sequence[Item]

    @property
    def subject(self) -> str:
        """How many tasks of which concern there are."""
        concerns = [item.concern for item in self.items]
        counts = [
            f"{concern.label} ({concerns.count(concern)})"
            for concern in ReminderReason
            if concern in concerns
        ]
        return _("SPP Tracker: %(counts)s") % {"counts": ", ".join(counts)}

    @property
    def body(self) -> str:
        """Plain text."""
        context = {
            "items": self.items,
            "day": self.day,
            "work_list": public(reverse("work_list")),
        }
        return render_to_string("mail/reminder.txt", context)

    def send(self) -> None:
        """Mail it. Raises whatever the mail server has against it."""
        EmailMessage(self.subject, self.body, to=[self.user.email]).send()


def public(path: str) -> str:
    """The whole address of a page, for those who are not on the site."""
    return urljoin(f"{settings.PUBLIC_URL}/", path)


def editors() -> QuerySet[Any]:
    """Whoever keeps a priority area and may still log in."""
    people = get_user_model()._default_manager.filter(is_active=True)
    return people.filter(edited_areas__isnull=False).distinct().order_by("username")


def build_reminder(user: Any, day: dt.date) -> ReminderEmail | None:
    """What to tell a person of the areas given to them that they were not told before.

    None if there is nothing. Those who may record everywhere are told of the areas that they
    were given, like everybody else.
    """
    areas = set(user.edited_areas.values_list("area", flat=True))
    told = set(user.reminders.values_list("milestone", "concern", "since"))
    items = [
        Item(task, day)
        for task in tasks_for(user, day)
        if task.milestone.initiative.area_id in areas
        and (task.milestone.pk, task.concern, task.since) not in told
    ]
    order = list(ReminderReason)
    # Sorting keeps the longest first within an area.
    items.sort(key=lambda item: (order.index(item.concern), item.area.order))
    return ReminderEmail(user, day, items) if items else None


@transaction.atomic
def send_reminder(user: Any, day: dt.date) -> ReminderEmail | None:
    """Mail a person what they were not told before, and keep that they were told.

    None if there was nothing. If the mail cannot be sent nothing is kept, so the next run tells
    it. Two runs at the same time take turns: the later one finds what the earlier has told.
    """
    held = get_user_model()._default_manager.select_for_update().get(pk=user.pk)
    letter = build_reminder(held, day)
    if letter:
        Reminder.objects.bulk_create(
            Reminder(
                user=held,
                milestone=item.milestone,
                concern=item.concern,
                since=item.task.since,
            )
            for item in letter.items
        )
        letter.send()
    return letter
