"""What is kept is bounded in bytes, and addresses that nobody asks for again displace nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from spp_tracker.response_cache import cache as caching
from spp_tracker.response_cache.cache import ResponseCache
from spp_tracker.response_cache.store import OVERHEAD, CachedResponse, Store
from tests.response_cache.conftest import Origin
from tests.wsgi import ask

HEADERS = [("ETag", 'W/"a"'), ("Content-Type", "text/plain")]


def response() -> CachedResponse:
    """One that takes little more than what every response does."""
    return CachedResponse(HEADERS, b"a" * 100, "identity")


def store_for(count: int) -> Store:
    store = Store(count * (OVERHEAD + 100))
    store.start("1")
    return store


def test_the_least_recently_used_is_dropped_first() -> None:
    store = store_for(8)
    for name in "abc":
        store.put(name, response(), "1")
    assert [store.get(name) is not None for name in "abc"] == [False, True, True]


def test_any_number_of_addresses_displaces_none_that_is_in_use() -> None:
    store = store_for(40)
    for page in range(20):
        store.put(page, response(), "1")
        assert store.get(page)
    for number in range(10_000):
        store.put(f"?q={number}", response(), "1")
    assert all(store.get(page) for page in range(20))
    assert store.size <= 40 * (OVERHEAD + 100)


def test_a_compression_that_is_made_later_is_counted() -> None:
    store = store_for(8)
    text = CachedResponse(HEADERS, bytes(range(256)) * 20, "gzip")
    store.put("a", text, "1")
    before = store.size
    text.make("br")
    store.resize("a", text)
    assert store.size == before + len(text.variants["br"][1])


def test_what_is_larger_than_the_store_is_not_kept() -> None:
    store = store_for(1)
    store.put("a", response(), "1")
    assert store.get("a") is None


def test_only_the_current_version_is_kept() -> None:
    store = store_for(8)
    store.put("a", response(), "1")
    store.start("2")
    assert store.get("a") is None
    store.put("a", response(), "1")
    assert store.get("a") is None
    assert store.size == 0


def test_without_memory_everything_is_made_anew(
    make_cache: Callable[..., ResponseCache], origin: Origin
) -> None:
    cache = make_cache(max_bytes=0)
    assert [ask(cache, "/en/").status for _ in range(2)] == [200, 200]
    assert len(origin.asked) == 2


def test_what_takes_long_to_write_down_is_left_to_django(
    cache: ResponseCache, origin: Origin
) -> None:
    accepted = "gzip," * (caching.MAX_ADDRESS // 5)
    assert [ask(cache, "/en/", HTTP_ACCEPT_ENCODING=accepted).status for _ in range(2)] == [200] * 2
    assert len(origin.asked) == 2


@pytest.mark.django_db
def test_few_addresses_are_known_by_heart(
    cache: ResponseCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "MAX_ADDRESSES", 3)
    for number in range(10):
        ask(cache, f"/badge/all.svg?{'&' * number}")
    assert len(cache._addresses) <= 3
