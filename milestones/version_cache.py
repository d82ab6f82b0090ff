"""What many pages ask of the record, kept in memory while the data version is the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar

from cachetools import LRUCache

MAX_RESULTS = 32
"""How many results are kept. The largest, counts of 100,000 milestones, takes about 1 MB."""

_Result = TypeVar("_Result")

_results: LRUCache[Hashable, Any] = LRUCache(MAX_RESULTS)
_lock = Lock()
_version: ContextVar[str | None] = ContextVar("data_version", default=None)


@contextmanager
def answering_from(version: str) -> Iterator[None]:
    """Keep what is read meanwhile for others that answer from the same data version.

    The version must have been read before; then whatever is read is of it or newer.
    """
    token = _version.set(version)
    try:
        yield
    finally:
        _version.reset(token)


def read_anew(_key: Hashable, read: Callable[[], _Result]) -> _Result:
    """What is read now, for whoever may not share what others have read."""
    return read()


def clear() -> None:
    """Forget everything, as a new process would."""
    with _lock:
        _results.clear()


def cached(key: Hashable, read: Callable[[], _Result]) -> _Result:
    """What was read under this key and the data version being answered from, else what is read
    now. Without a version nothing is kept.

    Results are shared among threads: nobody may change them.
    """
    version = _version.get()
    if version is None:
        return read()
    with _lock:
        if (version, key) in _results:
            kept: _Result = _results[version, key]
            return kept
    result = read()
    with _lock:
        _results[version, key] = result
    return result
