"""A backup is whole although people record meanwhile, and a restore brings back all or nothing."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.models import Milestone
from spp_tracker.backups import BackupError, Manifest, back_up, postgresql, restore, sqlite
from spp_tracker.backups.contents import Contents, migrations_of_the_code
from spp_tracker.backups.manifest import digest
from tests.database_copy import at_once
from tests.factories import person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("copied_database"),
    pytest.mark.both_databases,
]

FIRST_DAY = dt.date(2007, 1, 1)


def database_url(name: str) -> str:
    """The address of a SQLite file, or of another database on the server of the tests."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    server = urlsplit(os.environ["DATABASE_URL"])
    return server._replace(path=f"{server.path.rpartition('/')[0]}/{name}").geturl()


def manage(database: str, *arguments: str | Path) -> str:
    """What a command prints, errors too."""
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url(database)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@contextmanager
def somebody_records() -> Iterator[list[dt.date]]:
    """Somebody logs in, then records statuses one after another; the days of those on record."""
    days: list[dt.date] = []
    stop, begun = Event(), Event()

    def record() -> None:
        try:
            Client().force_login(person("ann"))
            milestone = Milestone.objects.get(code="TS-1.1")
            while not stop.is_set():
                day = FIRST_DAY + dt.timedelta(len(days))
                line = StatusLine(Pair.ALL, Status.DELAYED)
                record_statuses([StatusUpdateInput(milestone, day, [line], "under load")])
                days.append(day)
                begun.set()
        finally:
            begun.set()
            connections.close_all()

    writer = Thread(target=record)
    writer.start()
    begun.wait()
    try:
        yield days
    finally:
        stop.set()
        writer.join()


COUNT_SESSIONS = "from spp_tracker.models import Session; print(Session.objects.count())"


@contextmanager
def disaster(folder: Path) -> Iterator[str]:
    """The database to restore into: the damaged file, or an empty database on the server."""
    if connection.vendor == "sqlite":
        file = folder / "damaged.sqlite3"
        file.write_bytes(b"not a database" * 1000)
        file.with_name(f"{file.name}-wal").write_bytes(b"nor its log")
        yield str(file)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute("CREATE DATABASE test_restored")
    try:
        yield "test_restored"
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute("DROP DATABASE test_restored")


def test_a_backup_under_load_is_restored_to_the_last_byte_of_every_file(tmp_path: Path) -> None:
    live = str(connections.settings["default"]["NAME"])
    with somebody_records() as days:
        count_before = len(days)
        printed = manage(live, "backup", tmp_path / "first")
        assert len(days) > count_before
    assert printed.startswith(f"Backed up to {tmp_path / 'first'}: "), printed
    modes = [stat.S_IMODE(path.stat().st_mode) for path in [*(tmp_path / "first").iterdir()]]
    assert modes == [0o600, 0o600]
    with disaster(tmp_path) as lost:
        printed = manage(lost, "restore", tmp_path / "first", "--force")
        assert printed.endswith("Restored: every file of data is as it was backed up.\n"), printed
        assert "18 checks: nothing is wrong." in printed
        assert manage(lost, "shell", "--no-imports", "--command", COUNT_SESSIONS) == "0\n"
        manage(lost, "backup", tmp_path / "second")
        if connection.vendor == "postgresql":
            printed = manage(lost, "restore", tmp_path / "first", "--force")
            assert "“test_restored” is not empty" in printed
            assert "Make an empty one with createdb" in printed
    first, second = (Manifest.read(tmp_path / name).contents for name in ("first", "second"))
    assert first == second
    assert len(first.exports) == 24


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """What looks like a backup of this database."""
    folder = tmp_path / "backup"
    folder.mkdir()
    file = folder / {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor].FILE
    file.write_bytes(b"content")
    Manifest(
        made_at="2026-11-30T00:00:00+00:00",
        release="another",
        engine=connection.vendor,
        size=7,
        sha256=digest(file),
        contents=Contents(migrations_of_the_code(), "1", [], {}),
    ).write(folder)
    return folder


def refusal(folder: Path) -> str:
    """Why a backup is not restored over this database, which has content."""
    with pytest.raises(BackupError) as refused:
        [*restore(folder, lambda: None, force=False)]
    return str(refused.value)


def test_a_damaged_backup_is_refused_by_name(backup: Path) -> None:
    (file,) = backup.glob("database.*")
    file.write_bytes(b"CONTENT")
    assert refusal(backup).startswith(f"{file} is damaged: 7 bytes with SHA-256 ")
    file.unlink()
    assert refusal(backup) == f"{file} cannot be read: No such file or directory."
    (backup / "manifest.json").write_text("{")
    assert refusal(backup).startswith(f"{backup / 'manifest.json'} is damaged: ")
    (backup / "manifest.json").unlink()
    assert refusal(backup) == f"{backup} is no backup: it has no manifest.json."


def test_a_backup_of_another_engine_or_release_is_refused(backup: Path) -> None:
    manifest = Manifest.read(backup)
    replace(manifest, engine="oracle").write(backup)
    assert refusal(backup).startswith(f"{backup} is of oracle, but")
    later = replace(manifest.contents, migrations=[*manifest.contents.migrations, "a.0001_b"])
    replace(manifest, contents=later).write(backup)
    assert refusal(backup).startswith("The backup is of another release: a.0001_b differ.")


def test_a_manifest_with_other_fields_is_refused(backup: Path) -> None:
    (backup / "manifest.json").write_text(json.dumps({"contents": {}}))
    assert "is damaged" in refusal(backup)


def test_a_database_that_is_there_is_not_replaced_unasked(backup: Path) -> None:
    (said,) = at_once(lambda: refusal(backup))
    there = "is not empty" if connection.vendor == "postgresql" else "is there, with"
    assert there in said
    assert said.endswith("Nothing was changed. To replace it: --force")


def test_a_backup_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="is there already"):
        back_up(tmp_path)
    with pytest.raises(BackupError, match="is no folder"):
        back_up(tmp_path / "nowhere" / "backup")


def test_a_tool_that_is_missing_is_named_with_its_package() -> None:
    with pytest.raises(BackupError, match=r"no_such_tool was not found\..*postgresql-client"):
        postgresql._run("no_such_tool")


def file_with(path: Path, word: str) -> Path:
    """A SQLite file with one word in it, in its write-ahead log."""
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE words AS SELECT ? AS word", [word])
        made.commit()
    return path


def word_in(path: Path) -> str:
    with closing(sqlite3.connect(path)) as opened:
        word: str = opened.execute("SELECT word FROM words").fetchone()[0]
        return word


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A SQLite database that can be replaced."""
    file = file_with(tmp_path / "live.sqlite3", "live")
    monkeypatch.setattr(sqlite, "_path", lambda: file)
    return file


def test_a_sqlite_database_stays_as_it_was_if_the_restored_one_is_wrong(
    live: Path, tmp_path: Path
) -> None:
    def check() -> None:
        raise BackupError("wrong")

    def attempt() -> None:
        with pytest.raises(BackupError, match="wrong"):
            sqlite.restore(file_with(tmp_path / "backup.sqlite3", "backup"), check)

    if connection.vendor == "sqlite":
        at_once(attempt)
        assert word_in(live) == "live"
        assert not [*tmp_path.glob("*.restoring*")]


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root gives files away.")
def test_what_root_restores_belongs_to_whom_the_folder_does(live: Path, tmp_path: Path) -> None:
    os.chown(tmp_path, 65534, 65534)
    if connection.vendor == "sqlite":
        restored = file_with(tmp_path / "backup.sqlite3", "backup")
        at_once(lambda: sqlite.restore(restored, lambda: None))
        assert word_in(live) == "backup"
        assert (live.stat().st_uid, live.stat().st_gid) == (65534, 65534)


def test_a_sqlite_database_that_is_in_use_is_not_replaced(live: Path, tmp_path: Path) -> None:
    restored = file_with(tmp_path / "restored.sqlite3", "restored")
    with closing(sqlite3.connect(live)) as user:
        user.execute("SELECT * FROM words").fetchall()
        with pytest.raises(BackupError, match=r"is in use\. Stop the tracker"):
            sqlite._replace(live, restored)
    assert word_in(live) == "live"
    (said,) = sqlite._replace(live, restored)
    kept = Path(said.removeprefix("The former database is kept: "))
    assert (word_in(live), word_in(kept)) == ("restored", "live")
