"""The real data, loaded once a run: each worker's test database is a copy."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from tests.scheduling import once_per_run

FILE, ON_A_SERVER = "seeded.sqlite3", "test_spp_tracker_seeded"
"""Where the real data are: in a file of a folder, or on a PostgreSQL server in a database."""
SET_UP = """
import gc

from django.core.management import call_command

# The process ends soon; until then, to look for garbage would take a seventh of the time.
gc.disable()
call_command("migrate", verbosity=0)
call_command("seed", verbosity=0)
"""
CREATE = f"""
from django.db import connection

with connection._nodb_cursor() as cursor:
    cursor.execute("DROP DATABASE IF EXISTS {ON_A_SERVER}")
    cursor.execute("CREATE DATABASE {ON_A_SERVER}")
"""


def seeded_database(factory: pytest.TempPathFactory) -> Path:
    """The folder of the database that is seeded for all workers, once it is."""
    return once_per_run(factory, "seeded", set_up)


def begin(factory: pytest.TempPathFactory) -> None:
    """Seed while workers start and collect tests: else all of them would wait for it."""
    # Where the folders are made is settled here, not in two threads at the same time.
    factory.getbasetemp()
    Thread(target=seeded_database, args=[factory], daemon=True).start()


def set_up(folder: Path) -> None:
    """Make the database that the workers copy, in a process of its own.

    Theirs are made without migrations from then on.
    """
    create = ""
    if connection.vendor == "sqlite":
        address = f"sqlite:///{folder / FILE}"
    else:
        create = CREATE
        server = urlsplit(os.environ["DATABASE_URL"])
        path = f"{server.path.rpartition('/')[0]}/{ON_A_SERVER}"
        address = server._replace(path=path).geturl()
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", create + SET_UP],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": address},
        check=True,
    )


def copy_on_server() -> None:
    """Have the test database made as a copy, if it is on a server."""
    connection.settings_dict["TEST"]["MIGRATE"] = False
    if connection.vendor != "sqlite":
        connection.settings_dict["TEST"]["TEMPLATE"] = ON_A_SERVER


def copy_from_file(folder: Path) -> None:
    """Fill the test database, if it is in memory."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(folder / FILE)) as seeded:
            seeded.backup(connection.connection)
    ContentType.objects.clear_cache()
