"""A process that is killed while it records leaves a store that is sound.

``KILLS=200 pytest --exhaustive tests/milestones/verification/test_killed.py`` does it more often.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, connections

from milestones.models import StatusUpdate
from milestones.verification import find
from tests.database_copy import at_once

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("copied_database"),
    pytest.mark.both_databases,
]

KILLS = int(os.environ.get("KILLS", "50"))
SECONDS = 0.3
"""How long a process records at most before it is killed."""

RECORDING = """
import datetime as dt
import itertools
import os

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import SCALE, Pair
from milestones.models import Milestone

milestones = list(Milestone.objects.order_by("pk"))
for number in itertools.count():
    day = dt.date(2007, 1, 1) + dt.timedelta(days=number % 50)
    line = StatusLine(Pair.ALL, SCALE[number % len(SCALE)], f"Number {number} of {os.getpid()}")
    some = milestones[number % 90 : number % 90 + 12]
    record_statuses(
        StatusUpdateInput(milestone, day, [line], reason=f"As of {number}") for milestone in some
    )
    if not number:
        print("recording", flush=True)
"""


def address() -> str:
    """The address of the copy of the test database."""
    name = str(connections.settings["default"]["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    server = urlsplit(os.environ["DATABASE_URL"])
    return server._replace(path=f"{server.path.rpartition('/')[0]}/{name}").geturl()


def record_until_killed(seconds: float) -> None:
    """Let a process record for so long after its first updates, then kill it."""
    with subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", RECORDING],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": address()},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "recording\n"
        time.sleep(seconds)
        process.kill()
    assert process.returncode == -9


def state() -> tuple[int, list[str]]:
    """How many updates are on record, and what is wrong."""
    return StatusUpdate.objects.count(), [str(finding) for finding in find()]


def kill(times: int) -> None:
    """Kill a process so many times at a random moment; the store is sound each time."""
    moments = random.Random(times)  # noqa: S311 - not for secrets
    recorded = 106
    for _time in range(times):
        record_until_killed(moments.uniform(0, SECONDS))
        ((count, wrong),) = at_once(state)
        assert wrong == []
        assert (count - 106) % 12 == 0
        assert count >= recorded
        recorded = count
    assert recorded > 106


def test_a_killed_process_leaves_a_sound_store() -> None:
    kill(2)


@pytest.mark.exhaustive
def test_however_often_it_is_killed() -> None:
    kill(KILLS)
