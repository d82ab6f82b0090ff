"""The server does not wait long for a lock, so that those who wait do not take all its threads."""

from __future__ import annotations

import copy
import time
from threading import Event

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connections, transaction
from django.db.models import F

from spp_tracker import lock_waits
from tests.database_copy import LONGEST, at_once

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("copied_database"),
    pytest.mark.both_databases,
]


def write() -> None:
    Group.objects.filter(name="Editors").update(name=F("name"))


def test_a_writer_gives_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    limited = copy.deepcopy(connections.settings["default"])
    monkeypatch.setitem(connections.settings, "default", limited)
    monkeypatch.setattr(lock_waits, "MAX_SECONDS", 1)
    lock_waits.limit_lock_waits()
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
