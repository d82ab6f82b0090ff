"""Each line of a long history costs no more than one of a short history."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.models import Milestone, PairStatus

pytestmark = pytest.mark.django_db

FIRST_DAY = dt.date(2007, 1, 1)


def record_days(first: int, count: int) -> None:
    """Record another status of every milestone on each of so many days."""
    for number in range(first, first + count):
        status = (Status.DELAYED, Status.INITIATED)[number % 2]
        record_statuses(
            [
                StatusUpdateInput(milestone, FIRST_DAY + dt.timedelta(number), [line], "Recorded")
                for milestone in Milestone.objects.all()
                for line in [StatusLine(Pair(milestone.parties), status)]
            ]
        )


def steps_for_a_line() -> float:
    """How many thousand steps SQLite takes for each line of the history, on the average."""
    thousands = 0

    def count() -> None:
        nonlocal thousands
        thousands += 1

    lines = PairStatus.objects.with_state(FIRST_DAY + dt.timedelta(100))
    connection.ensure_connection()
    connection.connection.set_progress_handler(count, 1000)
    try:
        number = len(lines)
    finally:
        connection.connection.set_progress_handler(None, 0)
    return thousands / number


def test_a_line_of_a_long_history_takes_as_many_steps_as_one_of_a_short_one() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL does not count its steps.")
    record_days(0, 3)
    short = steps_for_a_line()
    record_days(3, 12)
    assert steps_for_a_line() < short * 1.5
