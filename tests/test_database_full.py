"""While a SQLite database has no room left, nothing is recorded by halves, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.models import Milestone, StatusUpdate
from spp_tracker.middleware import is_unavailable
from tests.database_copy import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("copied_database")]

FIRST_DAY = dt.date(2007, 1, 1)


def limit_pages(more: int) -> None:
    """Let the file grow by so many pages: beyond, SQLite says what it says of a full disk."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (count,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {count + more}")


def record(number: int) -> None:
    """Record a status of a day of its own."""
    line = StatusLine(Pair.ALL, Status.DELAYED, "Delayed, said a letter. " * 20)
    milestone = Milestone.objects.get(code="TS-1.4")
    record_statuses([StatusUpdateInput(milestone, FIRST_DAY + dt.timedelta(number), [line])])


def record_until_full() -> tuple[int, OperationalError]:
    """How many statuses were recorded before the error."""
    for number in itertools.count():
        try:
            record(number)
        except OperationalError as full:
            return number, full
    raise AssertionError


def test_what_does_not_fit_is_refused_and_the_record_stays_whole() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("What is full is the disk of a file.")

    def fill() -> None:
        limit_pages(more=3)
        recorded, error = record_until_full()
        assert recorded > 0
        assert "full" in str(error)
        assert is_unavailable(error), "It is answered with 503."
        assert StatusUpdate.objects.filter(as_of__gte=FIRST_DAY).count() == recorded
        limit_pages(more=1000)
        call_command("verify")

    at_once(fill)
