"""The WSGI application that responds from the cache, and asks Django for the rest."""

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django.utils.http import parse_etags

from spp_tracker.response_cache.addresses import (
    Environ,
    RequestAddress,
    deciding_variables,
    public_address,
)
from spp_tracker.response_cache.flights import Flights
from spp_tracker.response_cache.origin import Application, OriginResponse, StartResponse
from spp_tracker.response_cache.store import CachedResponse, Store
from spp_tracker.response_cache.version_reader import DatabaseUnavailable, VersionReader

MAX_BODY = 1024 * 1024
"""Bytes of the largest response that is cached."""
MAX_WAITING = 4
"""How many threads of a process may wait for others: fewer than it has."""
MAX_ADDRESSES = 5000
"""How many addresses are remembered, as clients write them."""
MAX_ADDRESS = 2000
"""Characters of the longest address that is remembered, with the other deciding variables."""


class ResponseCache:
    """Django's application behind a cache of its responses.

    ``read_version`` reads the data version from the database or raises DatabaseUnavailable.
    While it raises, responses that were current up to ``max_stale_seconds`` ago are sent, with
    their ``Age``.
    """

    def __init__(
        self,
        application: Application,
        read_version: Callable[[], str],
        *,
        max_bytes: int,
        max_stale_seconds: int,
    ) -> None:
        self._application = application
        self._max_stale_seconds = max_stale_seconds
        self._store = Store(max_bytes)
        self._version = VersionReader(read_version, on_change=self._store.start)
        self._flights = Flights[CachedResponse](MAX_WAITING)
        self._variables = deciding_variables()
        self._addresses: dict[tuple[Any, ...], RequestAddress] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Respond to a request."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._application(environ, start_response)
        variables = tuple(map(environ.get, self._variables))
        address = self._addresses.get(variables) or self._parse_address(variables, environ)
        if address is None:
            return self._application(environ, start_response)
        # From here on, Django sees the canonical address, the same for all ways to write it.
        environ["PATH_INFO"] = address.path.encode().decode("latin-1")
        environ["QUERY_STRING"] = address.query
        if "HTTP_RANGE" in environ or "HTTP_IF_MATCH" in environ:
            return self._application(environ, start_response)
        return self._answer(environ, start_response, address)

    def _answer(
        self, environ: Environ, start_response: StartResponse, address: RequestAddress
    ) -> Iterable[bytes]:
        """Respond to a request that the cache may serve."""
        try:
            version = self._version.current()
        except DatabaseUnavailable:
            return self._answer_without_database(environ, start_response, address)
        response = self._store.get(address.key)
        if response is not None:
            return self._send(environ, start_response, address, response)
        if environ["REQUEST_METHOD"] == "HEAD":
            return self._application(environ, start_response)
        return self._make(environ, start_response, address, version)

    def _parse_address(self, variables: tuple[Any, ...], environ: Environ) -> RequestAddress | None:
        """The address of a request, which is remembered; None if only Django may respond.

        None, too, if it is so long that remembering many like it would take much memory.
        """
        if sum(len(variable) for variable in variables if variable) > MAX_ADDRESS:
            return None
        address = public_address(environ)
        if address:
            if len(self._addresses) >= MAX_ADDRESSES:
                self._addresses.clear()
            self._addresses[variables] = address
        return address

    def _send(
        self,
        environ: Environ,
        start_response: StartResponse,
        address: RequestAddress,
        response: CachedResponse,
        *more_headers: tuple[str, str],
    ) -> Iterable[bytes]:
        condition = environ.get("HTTP_IF_NONE_MATCH")
        if condition and _matches(condition, response.etag):
            start_response("304 Not Modified", [*response.not_modified, *more_headers])
            return []
        variant = response.variants.get(address.encoding)
        if variant is None:
            variant = response.make(address.encoding)
            self._store.resize(address.key, response)
        headers, body = variant
        # A copy, because servers add their own headers to the list.
        start_response("200 OK", [*headers, *more_headers])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _answer_without_database(
        self, environ: Environ, start_response: StartResponse, address: RequestAddress
    ) -> Iterable[bytes]:
        """Send a recently current response; without one, Django reports the failure."""
        age = time.monotonic() - self._version.confirmed_at
        response = self._store.get(address.key) if age <= self._max_stale_seconds else None
        if response is None:
            return self._application(environ, start_response)
        return self._send(environ, start_response, address, response, ("Age", str(int(age))))

    def _make(
        self, environ: Environ, start_response: StartResponse, address: RequestAddress, version: str
    ) -> Iterable[bytes]:
        """Have Django make the response, or wait for another thread that does."""
        key = (version, address.key)
        flight, is_ours = self._flights.join(key)
        if not is_ours:
            response = self._flights.wait(flight)
            if response is None:
                return self._application(environ, start_response)
            return self._send(environ, start_response, address, response)
        response = None
        try:
            # Another thread may have cached it since this one looked.
            response = self._store.get(address.key)
            if response is None:
                origin = OriginResponse(self._application, environ)
                if origin.is_shareable and origin.length <= MAX_BODY:
                    response = CachedResponse(origin.headers, origin.read(), address.encoding)
                    self._store.put(address.key, response, origin.version)
        finally:
            self._flights.end(key, response)
        if response is None:
            collect = partial(self._collect, origin, address) if origin.is_shareable else iter
            return origin.send(start_response, address.encoding, collect)
        return self._send(environ, start_response, address, response)

    def _collect(
        self, origin: OriginResponse, address: RequestAddress, pieces: Iterable[bytes]
    ) -> Iterator[bytes]:
        """Pass on the pieces of a body, and cache it if all of it was sent and is not too long."""
        collected: list[bytes] = []
        length = 0
        for piece in pieces:
            length += len(piece)
            if length <= MAX_BODY:
                collected.append(piece)
            else:
                collected.clear()
            yield piece
        if length <= MAX_BODY:
            body = b"".join(collected)
            response = CachedResponse(origin.headers, body, address.encoding)
            self._store.put(address.key, response, origin.version)


def _matches(condition: str, etag: str) -> bool:
    """Whether If-None-Match contains this tag; weak and strong tags match."""
    if condition == etag:
        return True
    tags = [tag.removeprefix("W/") for tag in parse_etags(condition)]
    return "*" in tags or etag.removeprefix("W/") in tags
