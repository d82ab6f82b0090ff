"""The id of each request, what it adds to log lines, and the access log."""

import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from random import getrandbits
from typing import Any

from django.http import HttpRequest
from simple_history.models import HistoricalRecords

from spp_tracker.clients import client_address

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

logger = logging.getLogger("access")

HEADER = "X-Request-ID"
_SAFE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request that this thread answers, or answered last; None before the first."""


def current_request() -> HttpRequest | None:
    """The request that this thread answers, once it is known who is logged in; else None."""
    # The middleware of simple_history keeps it for the history of reference data.
    request: HttpRequest | None = getattr(HistoricalRecords.context, "request", None)
    return request


class RequestFilter(logging.Filter):
    """Adds the id of the request in which an event happened; to security events also who was
    logged in (``by``) and from where. Both are None outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "security":
            request = current_request()
            user = getattr(request, "user", None)
            record.by = user.get_username() if user and user.is_authenticated else None
            record.address = client_address(request.META) if request else None
        if request_id.get():
            record.request_id = request_id.get()
        return True


class RequestLog:
    """Gives each request an id, which is in all its log lines and its response.

    A proxy may have given it one. With ``access_log``, a line is logged when the response ends.
    """

    def __init__(self, application: Application, *, access_log: bool) -> None:
        self._application = application
        self._access_log = access_log

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Respond to a request."""
        given = environ.get("HTTP_X_REQUEST_ID", "")
        # An id keeps no secret, and a call of the system makes other threads take turns.
        name = given if _SAFE_ID.fullmatch(given) else f"{getrandbits(64):016x}"
        request_id.set(name)
        # The cache in front of Django writes paths anew.
        path = environ["PATH_INFO"]
        started_at = time.perf_counter()
        status = ""

        def start(line: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            nonlocal status
            status = line
            return start_response(line, [*headers, (HEADER, name)], *error)

        body = self._application(environ, start)
        if not self._access_log:
            return body

        def log_end() -> None:
            getattr(body, "close", lambda: None)()
            fields = {
                "method": environ["REQUEST_METHOD"],
                "path": path.encode("latin-1").decode(errors="replace"),
                "status": int(status[:3]),
                "milliseconds": round((time.perf_counter() - started_at) * 1000, 1),
                "address": client_address(environ),
            }
            logger.info("request", extra=fields)

        return _Body(body, log_end)


class _Body(Iterator[bytes]):
    """A body that says when it has been sent, or given up."""

    def __init__(self, pieces: Iterable[bytes], close: Callable[[], None]) -> None:
        self._pieces = iter(pieces)
        self.close = close

    def __next__(self) -> bytes:
        return next(self._pieces)
