"""Counting what is written keeps no writer waiting for another, and never in a circle.

The threads write to a copy of the seeded test database, each on a connection of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Event
from time import monotonic, sleep

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from milestones.models import Milestone
from tests.database_copy import LONGEST, at_once
from tests.milestones.recording import DELAYED, LATER, record

# A module's fixture is there before a test's transaction: the copy is made outside of it.
pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.django_db,
    pytest.mark.usefixtures("copied_database"),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time."),
]


def delayed(code: str) -> None:
    record(LATER, DELAYED, code=code)


def edit_as(username: str) -> None:
    """Edit a milestone, as the admin does. The editor's account is looked up again at the end."""
    milestone = Milestone.objects.get(code="TS-1.1")
    milestone._history_user = User.objects.get(username=username)
    with transaction.atomic():
        milestone.save()


def until_somebody_waits() -> None:
    """Wait until another transaction waits for this one."""
    latest = monotonic() + LONGEST
    with connection.cursor() as cursor:
        while monotonic() < latest:
            cursor.execute(
                "SELECT FROM pg_locks WHERE NOT granted"
                " AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.rowcount:
                return
            sleep(0.02)
    raise TimeoutError


def after(event: Event, task: Callable[[], object]) -> None:
    assert event.wait(LONGEST)
    task()


def test_a_writer_keeps_no_other_waiting_until_it_is_done() -> None:
    both_have_written = Barrier(2, timeout=LONGEST)

    def write(code: str) -> None:
        with transaction.atomic():
            delayed(code)
            both_have_written.wait()

    at_once(lambda: write("TS-1.4"), lambda: write("CS-4.2"))


def test_a_writer_who_must_wait_keeps_no_other_waiting() -> None:
    """The account of an editor is locked while a reminder is sent to them, however slowly."""
    at_once(lambda: User.objects.create_user("reminded"))
    account_is_locked, editor_waits, other_is_done = Event(), Event(), Event()

    def send_reminder() -> None:
        with transaction.atomic():
            User.objects.select_for_update().get(username="reminded")
            account_is_locked.set()
            until_somebody_waits()
            editor_waits.set()
            assert other_is_done.wait(LONGEST)

    def write() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
            delayed("LE-2.1")
        finally:
            other_is_done.set()

    at_once(
        send_reminder,
        lambda: after(account_is_locked, lambda: edit_as("reminded")),
        lambda: after(editor_waits, write),
    )


def test_a_rename_beside_an_edit_by_the_same_person_never_ends_in_a_deadlock() -> None:
    at_once(lambda: User.objects.create_user("ana", first_name="Ana"))
    renamed = Event()

    def rename() -> None:
        with transaction.atomic():
            # The login name is a key, so it cannot be referred to until this ends.
            User.objects.filter(username="ana").update(username="anna", first_name="Anna")
            renamed.set()
            until_somebody_waits()

    at_once(rename, lambda: after(renamed, lambda: edit_as("ana")))
