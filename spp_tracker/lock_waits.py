"""How long the server waits for locks in the database.

Whoever waits keeps a thread. If as many wait as the server has threads, pages wait as well.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponseBase

MAX_SECONDS = 5
"""Seconds after which a request that waits for locks is answered with 503."""
LEAST_SECONDS = 0.2
"""How long it may wait for one more lock once it has waited for so long."""
NOTICEABLE_SECONDS = 0.1
"""A statement that takes longer counts as one that has waited."""


def limit_lock_waits() -> None:
    """Let connections that are opened from now on wait no longer; those of commands wait longer."""
    settings = connections.settings[DEFAULT_DB_ALIAS]
    options = settings["OPTIONS"]
    if settings["ENGINE"].endswith("sqlite3"):
        options["timeout"] = min(MAX_SECONDS, options["timeout"])
    else:
        options["options"] = f"{options['options']} -c lock_timeout={MAX_SECONDS}s"


class LockWaitMiddleware:
    """Let all statements of a request together wait no longer than one may, since the database
    limits each alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        waits = LockWaits()
        try:
            with connection.execute_wrapper(waits):
                return self._get_response(request)
        finally:
            waits.end()


class LockWaits:
    """A wrapper of all statements of one request, which counts what they take."""

    def __init__(self) -> None:
        self._waited = 0.0
        self._limited: BaseDatabaseWrapper | None = None

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Execute a statement, which waits for a lock as long as is left."""
        if self._waited:
            self._limited = context["connection"]
            _limit(self._limited, max(MAX_SECONDS - self._waited, LEAST_SECONDS))
        began = time.monotonic()
        try:
            return execute(sql, params, many, context)
        finally:
            seconds = time.monotonic() - began
            if seconds > NOTICEABLE_SECONDS:
                self._waited += seconds

    def end(self) -> None:
        """Give the connection back as it was, for the next request."""
        if self._limited and self._limited.connection and self._limited.is_usable():
            _limit(self._limited, MAX_SECONDS)


def _limit(found: BaseDatabaseWrapper, seconds: float) -> None:
    """Limit how long a connection waits for a lock from now on."""
    milliseconds = int(1000 * seconds)
    is_sqlite = found.vendor == "sqlite"
    name = "PRAGMA busy_timeout" if is_sqlite else "SET lock_timeout"
    # Past Django, whose wrappers would count this.
    with found.wrap_database_errors:
        cursor = found.connection.cursor()
        cursor.execute(f"{name} = {milliseconds}")
        cursor.close()
