"""Query results that many pages need, cached in memory while the data version is the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar

from cachetools import LRUCache

MAX_RESULTS = 32
"""How many results are cached. The largest, counts of 100,000 milestones, takes about 1 MB."""

_Result = TypeVar("_Result")

_results: LRUCache[Hashable, Any] = LRUCache(MAX_RESULTS)
_lock = Lock()
_version: ContextVar[str | None] = ContextVar("data_version", default=None)


@contextmanager
def caching_for(version: str) -> Iterator[None]:
    """Share results read in this context with other responses of the same data version.

    The version must have been read first: results read after it are of that version or newer.
    """
    token = _version.set(version)
    try:
        yield
    finally:
        _version.reset(token)


def uncached(_key: Hashable, read: Callable[[], _Result]) -> _Result:
    """Read without the cache, for callers that may not share results."""
    return read()


def clear() -> None:
    """Empty the cache, as in a new process."""
    with _lock:
        _results.clear()


def cached(key: Hashable, read: Callable[[], _Result]) -> _Result:
    """The result cached under this key for the current data version, else a new one, which is then
    cached. Nothing is cached outside ``caching_for``.

    Results are shared among threads: do not change them.
    """
    version = _version.get()
    if version is None:
        return read()
    with _lock:
        if (version, key) in _results:
            cached_result: _Result = _results[version, key]
            return cached_result
    result = read()
    with _lock:
        _results[version, key] = result
    return result
