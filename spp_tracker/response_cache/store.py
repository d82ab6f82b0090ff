"""Responses that are kept in memory, bounded in bytes, all of one data version."""

from __future__ import annotations

from collections.abc import Hashable
from threading import Lock

from cachetools import LRUCache

from spp_tracker.response_cache.encodings import COMPRESSIONS, IDENTITY

Headers = list[tuple[str, str]]
Variant = tuple[Headers, bytes]
"""The headers and the body of a response in one encoding."""

MIN_LENGTH = 200
"""Bytes below which a body is not compressed."""
MAX_RATIO = 0.9
"""Of a compressed body to the body: what shrinks less is compressed already."""
OVERHEAD = 4096
"""Bytes that a response takes besides its bodies: headers, address, objects."""
SHARE_ONCE = 0.25
"""Of all bytes, for responses that were asked for only once."""
ABOUT_CONTENT = {"content-disposition", "content-length", "content-type", "link"}
"""The headers that a response without content (304) leaves out."""


class CachedResponse:
    """A response to send in any encoding. Each compression is made when it is first asked for;
    a client that takes none is rare, so for it the body is decompressed each time."""

    def __init__(self, headers: Headers, body: bytes, encoding: str) -> None:
        names = {name.lower(): value for name, value in headers}
        self.etag = names["etag"]
        self.not_modified = [pair for pair in headers if pair[0].lower() not in ABOUT_CONTENT]
        self._headers = [pair for pair in headers if pair[0].lower() != "content-length"]
        self.variants: dict[str, Variant] = {}
        if len(body) < MIN_LENGTH:
            self.variants[IDENTITY] = self._variant(IDENTITY, body)
        else:
            self._compress(body, "gzip" if encoding == IDENTITY else encoding)

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return OVERHEAD + sum(len(body) for _, body in self.variants.values())

    def make(self, encoding: str) -> Variant:
        """The response in an encoding that is not among its variants yet."""
        if IDENTITY in self.variants:
            return self.variants[IDENTITY]
        name, (_, compressed) = next(iter(self.variants.items()))
        body = COMPRESSIONS[name].decode(compressed)
        if encoding == IDENTITY:
            return self._variant(IDENTITY, body)
        self._compress(body, encoding)
        return self.variants.get(encoding) or self.variants[IDENTITY]

    def _compress(self, body: bytes, encoding: str) -> None:
        compressed = COMPRESSIONS[encoding].encode(body)
        if len(compressed) > MAX_RATIO * len(body):
            self.variants = {IDENTITY: self._variant(IDENTITY, body)}
        else:
            self.variants = self.variants | {encoding: self._variant(encoding, compressed)}

    def _variant(self, encoding: str, body: bytes) -> Variant:
        headers = [*self._headers, ("Content-Length", str(len(body)))]
        if encoding != IDENTITY:
            headers.append(("Content-Encoding", encoding))
        return headers, body


class Store:
    """The responses of one data version by address; the least recently used are dropped first.

    Responses that were asked for only once have a share of their own: any number of addresses
    that nobody asks for again displaces none that are in use.
    """

    def __init__(self, max_bytes: int) -> None:
        once = int(max_bytes * SHARE_ONCE)
        self._once = LRUCache[Hashable, CachedResponse](once, _size)
        self._again = LRUCache[Hashable, CachedResponse](max_bytes - once, _size)
        self._version = ""
        self._lock = Lock()

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return int(self._once.currsize + self._again.currsize)

    def start(self, version: str) -> None:
        """Drop everything: from now on, only responses of this data version are kept."""
        with self._lock:
            self._version = version
            self._once.clear()
            self._again.clear()

    def get(self, key: Hashable) -> CachedResponse | None:
        """The response kept for an address."""
        with self._lock:
            try:
                return self._again[key]
            except KeyError:
                response = self._once.pop(key, None)
            if response is not None:
                self._put(self._again, key, response)
            return response

    def put(self, key: Hashable, response: CachedResponse, version: str) -> None:
        """Keep a response of a data version, unless the record has gone on since."""
        with self._lock:
            if version == self._version:
                self._put(self._again if key in self._again else self._once, key, response)

    def resize(self, key: Hashable, response: CachedResponse) -> None:
        """Count a response anew that has grown, if it is still kept."""
        with self._lock:
            for cache in (self._once, self._again):
                if cache.get(key) is response:
                    self._put(cache, key, response)

    @staticmethod
    def _put(
        cache: LRUCache[Hashable, CachedResponse], key: Hashable, response: CachedResponse
    ) -> None:
        if response.size <= cache.maxsize:
            cache[key] = response


def _size(response: CachedResponse) -> int:
    return response.size
