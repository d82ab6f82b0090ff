"""On PostgreSQL, the data version is held: for a few milliseconds nobody can commit another one.

To read it takes longer than to send a cached response. So a process that is asked for many at once
reads it under a shared lock and keeps that for a moment: until then, what it has read is current.
Whoever raises the version takes the lock for itself, before it is committed and until then (see
migration 0027), and so waits for the holds of all processes, which is their longest and not their
sum. While it waits or writes, nobody can hold the version, and it is read for each response.
"""

from __future__ import annotations

import time
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Any

SECONDS = 0.005
"""How long a version is held."""
SERVER_SECONDS = 1
"""After so long, the server itself ends the hold of a process that was stopped or cut off."""

# Each statement sees what was committed when it began: the version is read once it is held.
_TRY = """
    BEGIN ISOLATION LEVEL READ COMMITTED;
    SET LOCAL idle_in_transaction_session_timeout = '{seconds}s';
    SELECT set_config('spp_tracker.is_held', pg_try_advisory_xact_lock_shared({key})::text, true);
    SELECT current_setting('spp_tracker.is_held') = 'true', version.* FROM ({select}) version;
"""
_KEY = """
    SELECT tgrelid::bigint FROM pg_trigger
    WHERE tgname = 'milestones_wait_for_holds' AND tgrelid = %s::regclass AND tgenabled <> 'D'
        AND NOT pg_is_in_recovery()
"""


class VersionHold:
    """Reads the version over a connection of its own, and holds it if it is read often.

    ``cursor`` is psycopg2's, in autocommit. Without the trigger of ``table`` that lets writers
    wait, as after the restore of a dump without it, nothing is ever held; nor on a replica, where
    what is committed on the primary comes in.
    """

    def __init__(self, cursor: Any, table: str) -> None:
        cursor.execute(_KEY, [table])
        self._key: int | None = next((key for (key,) in cursor.fetchall()), None)
        self._cursor = cursor
        self._lock = Lock()
        self._is_held = Event()
        self._is_closed = False
        self._ender: Thread | None = None
        self._last_read_at = float("-inf")
        self._until = float("-inf")

    @property
    def lasts(self) -> bool:
        """Whether the version that was read last is held."""
        return time.monotonic() < self._until

    def read(self, select: str) -> list[Any]:
        """The rows of a query of the version. Raises psycopg2.Error."""
        with self._lock:
            now = time.monotonic()
            # The last read may have been at the beginning of a hold.
            is_often = now - self._last_read_at < 2 * SECONDS
            self._last_read_at = now
            # The hold before ends in the same round trip.
            query = "COMMIT;" if self._is_held.is_set() else ""
            self._forget()
            if self._key is None or not is_often:
                return self._fetch(query + select)
            rows = self._fetch(
                query + _TRY.format(seconds=SERVER_SECONDS, key=self._key, select=select)
            )
            if rows and rows[0][0]:
                self._until = now + SECONDS
                self._is_held.set()
                self._end_later()
            else:
                self._cursor.execute("COMMIT")
            return [tuple(values) for _, *values in rows]

    def close(self) -> None:
        """Forget the hold, which ends with the connection."""
        self._is_closed = True
        self._until = float("-inf")
        self._is_held.set()

    def _fetch(self, query: str) -> list[Any]:
        self._cursor.execute(query)
        rows: list[Any] = self._cursor.fetchall()
        return rows

    def _forget(self) -> None:
        self._until = float("-inf")
        self._is_held.clear()

    def _end_later(self) -> None:
        """Have each hold end in time, since nobody may read again."""
        if self._ender is None:
            self._ender = Thread(target=self._end_each, name="version holds", daemon=True)
            self._ender.start()

    def _end_each(self) -> None:
        while self._is_held.wait() and not self._is_closed:
            time.sleep(max(0, self._until - time.monotonic()))
            with self._lock:
                if self._is_held.is_set() and not self.lasts and not self._is_closed:
                    self._forget()
                    # If the connection was lost, the hold is, too, and who reads next will see it.
                    with suppress(self._cursor.connection.Error):
                        self._cursor.execute("COMMIT")
