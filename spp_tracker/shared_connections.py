"""Connections to the databases that the threads of a process share.

Django gives each thread connections of its own. The server has many threads, since slow clients
keep some of them, and lets them answer in turn: each request would find connections that are new or
were used long ago, which know neither the schema nor a statement, and PostgreSQL would have to
allow as many as there are threads.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

Application = Callable[..., Iterable[bytes]]


class SharedConnections:
    """Django's application, which answers each request over the connections that were used last.

    A thread that has connections before a request keeps them.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._idle: dict[str, list[BaseDatabaseWrapper]] = defaultdict(list)
        self._lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> _Body:
        """Respond to a request. Until the response is closed, its connections are its own."""
        own = {connection.alias for connection in connections.all(initialized_only=True)}
        self._take(set(connections) - own)
        try:
            body = self._application(environ, start_response)
        except BaseException:
            self._give_back(own)
            raise
        return _Body(body, lambda: self._give_back(own))

    def _take(self, aliases: Iterable[str]) -> None:
        """Give this thread an idle connection for each alias, if there is one. Django opens others,
        and closes those that have expired before it uses them."""
        with self._lock:
            for alias in aliases:
                if idle := self._idle[alias]:
                    connections[alias] = idle.pop()

    def _give_back(self, own: set[str]) -> None:
        """Let others have what this thread has, but for its own."""
        used = [each for each in connections.all(initialized_only=True) if each.alias not in own]
        for connection in used:
            del connections[connection.alias]
            if not connection.allow_thread_sharing:
                connection.inc_thread_sharing()
            with self._lock:
                expired = self._push(connection)
            for each in expired:
                each.close()

    def _push(self, connection: BaseDatabaseWrapper) -> list[BaseDatabaseWrapper]:
        """Add an idle connection; return those to be closed, as nobody has used them for long."""
        idle = self._idle[connection.alias]
        if connection.in_atomic_block or _has_expired(connection):
            return [connection]
        idle.append(connection)
        until = next(number for number, each in enumerate(idle) if not _has_expired(each))
        expired, idle[:] = idle[:until], idle[until:]
        return expired


def _has_expired(connection: BaseDatabaseWrapper) -> bool:
    """Whether it is closed, or Django would close it before it is used again."""
    if connection.connection is None:
        return True
    return connection.close_at is not None and time.monotonic() >= connection.close_at


class _Body(Iterator[bytes]):
    """A response that says when it is closed."""

    def __init__(self, pieces: Iterable[bytes], closed: Callable[[], None]) -> None:
        self._response, self._pieces = pieces, iter(pieces)
        self._closed = closed

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        try:
            getattr(self._response, "close", lambda: None)()
        finally:
            self._closed()
