"""The server does not wait long for a lock, so that those who wait do not take all its threads."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from threading import Event

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connections, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from spp_tracker import lock_waits
from tests.database_copy import LONGEST, at_once

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("copied_database"),
    pytest.mark.both_databases,
]


def write() -> None:
    Group.objects.filter(name="Editors").update(name=F("name"))


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    def set_limit(seconds: int) -> None:
        limited = copy.deepcopy(connections.settings["default"])
        monkeypatch.setitem(connections.settings, "default", limited)
        monkeypatch.setattr(lock_waits, "MAX_SECONDS", seconds)
        lock_waits.limit_lock_waits()

    return set_limit


def test_a_writer_gives_up_soon(limit: Callable[[int], None]) -> None:
    limit(1)
    is_held, is_over = Event(), Event()

    def hold() -> float:
        with transaction.atomic():
            write()
            is_held.set()
            is_over.wait(LONGEST)
        return 0

    def wait() -> float:
        is_held.wait(LONGEST)
        started_at = time.monotonic()
        try:
            with pytest.raises(OperationalError):
                write()
        finally:
            is_over.set()
        return time.monotonic() - started_at

    _held, waited = at_once(hold, wait)
    assert 0.5 < waited < 10, "A command waits 20 seconds."


def test_all_waits_of_a_request_count_together(limit: Callable[[int], None]) -> None:
    """Each of them alone would be short enough."""
    limit(3)
    is_held, is_held_again, is_over = Event(), Event(), Event()

    def hold() -> float:
        with transaction.atomic():
            write()
            is_held.set()
            time.sleep(2.5)
        time.sleep(0.5)
        with transaction.atomic():
            write()
            is_held_again.set()
            is_over.wait(LONGEST)
        return 0

    def respond(_request: HttpRequest) -> HttpResponse:
        is_held.wait(LONGEST)
        write()
        is_held_again.wait(LONGEST)
        began = time.monotonic()
        with pytest.raises(OperationalError):
            write()
        return HttpResponse(f"{time.monotonic() - began}")

    def wait() -> float:
        try:
            response = lock_waits.LockWaitMiddleware(respond)(HttpRequest())
        finally:
            is_over.set()
        write()
        return float(response.getvalue())

    _held, waited = at_once(hold, wait)
    assert waited < 2, "The limit of one statement is three seconds."
