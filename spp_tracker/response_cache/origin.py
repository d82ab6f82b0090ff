"""The responses of Django: whole, or streamed while they are made."""

from collections.abc import Callable, Iterable, Iterator
from math import inf
from typing import Any

from django.utils.text import compress_sequence

from spp_tracker.http_cache import DATA_VERSION_KEY
from spp_tracker.response_cache.addresses import Environ
from spp_tracker.response_cache.encodings import IDENTITY
from spp_tracker.response_cache.store import Headers

StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class OriginResponse:
    """A response of Django whose body may not have been made yet. It must be closed or sent."""

    def __init__(self, application: Application, environ: Environ) -> None:
        environ = environ | {DATA_VERSION_KEY: ""}
        self._status = ""
        self.headers: Headers = []
        self._body = application(environ, self._start)
        self.version: str = environ[DATA_VERSION_KEY]
        """The data version that it was made from, if anybody may have the response; else empty."""

    def _start(self, status: str, headers: Headers, _error: Any = None) -> None:
        self._status, self.headers = status, headers

    @property
    def is_shareable(self) -> bool:
        """Whether anybody may have it: Django says so, and none of its headers denies it."""
        headers = {name.lower(): value.lower() for name, value in self.headers}
        unshareable = {"set-cookie", "content-encoding"} & headers.keys()
        return bool(self.version) and headers["vary"] == "accept-encoding" and not unshareable

    @property
    def length(self) -> float:
        """Bytes of the body; infinite if it is streamed, because then nobody knows yet."""
        lengths = (value for name, value in self.headers if name.lower() == "content-length")
        return next(map(float, lengths), inf)

    def read(self) -> bytes:
        """The whole body. Closes the response."""
        try:
            return b"".join(self._body)
        finally:
            self.close()

    def close(self) -> None:
        """Tell Django that the request has ended."""
        close = getattr(self._body, "close", None)
        if close:
            close()

    def send(
        self,
        start_response: StartResponse,
        encoding: str,
        collect: Callable[[Iterable[bytes]], Iterable[bytes]] = iter,
    ) -> Iterable[bytes]:
        """Send the response while reading it, compressed if Django left that to the cache.

        ``collect`` sees the pieces of the body on their way, not compressed.
        """
        pieces = collect(self._body)
        if not self.version or encoding == IDENTITY:
            start_response(self._status, self.headers)
            return _Body(pieces, self.close)
        headers = [pair for pair in self.headers if pair[0].lower() != "content-length"]
        start_response(self._status, [*headers, ("Content-Encoding", "gzip")])
        return _Body(compress_sequence(pieces), self.close)


class _Body(Iterator[bytes]):
    """A body that the server closes, whether or not it was read to its end."""

    def __init__(self, pieces: Iterable[bytes], close: Callable[[], None]) -> None:
        self._pieces = iter(pieces)
        self.close = close

    def __next__(self) -> bytes:
        return next(self._pieces)
