"""PostgreSQL: its own tools dump one state of the database, and restore it all or not at all."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from spp_tracker.backups.contents import Contents, contents
from spp_tracker.backups.manifest import BackupError

FILE = "database.dump"


def back_up(file: Path) -> Contents:
    """Dump the database into a new file in one state, whatever is written meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        _run(
            "pg_dump",
            *("--format=custom", "--no-owner", "--no-acl"),
            *(f"--snapshot={snapshot}", f"--file={file}"),
        )
        return contents()


def obstacle() -> str:
    """What is in the way of a restore that may replace nothing; empty if nothing is."""
    count = len(connection.introspection.table_names())
    name = connection.settings_dict["NAME"]
    return f"The database “{name}” is not empty: it has {count} tables." if count else ""


def restore(file: Path, check: Callable[[], None]) -> list[str]:
    """Fill the empty database, and check it. Raises BackupError if it is not empty."""
    if there := obstacle():
        raise BackupError(f"{there} Make an empty one with createdb, and name it in DATABASE_URL.")
    _run(
        "pg_restore",
        *("--single-transaction", "--exit-on-error", "--no-owner", "--no-acl", str(file)),
    )
    check()
    return []


def _run(tool: str, *options: str) -> None:
    """Run one of PostgreSQL's tools on the database of the default connection."""
    settings = connection.settings_dict
    (_psql, *address, name), variables = DatabaseClient.settings_to_cmd_args_env(settings, [])
    # Of several servers, the one that Django is connected to: Django passes this on to no tool.
    session = settings["OPTIONS"].get("target_session_attrs", "any")
    try:
        subprocess.run(  # noqa: S603 - nothing in it comes from outside
            [tool, *options, *address, f"--dbname={name}"],
            env={**os.environ, **(variables or {}), "PGTARGETSESSIONATTRS": session},
            check=True,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        raise BackupError(
            f"{tool} was not found. On Debian and Ubuntu: sudo apt-get install postgresql-client"
        ) from None
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{tool} failed: {error.stderr.strip()}") from None
