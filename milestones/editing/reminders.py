"""Mail editors the milestones of their areas that need attention, each matter only once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
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
from django.utils.translation import gettext as _

from milestones.editing.worklist import Task, tasks_for
from milestones.models import AttentionReason, Reminder


@dataclass(frozen=True)
class ReminderEmail:
    """A person's reminder of a day: tasks by reason, then by area in document order."""

    user: Any
    day: dt.date
    tasks: Sequence[Task]

    @property
    def subject(self) -> str:
        """The number of tasks for each reason."""
        reasons = Counter(task.reason for task in self.tasks)
        counts = [f"{reason.label} ({count})" for reason, count in reasons.items()]
        return _("SPP Tracker: %(counts)s") % {"counts": ", ".join(counts)}

    @property
    def body(self) -> str:
        """The body as plain text."""
        site = urljoin(settings.PUBLIC_URL, "/").rstrip("/")
        context = {"tasks": self.tasks, "day": self.day, "site": site}
        return render_to_string("mail/reminder.txt", context)


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
    tasks = [
        task for task in tasks_for(user, day) if task.area.pk in areas and task.key not in sent
    ]
    order = list(AttentionReason)
    # The sort is stable, so the oldest tasks stay first within an area.
    tasks.sort(key=lambda task: (order.index(task.reason), task.area.order))
    return ReminderEmail(user, day, tasks) if tasks else None


@transaction.atomic
def send_reminder(user: Any, day: dt.date) -> ReminderEmail | None:
    """Mail a person their new tasks, and save that they were reminded of them.

    None if there were none. If the mail cannot be sent (SMTPException or another OSError) nothing
    is saved, so the next run tries again. The user's row is locked, so that two runs at the same
    time do not mail a task twice.
    """
    locked_user = get_user_model()._default_manager.select_for_update().get(pk=user.pk)
    reminder = build_reminder(locked_user, day)
    if reminder:
        Reminder.objects.bulk_create(
            Reminder(
                user=locked_user,
                milestone=task.milestone,
                concern=task.reason.concern,
                since=task.since,
            )
            for task in reminder.tasks
        )
        EmailMessage(reminder.subject, reminder.body, to=[locked_user.email]).send()
    return reminder
