"""SQLite: the file is copied while it is in use, and replaced in one step."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from milestones.queries import cache
from spp_tracker.backups.contents import Contents, contents
from spp_tracker.backups.manifest import BackupError

FILE = "database.sqlite3"


def back_up(file: Path) -> Contents:
    """Copy the database into a new file in one state, whatever is written meanwhile."""
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
    with _connected_to(file):
        return contents()


def obstacle() -> str:
    """What is in the way of a restore that may replace nothing; empty if nothing is."""
    path = _path()
    return f"{path} is there, with {path.stat().st_size:,} bytes." if _has_content(path) else ""


def restore(file: Path, check: Callable[[], None]) -> list[str]:
    """Replace the database by the file's, and say where the former one is, if there was one.

    ``check`` looks at the restored copy before anything is replaced. Raises BackupError if
    another process uses the database.
    """
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    restored = path.with_name(f"{path.name}.restoring")
    shutil.copyfile(file, restored)
    if os.geteuid() == 0:
        # Else the tracker, which does not run as root, could not read what root has restored.
        folder = path.parent.stat()
        os.chown(restored, folder.st_uid, folder.st_gid)
    try:
        with _connected_to(restored):
            check()
        _write_through(restored)
        return _replace(path, restored)
    finally:
        for left in path.parent.glob(f"{restored.name}*"):
            left.unlink()


def _path() -> Path:
    name = str(connection.settings_dict["NAME"])
    if "memory" in name.partition("?")[2] or name == ":memory:":
        raise BackupError("DATABASE_URL names a database in memory: nothing can be restored to it.")
    return Path(name)


def _has_content(path: Path) -> bool:
    """The settings make an empty file, so that nobody else can read it."""
    return path.exists() and path.stat().st_size > 0


@contextmanager
def _connected_to(file: Path) -> Iterator[None]:
    """Let the default connection lead to another file."""
    connection.close()
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(file)
    cache.clear()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _write_through(file: Path) -> None:
    """A power failure after the file was renamed must not find it empty."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _replace(path: Path, restored: Path) -> list[str]:
    if not _has_content(path):
        restored.replace(path)
        return []
    kept = path.with_name(f"{path.name}.replaced-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    _end_log(path)
    # The log of a damaged file, which could not be ended, would be taken for that of the new one.
    for suffix in ("-wal", "-shm"):
        log = path.with_name(path.name + suffix)
        if log.exists():
            log.rename(kept.with_name(kept.name + suffix))
    kept.hardlink_to(path)
    restored.replace(path)
    return [f"The former database is kept: {kept}"]


def _end_log(path: Path) -> None:
    """Bring what is in the write-ahead log into the file: nobody else may have it open."""
    try:
        with closing(sqlite3.connect(path, timeout=1)) as former:
            former.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith("SQLITE_BUSY"):
            raise BackupError(f"{path} is in use. Stop the tracker, then restore.") from None
    except sqlite3.DatabaseError:
        pass  # It is damaged: this is why it is replaced.
