"""Backups: a folder with the database in one file, and a manifest that says what is in it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from django.db import connection

from spp_tracker.backups import postgresql, sqlite
from spp_tracker.backups.contents import contents, migrations_of_the_code
from spp_tracker.backups.manifest import BackupError, Manifest, digest
from spp_tracker.models import Session
from spp_tracker.release import release

__all__ = ["BackupError", "Manifest", "back_up", "newest_backup", "restore"]

ENGINES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


def back_up(target: Path) -> Manifest:
    """Back up the database while it is in use. Raises BackupError.

    The folder has its name only once it is whole; only its owner can read it.
    """
    if target.exists():
        raise BackupError(f"{target} is there already. Name a folder that is not.")
    if not target.parent.is_dir():
        raise BackupError(f"{target.parent} is no folder. Make it first.")
    engine = ENGINES[connection.vendor]
    with _private_files():
        made = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        try:
            file = made / engine.FILE
            made_at = datetime.now(UTC).isoformat(timespec="seconds")
            found = engine.back_up(file)
            size = file.stat().st_size
            manifest = Manifest(
                made_at, release(), connection.vendor, size, digest(file), contents=found
            )
            manifest.write(made)
            made.rename(target)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return manifest


def newest_backup(folder: Path) -> Manifest | None:
    """The manifest of the backup in a folder that was made last; None if there is none.

    Raises BackupError if a manifest is damaged, and OSError if the folder cannot be read.
    """
    # One that is being made has a name with a dot.
    backups = [path for path in folder.iterdir() if path.is_dir() and path.name[0] != "."]
    return max(map(Manifest.read, backups), key=lambda manifest: manifest.made_at, default=None)


def restore(source: Path, verify: Callable[[], None], *, force: bool) -> Iterator[str]:
    """Restore a backup, and yield sentences that say what became of what.

    ``verify`` is called on the restored database, and raises if something in it is wrong; its
    files of data are compared with those of the backup, and all sessions are ended. Without
    ``force``, a database that is there is not replaced; one on PostgreSQL never is. Raises
    BackupError.
    """
    manifest = Manifest.read(source)
    engine = ENGINES[connection.vendor]
    if manifest.engine != connection.vendor:
        raise BackupError(
            f"{source} is of {manifest.engine}, but DATABASE_URL names {connection.vendor}."
        )
    _check_migrations(manifest)
    manifest.check(source / engine.FILE)
    there = engine.obstacle()
    if there and not force:
        raise BackupError(f"{there} Nothing was changed. To replace it: --force")

    is_same_release = manifest.release == release()

    def check() -> None:
        # Another release may write the same rows in another way.
        if is_same_release:
            _check_contents(manifest)
        verify()
        # Some of them have ended since, and would live again.
        Session.objects.all().delete()

    with _private_files():
        yield from engine.restore(source / engine.FILE, check)
    yield (
        "Restored: every file of data is as it was backed up."
        if is_same_release
        else "Restored. The backup is of another release, so files of data were not compared."
    )


def _check_migrations(manifest: Manifest) -> None:
    ours, theirs = migrations_of_the_code(), manifest.contents.migrations
    if differing := sorted({*ours} ^ {*theirs}):
        raise BackupError(
            f"The backup is of another release: {', '.join(differing)} differ. Restore it with the "
            "release that made it, then upgrade."
        )


def _check_contents(manifest: Manifest) -> None:
    restored, expected = contents(), manifest.contents
    differing = [
        name
        for name in sorted({*expected.exports, *restored.exports})
        if expected.exports.get(name) != restored.exports.get(name)
    ]
    if restored.newest_seals != expected.newest_seals:
        differing.append("the newest seals")
    if differing:
        raise BackupError(f"What was restored is not what was backed up: {', '.join(differing)}.")


@contextmanager
def _private_files() -> Iterator[None]:
    """Files that are made meanwhile can be read by their owner only."""
    usual = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(usual)
