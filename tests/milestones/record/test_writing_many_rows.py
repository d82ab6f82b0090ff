"""What an import changes of its process and connection is as before when it is over."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from milestones.actions import bulk

pytestmark = pytest.mark.django_db


@pytest.fixture
def file_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DatabaseWrapper:
    """A connection to a file: the database of the tests is in memory, which maps nothing."""
    settings = {**connection.settings_dict, "NAME": tmp_path / "db.sqlite3", "OPTIONS": {}}
    database = DatabaseWrapper(settings)
    monkeypatch.setattr(bulk, "connection", database)
    with database.cursor() as cursor:
        cursor.execute("PRAGMA mmap_size = 1000000")
    return database


def pragmas(database: DatabaseWrapper) -> list[int]:
    with database.cursor() as cursor:
        return [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in bulk.LARGE_CACHE]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has its own cache.")
def test_sqlite_has_a_large_cache_meanwhile_even_if_it_fails(
    file_database: DatabaseWrapper,
) -> None:
    @bulk.writing_many_rows()
    def write() -> None:
        assert pragmas(file_database) == list(bulk.LARGE_CACHE.values())
        raise ValueError("halfway")

    before = pragmas(file_database)
    with pytest.raises(ValueError, match="halfway"):
        write()
    assert pragmas(file_database) == before
    file_database.close()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL maps nothing.")
def test_sqlite_maps_nothing_while_many_rows_are_read(file_database: DatabaseWrapper) -> None:
    before = pragmas(file_database)
    with bulk.reading_many_rows():
        meanwhile = dict(zip(bulk.LARGE_CACHE, pragmas(file_database), strict=True))
    assert meanwhile == dict(zip(bulk.LARGE_CACHE, before, strict=True)) | {"mmap_size": 0}
    assert pragmas(file_database) == before
    file_database.close()


@pytest.mark.parametrize("is_enabled", [True, False])
@pytest.mark.parametrize("with_many_rows", [bulk.reading_many_rows, bulk.writing_many_rows])
def test_the_garbage_collector_is_paused_and_left_as_it_was(
    with_many_rows: Callable[[], AbstractContextManager[None]], *, is_enabled: bool
) -> None:
    was_enabled = gc.isenabled()
    (gc.enable if is_enabled else gc.disable)()
    try:
        with with_many_rows():
            assert not gc.isenabled()
        assert gc.isenabled() == is_enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()
