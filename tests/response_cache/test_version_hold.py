"""On PostgreSQL, a version that is asked for often is held: nobody can commit another one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import enumerate as all_threads
from typing import Any

import pytest
from django.db import connection

from milestones.models import DataVersion
from spp_tracker.response_cache.version_hold import SECONDS, SERVER_SECONDS
from spp_tracker.response_cache.version_reader import DatabaseRead
from tests.database_copy import LONGEST, at_once

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.usefixtures("copied_database"),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite reads without a query"),
]

TABLE = DataVersion._meta.db_table
DELETE = f"DELETE FROM {TABLE}"  # noqa: S608 - a table of ours
INSERT = f"INSERT INTO {TABLE} (id, number, changed_at) VALUES (1, 1, now())"  # noqa: S608


class Clock:
    """The monotonic clock, which stands still."""

    def __init__(self) -> None:
        self.now = time.monotonic()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    return clock


@pytest.fixture
def read() -> Iterator[DatabaseRead]:
    read = DatabaseRead()
    yield read
    read.close()


@pytest.fixture
def writer() -> Iterator[Callable[[], Future[Any]]]:
    """Raises the version in another thread."""

    def write() -> int:
        try:
            return DataVersion.objects.update(number=DataVersion.objects.get().number + 1)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        yield lambda: pool.submit(write)


def hold(read: DatabaseRead) -> str:
    """Ask often enough that the version is held; returns its mark."""
    marks = {read() for _ in range(3)}
    assert read._hold
    assert read._hold.lasts
    return marks.pop()


def is_waiting(write: Future[Any]) -> bool:
    """Whether a write waits for what is held."""
    time.sleep(0.2)
    return not write.done()


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def test_who_asks_often_reads_once_in_a_hold(read: DatabaseRead, clock: Clock) -> None:
    hold(read)
    assert read._hold
    read._hold._cursor = None
    assert read() == read()


def test_who_asks_now_and_then_holds_nothing(read: DatabaseRead, clock: Clock) -> None:
    for _ in range(5):
        read()
        assert read._hold
        assert not read._hold.lasts
        clock.now += 3 * SECONDS


def test_nobody_commits_another_version_while_one_is_held(
    read: DatabaseRead, clock: Clock, writer: Callable[[], Future[Any]]
) -> None:
    before = hold(read)
    write = writer()
    assert is_waiting(write)
    assert read() == before
    clock.now += SECONDS
    assert write.result(LONGEST) == 1
    assert int(read().split()[0]) == int(before.split()[0]) + 1


def test_a_write_waits_for_the_holds_of_all_processes(
    read: DatabaseRead, clock: Clock, writer: Callable[[], Future[Any]]
) -> None:
    other = DatabaseRead()
    try:
        hold(read)
        hold(other)
        write = writer()
        assert is_waiting(write)
        other.close()
        assert is_waiting(write)
        read.close()
        assert write.result(LONGEST) == 1
    finally:
        other.close()


def test_a_hold_ends_though_nobody_asks_again(
    read: DatabaseRead, writer: Callable[[], Future[Any]]
) -> None:
    for _ in range(3):
        before = {read() for _ in range(3)}
        assert writer().result(LONGEST) == 1
        assert read() not in before


def test_nothing_is_held_while_somebody_writes(read: DatabaseRead, clock: Clock) -> None:
    def write() -> None:
        before = read()
        connection.set_autocommit(False)
        try:
            DataVersion.objects.update(number=DataVersion.objects.get().number + 1)
            for _ in range(5):
                assert read() == before
                assert read._hold
                assert not read._hold.lasts
            connection.commit()
        finally:
            connection.set_autocommit(True)
        assert hold(read) != before
        connection.close()

    at_once(write)


def test_the_server_ends_the_hold_of_a_process_that_was_stopped(
    read: DatabaseRead, clock: Clock, writer: Callable[[], Future[Any]]
) -> None:
    """Its clock stands still, so it never ends the hold itself."""
    before = hold(read)
    assert writer().result(SERVER_SECONDS + LONGEST) == 1
    clock.now += SERVER_SECONDS
    assert read() != before


@pytest.mark.parametrize(
    ("lose", "restore"),
    [
        (f"ALTER TABLE {TABLE} DISABLE TRIGGER USER", f"ALTER TABLE {TABLE} ENABLE TRIGGER USER"),
        (DELETE, INSERT),
    ],
    ids=["writers would not wait", "there is no version"],
)
def test_nothing_is_held_if(lose: str, restore: str, read: DatabaseRead) -> None:
    at_once(lambda: execute(lose))
    try:
        for _ in range(5):
            read()
            assert read._hold
            assert not read._hold.lasts
    finally:
        at_once(lambda: execute(restore))


def test_a_connection_that_is_closed_leaves_no_thread_behind(
    read: DatabaseRead, clock: Clock
) -> None:
    hold(read)
    assert read._hold
    ender = read._hold._ender
    assert ender in all_threads()
    read.close()
    ender.join(LONGEST)
    assert ender not in all_threads()


def test_a_hold_sees_the_last_commit_whatever_isolation_is_the_default(
    read: DatabaseRead, clock: Clock
) -> None:
    """In another, it would read what was committed before it had the lock."""
    read()
    read._cursor.execute("SET default_transaction_isolation = 'repeatable read'")
    hold(read)
    read._cursor.execute("SHOW transaction_isolation")
    assert read._cursor.fetchall() == [("read committed",)]
