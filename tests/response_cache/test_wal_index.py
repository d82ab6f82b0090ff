"""A SQLite database that has not changed is not asked for its data version; any commit is seen."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from spp_tracker.response_cache import wal_index as module
from spp_tracker.response_cache.wal_index import LENGTH, WalIndex, wal_index


def open_database(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    return connection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "database.sqlite3"
    with closing(open_database(path)) as connection:
        connection.execute("CREATE TABLE numbers (number)")
    return path


@pytest.fixture
def database(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_database(path)) as connection:
        yield connection


@pytest.fixture
def index(database: sqlite3.Connection) -> WalIndex:
    index = wal_index(database)
    assert index
    return index


def test_reading_changes_nothing(database: sqlite3.Connection, index: WalIndex) -> None:
    before = index.header
    database.execute("SELECT * FROM numbers").fetchall()
    assert index.header == before


def test_every_commit_changes_it(path: Path, index: WalIndex) -> None:
    seen = {index.header}
    with closing(open_database(path)) as other:
        for number in range(200):
            other.execute("INSERT INTO numbers VALUES (?)", [number])
            assert index.header not in seen
            seen.add(index.header)


def insert(path: Path, number: int) -> None:
    with closing(open_database(path)) as connection:
        connection.execute("INSERT INTO numbers VALUES (?)", [number])


def test_a_commit_of_another_process_changes_it(path: Path, index: WalIndex) -> None:
    before = index.header
    other = multiprocessing.get_context("spawn").Process(target=insert, args=(path, 1))
    other.start()
    other.join(30)
    assert other.exitcode == 0
    assert index.header != before


@pytest.mark.parametrize("mode", ["PASSIVE", "FULL", "RESTART", "TRUNCATE"])
def test_a_commit_after_a_checkpoint_changes_it(path: Path, index: WalIndex, mode: str) -> None:
    """The log begins anew, and so do the numbers of its pages."""
    with closing(open_database(path)) as other:
        other.execute("INSERT INTO numbers VALUES (1)")
        first = index.header
        other.execute(f"PRAGMA wal_checkpoint({mode})").fetchall()
        checkpointed = index.header
        other.execute("INSERT INTO numbers VALUES (1)")
        assert index.header not in {first, checkpointed}


def test_what_is_not_committed_does_not_change_it(path: Path, index: WalIndex) -> None:
    before = index.header
    with closing(open_database(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO numbers VALUES (1)")
        assert index.header == before
        other.execute("ROLLBACK")
    assert index.header == before


def test_each_file_is_mapped_once_and_never_closed(
    path: Path, database: sqlite3.Connection, index: WalIndex
) -> None:
    """Closing it would take SQLite's locks away from this process."""
    with closing(open_database(path)) as other:
        assert wal_index(other) is index
    database.execute("BEGIN IMMEDIATE")
    with (
        closing(sqlite3.connect(path, timeout=0)) as other,
        pytest.raises(sqlite3.OperationalError),
    ):
        other.execute("BEGIN IMMEDIATE")
    assert index in module._indexes.values()


def test_a_new_database_at_the_same_path_has_an_index_of_its_own(path: Path) -> None:
    with closing(open_database(path)) as first:
        old = wal_index(first)
    path.unlink()
    with closing(open_database(path)) as second:
        second.execute("CREATE TABLE numbers (number)")
        assert wal_index(second) not in {None, old}


def test_without_such_a_log_there_is_none(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "rollback.sqlite3")) as connection:
        assert wal_index(connection) is None
    with closing(sqlite3.connect(":memory:")) as connection:
        assert wal_index(connection) is None


@pytest.mark.parametrize("content", [b"", b"\x01" * LENGTH], ids=["empty", "another format"])
def test_what_it_does_not_know_is_not_believed(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rollback.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        path.with_name(f"{path.name}-shm").write_bytes(content)
        assert wal_index(connection) is None
