"""A streaming replica of a PostgreSQL server, from which public pages are read (docs/scaling.md).

Whatever a page shows comes from one database: the version is read from the one that its rows are
read from, and its mark names the database. So nothing that was made from one is kept or shared as
if it were from the other.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from functools import cache, wraps
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.response import SimpleTemplateResponse

from spp_tracker.response_cache.version_reader import DatabaseRead, DatabaseUnavailable

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponseBase]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

REPLICA = "replica"
"""The alias of the replica among the databases of Django."""
CHECK_SECONDS = 1
"""How often each process measures how far the replica is behind."""
MAX_POSITIONS = 600
"""How many positions of the primary are remembered until the replica has replayed them."""

PRIMARY_POSITION = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"
# A server that was promoted is no replica any more: it has no such row.
REPLICA_POSITION = (
    "SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') WHERE pg_is_in_recovery()"
)

_read_from: ContextVar[str] = ContextVar("database_to_read_from", default=DEFAULT_DB_ALIAS)


class ReplicaRouter:
    """Reads from the replica inside of ``reading_replica``, and else from the primary, where
    everything is written."""

    def db_for_read(self, _model: type[Model], **_hints: Any) -> str:
        """Whatever database an instance in the hints came from."""
        return _read_from.get()

    def db_for_write(self, _model: type[Model], **_hints: Any) -> str:
        """Always the primary."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, _one: Model, _other: Model, **_hints: Any) -> bool:
        """They are rows of the same tables."""
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        """The replica follows by itself."""
        return db == DEFAULT_DB_ALIAS


@contextmanager
def reading_replica() -> Iterator[None]:
    """Let every query inside of this read from the replica."""
    token = _read_from.set(REPLICA)
    try:
        yield
    finally:
        _read_from.reset(token)


class Replica:
    """Whether the replica may be read, as this process has measured it.

    It has everything that the primary had at an instant once it has replayed the primary's log up
    to where that was at the instant. So a primary to which nothing is written is no lag, a replica
    that has lost its primary is, and no clock of another machine matters.

    Pages may be ``max_lag`` seconds old, or ``max_away`` while the primary does not answer.
    """

    def __init__(
        self,
        primary_position: Callable[[], int | None],
        replica_position: Callable[[], int | None],
        *,
        max_lag: float,
        max_away: float,
    ) -> None:
        self._primary_position = primary_position
        self._replica_position = replica_position
        self._max_lag = max_lag
        self._max_away = max(max_lag, max_away)
        self._lock = Lock()
        self._log_lock = Lock()
        self._check_at = float("-inf")
        self._positions: deque[tuple[float, int]] = deque(maxlen=MAX_POSITIONS)
        self._confirmed_at = float("-inf")
        self._has_primary = True
        self._is_there = True
        self._was_readable = True
        self.fallback_count = 0
        """How many public pages were read from the primary instead."""

    @property
    def lag(self) -> float:
        """The seconds that it is behind at most; infinite if it was never seen up to date."""
        return time.monotonic() - self._confirmed_at

    def is_readable(self) -> bool:
        """Whether it is there and not further behind than allowed.

        If a measurement is due, one thread makes it; the others go by the one before.
        """
        if time.monotonic() >= self._check_at and self._lock.acquire(blocking=False):
            try:
                self._check()
            finally:
                self._lock.release()
        return self._is_readable

    def failed(self, error: Exception) -> None:
        """Do not read from it, since it has failed a reader, until it is measured again; unless the
        primary is away, and there is nothing else to read."""
        if self._has_primary:
            self._is_there = False
            self._check_at = time.monotonic() + CHECK_SECONDS
            self._log_change(error)

    def primary_failed(self) -> None:
        """Count the primary as away, since it has failed a reader, until that is measured again."""
        self._has_primary = False
        self._log_change()

    @property
    def _is_readable(self) -> bool:
        limit = self._max_lag if self._has_primary else self._max_away
        return self._is_there and self.lag <= limit

    def _check(self) -> None:
        asked_at = time.monotonic()
        position = self._primary_position()
        self._has_primary = position is not None
        if position is not None:
            self._positions.append((asked_at, position))
        replayed = self._replica_position()
        self._is_there = replayed is not None
        if replayed is not None:
            self._confirm(replayed)
        self._check_at = time.monotonic() + CHECK_SECONDS
        self._log_change()

    def _confirm(self, replayed: int) -> None:
        reached = [at for at, position in self._positions if position <= replayed]
        if reached:
            self._confirmed_at = reached[-1]
            while self._positions and self._positions[0][0] <= self._confirmed_at:
                self._positions.popleft()

    def _log_change(self, error: Exception | None = None) -> None:
        with self._log_lock:
            is_readable = self._is_readable
            if is_readable == self._was_readable:
                return
            self._was_readable = is_readable
        if is_readable:
            logger.info("Public pages are read from the replica again.")
        else:
            reason = "is too far behind" if self._is_there else "does not answer"
            message = "The replica %s: public pages are read from the primary."
            logger.warning(message, reason, exc_info=error)


def _position(alias: str, query: str) -> Callable[[], int | None]:
    """Reads a position in the log, in bytes; None if the database does not answer."""
    read = DatabaseRead(alias)

    def position() -> int | None:
        try:
            rows = read.rows(query)
        except DatabaseUnavailable:
            return None
        return int(rows[0][0]) if rows and rows[0][0] is not None else None

    return position


def configured_replica() -> Replica | None:
    """The replica of the settings, the same for all threads of a process; None without one."""
    return _replica() if settings.DATABASE_ROUTERS else None


@cache
def _replica() -> Replica:
    return Replica(
        _position(DEFAULT_DB_ALIAS, PRIMARY_POSITION),
        _position(REPLICA, REPLICA_POSITION),
        max_lag=settings.REPLICA_MAX_LAG_SECONDS,
        max_away=settings.CACHE_STALE_SECONDS,
    )


def is_logged_in(environ: Mapping[str, Any]) -> bool:
    """Whether a request is of somebody who is logged in, or claims to be."""
    return f"{settings.SESSION_COOKIE_NAME}=" in environ.get("HTTP_COOKIE", "")


class PublicVersionRead:
    """Reads the data version for public pages: from the replica while it may be read."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._from_primary = DatabaseRead()
        self._from_replica = DatabaseRead(REPLICA)

    def __call__(self) -> str:
        """The mark of the version. Raises DatabaseUnavailable."""
        if self._replica.is_readable():
            try:
                return self._from_replica()
            except DatabaseUnavailable as error:
                self._replica.failed(error)
        try:
            return self._from_primary()
        except DatabaseUnavailable:
            self._replica.primary_failed()
            if not self._replica.is_readable():
                raise
            return self._from_replica()


def by_login(*, public: Application, logged_in: Application) -> Application:
    """An application for the public and one for whoever is logged in, as one."""

    def respond(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        application = logged_in if is_logged_in(environ) else public
        return application(environ, start_response)

    return respond


def from_replica(view: View) -> View:
    """Let a view that only reads do so from the replica, if there is one that may be read; for
    whoever is logged in, and may just have recorded something, from the primary.

    If the replica fails, the view is called again and reads from the primary.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        replica = configured_replica()
        if replica is None or is_logged_in(request.META):
            return view(request, *args, **kwargs)
        if replica.is_readable():
            try:
                with reading_replica():
                    return _read(view(request, *args, **kwargs))
            except Error as error:
                replica.failed(error)
        replica.fallback_count += 1
        return view(request, *args, **kwargs)

    return answer


def _read(response: HttpResponseBase) -> HttpResponseBase:
    """The response, with whatever it has yet to read bound to the database that is read now."""
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    if isinstance(response, StreamingHttpResponse):
        pieces: Any = response.streaming_content
        response.streaming_content = _pieces(copy_context(), iter(pieces))
    return response


def _pieces(context: Context, pieces: Iterator[bytes]) -> Iterable[bytes]:
    end: Any = object()
    while (piece := context.run(next, pieces, end)) is not end:
        yield piece
