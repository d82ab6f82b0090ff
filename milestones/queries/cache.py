"""Query results that many pages need, cached in memory while the data version is the same.

What recording a status does not change, such as the milestones themselves, is cached for longer:
while the version of the plan is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from threading import Lock
from typing import Any, TypeVar

from cachetools import LRUCache

from milestones.models.data_version import Version

MAX_RESULTS = 32
"""How many results are cached. The largest, counts of 100,000 milestones, takes about 1 MB."""
MAX_ITEMS = 2000
"""How many items of a kind ``cached_items`` keeps; each takes about 3 KB."""
MAX_AT_ONCE = 10_000
"""How many items one statement reads; both databases accept that many keys."""

_Key = TypeVar("_Key", bound=Hashable)
_Result = TypeVar("_Result")

_results: LRUCache[Hashable, Any] = LRUCache(MAX_RESULTS)
_lock = Lock()
_last_read: dict[str, Version] = {}
"""The version that was read last of each database."""
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


def forget_lost_history(version: Version) -> None:
    """Empty the cache if the database has lost versions that were read before.

    A backup is in its place, or a replica that did not have them all. What was recorded there since
    may have keys that results name something else by, though the version of the plan is the same.
    """
    with _lock:
        last = _last_read.get(version.database)
        # Threads come here in another order than they have read.
        if last is None or last.read_at <= version.read_at:
            if last and version.number < last.number:
                _results.clear()
            _last_read[version.database] = version


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
        _last_read.clear()


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


def cached_items(
    name: str,
    keys: Collection[_Key],
    read: Callable[[list[_Key]], dict[_Key, _Result]],
) -> dict[_Key, _Result]:
    """The items cached under these keys for the current version of the plan, and those that are
    read for the others."""
    items: LRUCache[_Key, _Result] = cached(name, lambda: LRUCache(MAX_ITEMS), of_plan=True)
    with _lock:
        found = {key: items[key] for key in keys if key in items}
    missing = iter([key for key in keys if key not in found])
    while batch := list(islice(missing, MAX_AT_ONCE)):
        loaded = read(batch)
        found |= loaded
        with _lock:
            items.update(islice(loaded.items(), MAX_ITEMS))
    return found
