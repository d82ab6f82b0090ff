"""The data version, asked of the database for every request that the cache may serve."""

import copy
import datetime as dt
import time
from collections.abc import Callable
from threading import Lock
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from milestones.models import DataVersion
from milestones.models.data_version import NO_VERSION, version_mark
from spp_tracker.response_cache.version_hold import VersionHold
from spp_tracker.response_cache.wal_index import WalIndex, wal_index

TABLE = DataVersion._meta.db_table
# The time as text: nearly every read only compares the row with the one before, and SQLite's driver
# takes almost as long to make a time as to read the row.
SELECT = f"SELECT number, CAST(changed_at AS text) FROM {TABLE}"  # noqa: S608 - a table of ours
MAX_SECONDS = 2
"""Seconds after which the database counts as unavailable."""
TIMEOUTS: dict[str, dict[str, Any]] = {
    "sqlite": {"timeout": MAX_SECONDS},
    "postgresql": {
        "connect_timeout": MAX_SECONDS,
        "tcp_user_timeout": 1000 * MAX_SECONDS,
        "options": f"-c statement_timeout={1000 * MAX_SECONDS}",
    },
}
"""Options of the connection that reads the version, by database vendor."""


class DatabaseUnavailable(Exception):
    """The data version cannot be read."""


class _Read:
    """A read of the version, which several requests may share; it has ended when ``ended`` is not
    locked any more."""

    def __init__(self) -> None:
        self.version: str | None = None
        self.ended = Lock()
        self.ended.acquire()


class VersionReader:
    """Reads the data version, one read at a time.

    Requests that arrive during a read share the next one: a version is never from a read that began
    before its request arrived. Of those, one reads once its turn has come, and nobody who has a
    version waits for a read that others need.
    """

    def __init__(self, read: Callable[[], str], on_change: Callable[[str], None]) -> None:
        self._read = read
        self._on_change = on_change
        self._lock = Lock()
        self._reading = Lock()
        self._next: _Read | None = None
        self._last_version: str | None = None
        self.confirmed_at = float("-inf")
        """When the last version was read, on the monotonic clock."""

    def current(self) -> str:
        """The current data version. Raises DatabaseUnavailable.

        ``on_change`` has been called with this version, or a later one, before this returns.
        """
        with self._lock:
            read, is_ours = self._next or _Read(), self._next is None
            self._next = read
        if is_ours:
            self._perform(read)
        else:
            with read.ended:
                pass
        if read.version is None:
            raise DatabaseUnavailable
        return read.version

    def _perform(self, read: _Read) -> None:
        """Read the version when the read before has ended."""
        with self._reading:
            with self._lock:
                # It begins now: whoever arrives from here on shares the one after it.
                self._next = None
            try:
                read.version = self._read_version()
            finally:
                read.ended.release()

    def _read_version(self) -> str | None:
        started_at = time.monotonic()
        try:
            version = self._read()
        except DatabaseUnavailable:
            return None
        self.confirmed_at = started_at
        if version != self._last_version:
            self._on_change(version)
            self._last_version = version
        return version


class DatabaseRead:
    """Reads the data version over its own connection, which is set up as Django's are.

    It is never in a transaction, so it sees the last commit. It reconnects as often as Django
    does, and so notices that the database was replaced. On SQLite it reads again only if something
    was committed since; on PostgreSQL, if it is asked often, it holds what it has read for a
    moment.
    """

    def __init__(self, alias: str = DEFAULT_DB_ALIAS) -> None:
        self._alias = alias
        self._connection: BaseDatabaseWrapper | None = None
        self._cursor: Any = None
        self._expires_at = 0.0
        self._index: WalIndex | None = None
        self._header: bytes | None = None
        self._hold: VersionHold | None = None
        self._rows: list[tuple[int, str]] = []
        self._mark = NO_VERSION

    def __call__(self) -> str:
        """The mark of the current version. Raises DatabaseUnavailable."""
        if self._hold and self._hold.lasts:
            return self._mark
        # Before the query: a commit in between must be seen by the next call.
        header = self._index.header if self._index else None
        if header and header == self._header and time.monotonic() < self._expires_at:
            return self._mark
        rows = self.rows(SELECT)
        if rows != self._rows:
            self._mark = self._mark_of(*rows[0]) if rows else NO_VERSION
            self._rows = rows
        self._header = header
        return self._mark

    def _mark_of(self, number: int, changed_at: str) -> str:
        instant = dt.datetime.fromisoformat(changed_at)
        # SQLite stores times in UTC, but without a time zone.
        aware = instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC)
        return version_mark(number, aware.astimezone(dt.UTC), self._alias)

    def rows(self, query: str) -> list[Any]:
        """The rows of a query. Raises DatabaseUnavailable."""
        try:
            if self._connection and time.monotonic() < self._expires_at:
                try:
                    return self._fetch(self._connection, query)
                except Error:
                    pass  # The connection was lost; a new one may work.
            return self._fetch(self._connect(), query)
        except Error as error:
            raise DatabaseUnavailable(error) from error

    def close(self) -> None:
        """Close the connection, if there is one; the next read opens another."""
        self._index = None
        if self._hold:
            self._hold.close()
            self._hold = None
        if self._connection:
            self._connection.close()
            self._connection = None

    def _connect(self) -> BaseDatabaseWrapper:
        self.close()
        settings = copy.deepcopy(connections.settings[self._alias])
        backend = load_backend(settings["ENGINE"])
        connection: BaseDatabaseWrapper = backend.DatabaseWrapper(settings, "data_version")
        settings["OPTIONS"] |= TIMEOUTS[connection.vendor]
        # One thread at a time uses it, though not always the same one.
        connection.inc_thread_sharing()
        connection.ensure_connection()
        self._connection, self._cursor = connection, connection.connection.cursor()
        if connection.vendor == "sqlite":
            self._index = wal_index(connection.connection)
        else:
            self._hold = VersionHold(self._cursor, TABLE)
        self._expires_at = time.monotonic() + (settings["CONN_MAX_AGE"] or 0)
        return connection

    def _fetch(self, connection: BaseDatabaseWrapper, query: str) -> list[Any]:
        with connection.wrap_database_errors:
            if self._hold and query == SELECT:
                return self._hold.read(query)
            self._cursor.execute(query)
            # Fetch every row: until the last one, SQLite keeps the read and its snapshot open.
            rows: list[Any] = self._cursor.fetchall()
        return rows
