"""Two runs of the reminders at the same time, as of two machines with the same timetable."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail

from milestones.editing.reminders import send_reminder
from priorities.models import AreaEditor, PriorityArea
from tests.database_copy import at_once

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("copied_database"),
    pytest.mark.both_databases,
]


def appoint() -> int:
    user = User.objects.create_user("ada", email="ada@example.org")
    user.groups.add(Group.objects.get(name="Editors"))
    AreaEditor.objects.create(user=user, area=PriorityArea.objects.get(code="IC"))
    return user.pk


def test_runs_at_the_same_time_tell_each_person_once() -> None:
    (key,) = at_once(appoint)
    user = User(pk=key)
    letters = at_once(*[lambda: send_reminder(user, dt.date(2006, 9, 30))] * 6)
    assert len([letter for letter in letters if letter]) == len(mail.outbox) == 1
