"""Cached responses in memory, bounded in bytes, all of one data version."""

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
"""Of compressed to uncompressed size: what shrinks less is compressed already."""
OVERHEAD = 4096
"""Bytes that a response takes in addition to its bodies: headers, address, objects."""
SHARE_ONCE = 0.25
"""The share of all bytes for responses that were requested only once."""
ABOUT_CONTENT = {"content-disposition", "content-length", "content-type", "link"}
"""The headers that a 304, which has no content, leaves out."""


class CachedResponse:
    """A response to send in any encoding. A compression is made when it is first requested; clients
    that accept none are rare, so for them the body is decompressed each time."""

    def __init__(self, headers: Headers, body: bytes, encoding: str) -> None:
        values_by_name = {name.lower(): value for name, value in headers}
        self.etag = values_by_name["etag"]
        self.not_modified = [pair for pair in headers if pair[0].lower() not in ABOUT_CONTENT]
        self._headers = [pair for pair in headers if pair[0].lower() != "content-length"]
        self.variants: dict[str, Variant] = {}
        if len(body) < MIN_LENGTH:
            self.variants[IDENTITY] = self._variant(IDENTITY, body)
        else:
            self._compress(body, "gzip" if encoding == IDENTITY else encoding)

    @property
    def size(self) -> int:
        """Bytes that it takes in memory."""
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

    Responses that were requested only once have a share of their own: any number of addresses
    that nobody requests again displaces none that are in use.
    """

    def __init__(self, max_bytes: int) -> None:
        once = int(max_bytes * SHARE_ONCE)
        self._once = LRUCache[Hashable, CachedResponse](once, _size)
        self._repeated = LRUCache[Hashable, CachedResponse](max_bytes - once, _size)
        self._version = ""
        self._lock = Lock()

    @property
    def size(self) -> int:
        """Bytes of all cached responses."""
        return int(self._once.currsize + self._repeated.currsize)

    def start(self, version: str) -> None:
        """Drop everything: from now on, only responses of this data version are cached."""
        with self._lock:
            self._version = version
            self._once.clear()
            self._repeated.clear()

    def get(self, key: Hashable) -> CachedResponse | None:
        """The cached response of an address, or None."""
        with self._lock:
            try:
                return self._repeated[key]
            except KeyError:
                response = self._once.pop(key, None)
            if response is not None:
                self._put(self._repeated, key, response)
            return response

    def put(self, key: Hashable, response: CachedResponse, version: str) -> None:
        """Cache a response, unless its data version is no longer current."""
        with self._lock:
            if version == self._version:
                self._put(self._repeated if key in self._repeated else self._once, key, response)

    def resize(self, key: Hashable, response: CachedResponse) -> None:
        """Update the size of a response that has grown, if it is still cached."""
        with self._lock:
            for cache in (self._once, self._repeated):
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
