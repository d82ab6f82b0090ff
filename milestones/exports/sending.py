"""Sending a long file: begun before it is promised, and read from one state of the record."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


class Begun(Iterator[Any]):
    """The pieces of a file, all from one state of the record.

    The first is made at once: what is wrong with the rows or the database shows before anything
    was promised. Must be closed if it is not read to its end.
    """

    def __init__(self, pieces: Iterator[Any]) -> None:
        self._pieces = _in_one_state(pieces)
        self._first = [next(self._pieces)]

    def __next__(self) -> Any:
        return self._first.pop() if self._first else next(self._pieces)

    def close(self) -> None:
        """End the reading."""
        self._pieces.close()


def _in_one_state(pieces: Iterator[Any]) -> Generator[Any]:
    with snapshot():
        yield from pieces


@contextmanager
def snapshot() -> Iterator[None]:
    """What is read within is from one state of the database, whatever is recorded meanwhile.

    On PostgreSQL rows can only be sent before the last is found from within a transaction:
    without one, the server finds them all first. Within a transaction that was begun before,
    its own rules hold.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Django's own transactions are for writing here: they would keep all writers waiting.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
