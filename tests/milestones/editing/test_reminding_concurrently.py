"""Two runs of the reminders at the same time, as of two machines with the same timetable."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from milestones.editing.reminders import send_reminder
from tests.database_copy import at_once
from tests.factories import person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("copied_database"),
    pytest.mark.both_databases,
]


def test_runs_at_the_same_time_tell_each_person_once() -> None:
    (user,) = at_once(lambda: person("ada", "Editors", "IC", email="ada@example.org"))
    letters = at_once(*[lambda: send_reminder(user, dt.date(2006, 9, 30))] * 6)
    assert len([letter for letter in letters if letter]) == len(mail.outbox) == 1
