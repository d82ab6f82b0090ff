"""Asking a WSGI application without a server."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from wsgiref.util import setup_testing_defaults

import brotli

DECODE: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "": bytes,
}


@dataclass
class Response:
    """A response, read to its end."""

    status: int
    headers: dict[str, str]
    """By name in lower case."""
    raw: bytes = field(repr=False)

    @property
    def body(self) -> bytes:
        """The body without its content encoding."""
        return DECODE[self.headers.get("content-encoding", "")](self.raw)


def environ(address: str, method: str = "GET", **variables: Any) -> dict[str, Any]:
    """What a server gives an application; the host is the one of Django's tests.

    A variable that is None is left out.
    """
    path, _, query = address.partition("?")
    request: dict[str, Any] = {
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REQUEST_METHOD": method,
    }
    request |= {"HTTP_HOST": "testserver", "wsgi.input": io.BytesIO()} | variables
    setup_testing_defaults(request)
    return {name: value for name, value in request.items() if value is not None}


def ask(
    application: Callable[..., Iterable[bytes]],
    address: str,
    method: str = "GET",
    **variables: Any,
) -> Response:
    """An application's response to a request with these variables, such as HTTP_RANGE."""
    started: list[Any] = []
    pieces = application(environ(address, method, **variables), lambda *args: started.extend(args))
    try:
        raw = b"".join(pieces)
    finally:
        close = getattr(pieces, "close", None)
        if close:
            close()
    status, headers = started[:2]
    names = {name.lower(): value for name, value in headers}
    assert len(names) == len(headers), "A header is sent twice."
    return Response(int(status.split()[0]), names, raw)
