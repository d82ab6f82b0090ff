"""Sending a long file: begun before it is promised, and read from one state of the record."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

SECONDS_FOR_A_PIECE = 60
"""How long a reader may take for a piece of a file before its state of the record is given up."""


class StartedStream(Iterator[Any]):
    """The pieces of a file, the first of them made at once.

    So what is wrong with the rows or the database shows before anything was promised. Must be
    closed if it is not read to its end.
    """

    def __init__(self, pieces: Generator[Any]) -> None:
        self._pieces = pieces
        self._first = [next(self._pieces)]

    def __next__(self) -> Any:
        return self._first.pop() if self._first else next(self._pieces)

    def close(self) -> None:
        """End the reading."""
        self._pieces.close()


@contextmanager
def snapshot() -> Iterator[None]:
    """What is read within is from one state of the database, whatever is recorded meanwhile.

    On PostgreSQL rows can only be sent before the last is found from within a transaction:
    without one, the server finds them all first. A reader who stops reading may not keep one: the
    database gives it up, and the file breaks off. Within a transaction that was begun before,
    its own rules hold.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; "
                f"SET LOCAL idle_in_transaction_session_timeout = '{SECONDS_FOR_A_PIECE}s'"
            )
            yield
    else:
        # Django's own transactions are for writing here: they would keep all writers waiting.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
