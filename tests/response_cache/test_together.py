"""Many threads at once: one makes a response, one reads the version, and nobody waits in vain."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock
from time import monotonic, sleep
from typing import Any

import pytest

from spp_tracker.http_cache import DATA_VERSION_KEY
from spp_tracker.response_cache import flights
from spp_tracker.response_cache.cache import MAX_BODY, MAX_WAITING, ResponseCache
from spp_tracker.response_cache.version_reader import DatabaseUnavailable, VersionReader
from tests.wsgi import Response, ask

SECONDS = 20
"""After which threads count as stuck."""
ADDRESS = "/en/about/"


class Slow:
    """An application that answers once it may, with the number of the request."""

    def __init__(self, body: bytes = b"", status: str = "200 OK") -> None:
        self.body, self.status = body, status
        self.may_answer = Event()
        self.is_asked = Event()
        self.asked = 0
        self.lock = Lock()
        self.error: Exception | None = None

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        with self.lock:
            self.asked += 1
            number = self.asked
        self.is_asked.set()
        assert self.may_answer.wait(SECONDS)
        if number == 1 and self.error:
            raise self.error
        if self.status == "200 OK" and DATA_VERSION_KEY in environ:
            environ[DATA_VERSION_KEY] = "1"
        body = str(number).encode() + self.body
        length = ("Content-Length", str(len(body)))
        start(self.status, [("ETag", 'W/"a"'), ("Vary", "Accept-Encoding"), length])
        return [body]


def cache_before(application: Slow) -> ResponseCache:
    return ResponseCache(application, lambda: "1", max_bytes=10_000_000, max_stale_seconds=300)


def ask_together(application: Slow, count: int, *, may_wait: bool = True) -> list[Future[Response]]:
    """The first is being made when the others ask; once all wait or ask Django, it is answered."""
    cache = cache_before(application)
    pool = ThreadPoolExecutor(count)
    responses = [pool.submit(ask, cache, ADDRESS)]
    assert application.is_asked.wait(SECONDS)
    responses += [pool.submit(ask, cache, ADDRESS) for _ in range(count - 1)]
    deadline = monotonic() + SECONDS
    while may_wait * cache._flights.waiting + application.asked < count and monotonic() < deadline:
        sleep(0.005)
    application.may_answer.set()
    pool.shutdown()
    return responses


def test_one_makes_it_for_all_who_wait() -> None:
    application = Slow()
    responses = ask_together(application, 1 + MAX_WAITING)
    assert {response.result().raw for response in responses} == {b"1"}
    assert application.asked == 1


def test_only_so_many_wait() -> None:
    """The others ask Django, so that there are always threads for other addresses."""
    application = Slow()
    responses = ask_together(application, 1 + MAX_WAITING + 3)
    bodies = sorted(response.result().raw for response in responses)
    assert bodies == [b"1"] * (1 + MAX_WAITING) + [b"2", b"3", b"4"]


@pytest.mark.parametrize(
    "application",
    [Slow(bytes(MAX_BODY)), Slow(status="400 Bad Request"), Slow(status="503 Service Unavailable")],
    ids=["long", "refused", "away"],
)
def test_what_cannot_be_shared_is_made_for_each(application: Slow) -> None:
    responses = ask_together(application, 4)
    assert {response.result().raw[:1] for response in responses} == {b"1", b"2", b"3", b"4"}


def test_a_failure_is_not_shared() -> None:
    application = Slow()
    application.error = ValueError("once")
    first, *others = ask_together(application, 4)
    assert first.exception() is application.error
    assert {response.result().raw for response in others} == {b"2", b"3", b"4"}


def test_nobody_waits_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flights, "MAX_SECONDS", 0.01)
    application = Slow()
    responses = ask_together(application, 3, may_wait=False)
    assert {response.result().raw for response in responses} == {b"1", b"2", b"3"}


class Versions:
    """A version that goes on with every read; reads last until they may end."""

    def __init__(self) -> None:
        self.begun = 0
        self.fails_at = 0
        self.may_end = Event()
        self.is_reading = Event()

    def __call__(self) -> str:
        self.begun += 1
        version = str(self.begun)
        self.is_reading.set()
        assert self.may_end.wait(SECONDS)
        if self.begun == self.fails_at:
            raise DatabaseUnavailable
        return version


def test_a_failed_read_is_told_to_all_who_share_it_and_to_nobody_else() -> None:
    versions = Versions()
    versions.fails_at = 2
    reader = VersionReader(versions, lambda _version: None)
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(reader.current)
        assert versions.is_reading.wait(SECONDS)
        later = [pool.submit(reader.current) for _ in range(4)]
        sleep(0.1)
        versions.may_end.set()
        assert first.result(SECONDS) == "1"
        assert {type(future.exception(SECONDS)) for future in later} == {DatabaseUnavailable}
    assert reader.current() == "3"


def test_who_waits_shares_the_next_read_and_never_one_that_began_before() -> None:
    versions = Versions()
    started: list[str] = []
    reader = VersionReader(versions, started.append)
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(reader.current)
        assert versions.is_reading.wait(SECONDS)
        arrived = Lock(), [0]

        def arrive() -> str:
            with arrived[0]:
                arrived[1][0] += 1
            return reader.current()

        later = [pool.submit(arrive) for _ in range(8)]
        while arrived[1][0] < 8:
            sleep(0.005)
        sleep(0.1)
        versions.may_end.set()
        assert first.result(SECONDS) == "1"
        assert {future.result(SECONDS) for future in later} == {"2"}
    assert started == ["1", "2"]
    assert reader.current() == "3"
