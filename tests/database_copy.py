"""A copy of the test database, for whatever writes for good or answers from threads of its own.

What is on record cannot be flushed away after a test, so the copy is thrown away instead.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import WSGIServer
from django.db import connection, connections
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler

LONGEST = 60
"""Seconds after which threads count as stuck."""

_Result = TypeVar("_Result")


@contextmanager
def copied(folder: Path, alias: str = "default") -> Iterator[None]:
    """Threads that are started meanwhile see a copy of the test database under this alias."""
    original = dict(connections.settings)
    is_file = connection.vendor == "sqlite"
    name = _to_file(folder / f"{alias}.sqlite3") if is_file else _on_server(alias)
    connections.settings[alias] = {**original["default"], "NAME": name}
    try:
        yield
    finally:
        connections.settings.pop(alias)
        connections.settings.update(original)
        if not is_file:
            connection.creation.destroy_test_db(suffix=alias, verbosity=0)


def _to_file(path: Path) -> str:
    """SQLite's test database lives in memory, where one connection blocks all others."""
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    return str(path)


def _on_server(suffix: str) -> str:
    connection.creation.clone_test_db(suffix, verbosity=0)
    return str(connection.creation.get_test_db_clone_settings(suffix)["NAME"])


def at_once(*tasks: Callable[[], _Result]) -> list[_Result]:
    """Run each task in a thread of its own, all starting at the same moment."""
    start = Barrier(len(tasks), timeout=LONGEST)

    def run(task: Callable[[], _Result]) -> _Result:
        try:
            connection.ensure_connection()
            start.wait()
            return task()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [future.result(LONGEST) for future in [pool.submit(run, task) for task in tasks]]


class OneThreadServer(LiveServerThread):
    """A server that ends each connection with the response.

    A client that keeps a connection would keep a thread, whose connection with the copy stays.
    """

    def _create_server(self, connections_override: object = None) -> WSGIServer:
        address = (self.host, self.port)
        return WSGIServer(address, QuietWSGIRequestHandler, allow_reuse_address=False)


@contextmanager
def served() -> Iterator[str]:
    """The address of a tracker that answers from the copy."""
    server = OneThreadServer("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    try:
        if server.error:
            raise server.error
        yield f"http://localhost:{server.port}"
    finally:
        server.terminate()
