"""Files as responses: errors show before the response starts, and all rows come from one state
of the record."""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import connections, transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.encoding import force_bytes

from milestones.models import PairStatus
from milestones.queries.cache import cached

MAX_LINES_AT_ONCE = 5_000
"""Status lines on record up to which no file is streamed: the longest is then about 2 MB."""
SECONDS_FOR_A_PIECE = 60
"""How long a client may take for one piece of a file before the database ends the transaction."""


class StartedStream(Iterator[Any]):
    """The pieces of a file, the first of them made at once.

    Errors in the rows or the database are therefore raised before the response starts. It must
    be closed if it is not read to its end.
    """

    def __init__(self, chunks: Generator[Any]) -> None:
        self._pieces = chunks
        self._first = [next(self._pieces)]

    def __next__(self) -> Any:
        return self._first.pop() if self._first else next(self._pieces)

    def close(self) -> None:
        self._pieces.close()


def file_response(pieces: StartedStream | None, content_type: str) -> HttpResponseBase:
    """The response with these pieces: whole while the record is small, else streamed.

    A whole file has a length, so that clients notice if it breaks off. A file of a large record is
    sent while it is made. Without pieces it is the response to HEAD, whose length is not known.
    """
    if pieces is None:
        return StreamingHttpResponse((), content_type=content_type)
    if cached("is small", _is_small):
        with closing(pieces):
            return HttpResponse(b"".join(map(force_bytes, pieces)), content_type=content_type)
    return StreamingHttpResponse(pieces, content_type=content_type)


def _is_small() -> bool:
    # Limited, as counting a million rows takes long, and in no order: any of them will do.
    return PairStatus.objects.order_by()[: MAX_LINES_AT_ONCE + 1].count() <= MAX_LINES_AT_ONCE


@contextmanager
def snapshot() -> Iterator[None]:
    """All queries inside see one state of the database, whatever is recorded meanwhile.

    PostgreSQL streams rows only inside a transaction: without one, the server finds them all
    first. A client that stops reading cannot keep the transaction open: the database ends it
    after ``SECONDS_FOR_A_PIECE``, and the file is cut off. Inside an outer transaction, nothing is
    set and that transaction's isolation applies.
    """
    database = PairStatus.objects.db
    connection = connections[database]
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(database), connection.cursor() as cursor:
            cursor.execute(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; "
                f"SET LOCAL idle_in_transaction_session_timeout = '{SECONDS_FOR_A_PIECE}s'"
            )
            yield
    else:
        # On SQLite, Django's own transactions take the write lock: they would block all writers.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
