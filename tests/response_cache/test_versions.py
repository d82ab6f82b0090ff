"""What is written is on the very next response, whichever process or connection wrote it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.db import connection, connections

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.models import DataVersion
from spp_tracker.response_cache.cache import ResponseCache
from spp_tracker.response_cache.version_reader import DatabaseRead, DatabaseUnavailable
from tests.database_copy import at_once
from tests.milestones.recording import LATER, record
from tests.wsgi import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("copied_database")]


sqlite_alone = pytest.mark.skipif(
    "postgres" in os.environ.get("DATABASE_URL", ""), reason="SQLite alone"
)


def write_status(words: str) -> None:
    record(LATER, StatusLine(Pair.ALL, Status.DELAYED, words), reason="It goes on")


@pytest.fixture
def reads() -> Iterator[list[DatabaseRead]]:
    reads = [DatabaseRead(), DatabaseRead()]
    yield reads
    for read in reads:
        read.close()


@pytest.fixture
def read(reads: list[DatabaseRead]) -> DatabaseRead:
    return reads[0]


def test_every_commit_is_seen_at_once_and_nothing_before_it(read: DatabaseRead) -> None:
    def write() -> None:
        write_status("Behind")
        for number in range(20):
            before = read()
            write_status(f"Behind {number}")
            after = read()
            assert after != before
            assert after == DataVersion.objects.current().mark == read()

    at_once(write)


def test_what_is_not_committed_is_not_seen(read: DatabaseRead) -> None:
    def write() -> None:
        before = read()
        connection.set_autocommit(False)
        try:
            DataVersion.objects.update(number=0)
            assert read() == before
        finally:
            connection.rollback()
            connection.set_autocommit(True)

    at_once(write)


def test_every_process_sends_it_next(
    reads: list[DatabaseRead], make_cache: Callable[..., ResponseCache]
) -> None:
    """Two caches are two processes: they share nothing but the database."""

    def ask_and_write() -> None:
        caches = [make_cache(read=read) for read in reads]
        address = "/statuses.csv?code=TS-1.4"
        for number in range(5):
            words = f"Late by {number} weeks"
            assert words.encode() not in ask(caches[0], address).body
            assert ask(caches[1], address).body == ask(caches[0], address).body
            write_status(words)
            assert [words.encode() in ask(cache, address).body for cache in caches] == [True] * 2

    at_once(ask_and_write)


def test_a_lost_connection_is_replaced(read: DatabaseRead) -> None:
    before = read()
    lost = read._connection
    assert lost
    lost.connection.close()
    assert read() == before
    assert read._connection is not lost


def test_a_database_that_is_not_there_is_unavailable(
    read: DatabaseRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = {"NAME": "/nowhere/db.sqlite3"} if connection.vendor == "sqlite" else {"PORT": "1"}
    settings = connections.settings["default"]
    monkeypatch.setitem(connections.settings, "default", settings | nowhere)
    with pytest.raises(DatabaseUnavailable):
        read()
    monkeypatch.setitem(connections.settings, "default", settings)
    assert read()


@sqlite_alone
def test_a_file_that_was_replaced_is_noticed_as_soon_as_django_does(
    read: DatabaseRead, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, other = tmp_path / "copy.sqlite3", tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(connections.settings["default"]["NAME"])) as original:
        for path in (copy, other):
            with closing(sqlite3.connect(path)) as target:
                original.backup(target)
    with closing(sqlite3.connect(other)) as database:
        database.execute("UPDATE milestones_dataversion SET number = number + 7")
        database.commit()
    settings = connections.settings["default"]
    monkeypatch.setitem(connections.settings, "default", settings | {"NAME": str(copy)})
    before = read()
    shutil.move(other, copy)
    expired_at = time.monotonic() + settings["CONN_MAX_AGE"]
    monkeypatch.setattr(time, "monotonic", lambda: expired_at)
    assert int(read().split()[0]) == int(before.split()[0]) + 7


@sqlite_alone
def test_a_file_without_a_commit_is_not_asked_again_until_the_connection_expires(
    read: DatabaseRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = Mock(wraps=read._fetch)
    monkeypatch.setattr(read, "_fetch", fetch)

    def ask_and_write() -> None:
        before = [read() for _ in range(10)]
        assert len(set(before)) == 1
        assert fetch.call_count == 2, "Once to connect, once when the index is known."
        write_status("Behind")
        after = [read() for _ in range(10)]
        assert set(after) == {DataVersion.objects.current().mark} != set(before)
        assert fetch.call_count == 3
        expired_at = time.monotonic() + connections.settings["default"]["CONN_MAX_AGE"]
        monkeypatch.setattr(time, "monotonic", lambda: expired_at)
        assert read() == after[0]
        assert fetch.call_count == 4

    at_once(ask_and_write)
