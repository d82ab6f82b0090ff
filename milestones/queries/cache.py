"""Query results that many pages need, cached in memory while the data version is the same.

What recording a status does not change, such as the milestones themselves, is cached for longer:
while the version of the plan is the same.
"""

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
_marks: ContextVar[tuple[str, str] | None] = ContextVar("data_and_plan_version", default=None)


@contextmanager
def caching_for(mark: str, plan_mark: str = "") -> Iterator[None]:
    """Share results read in this context with other responses of the same versions.

    The marks of a ``Version`` must have been read first: results read after it are of that version
    or newer.
    """
    token = _marks.set((f"data {mark}", f"plan {plan_mark or mark}"))
    try:
        yield
    finally:
        _marks.reset(token)


def uncached(
    _key: Hashable,
    read: Callable[[], _Result],
    *,
    of_plan: bool = False,  # noqa: ARG001
) -> _Result:
    """Read without the cache, for callers that may not share results."""
    return read()


def clear() -> None:
    """Empty the cache, as in a new process."""
    with _lock:
        _results.clear()


def cached(key: Hashable, read: Callable[[], _Result], *, of_plan: bool = False) -> _Result:
    """The result cached under this key for the current data version, else a new one, which is then
    cached; with ``of_plan``, for the current version of the plan. Nothing is cached outside
    ``caching_for``.

    Results are shared among threads: do not change them.
    """
    marks = _marks.get()
    if marks is None:
        return read()
    key = (marks[of_plan], key)
    with _lock:
        if key in _results:
            cached_result: _Result = _results[key]
            return cached_result
    result = read()
    with _lock:
        _results[key] = result
    return result
