"""Requests share the connections to the database that were used last, whichever thread answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction

from milestones.models import Milestone
from spp_tracker.shared_connections import SharedConnections
from tests.wsgi import environ

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.usefixtures("copied_database"),
]

Respond = Callable[[], Any]


def nothing(*_arguments: Any) -> None:
    pass


def used() -> Any:
    """The driver's connection that a query of this thread uses."""
    assert Milestone.objects.exists()
    return connection.connection


class Requests:
    """Asks an application, each time in a thread that has answered nothing before."""

    def __init__(self, respond: Respond) -> None:
        self.seen: list[Any] = []
        self.application = SharedConnections(self._answer)
        self._respond = respond

    def _answer(self, _environ: Any, _start_response: Any) -> Iterator[bytes]:
        self.seen.append(self._respond())
        yield b"first"
        self.seen.append(self._respond())
        yield b"second"

    def ask(self) -> None:
        """One request, read to its end."""
        body = self.application(environ("/"), nothing)
        assert list(body) == [b"first", b"second"]
        body.close()

    def in_threads(self, count: int, task: Callable[[], None]) -> None:
        """The same in so many threads, one after another."""
        for _ in range(count):
            with ThreadPoolExecutor(1) as pool:
                pool.submit(task).result(60)

    def close(self) -> None:
        for idle in self.application._idle.values():
            for each in idle:
                each.close()


@pytest.fixture
def requests() -> Iterator[Requests]:
    found = Requests(used)
    yield found
    found.close()


def test_threads_answer_over_the_same_connection_one_after_another(requests: Requests) -> None:
    requests.in_threads(3, requests.ask)
    assert len(requests.seen) == 6
    assert len(set(map(id, requests.seen))) == 1


def test_requests_at_the_same_time_have_connections_of_their_own(requests: Requests) -> None:
    both = Barrier(2, timeout=60)

    def at_the_same_time() -> Any:
        found = used()
        both.wait()
        return found

    requests._respond = at_the_same_time
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(requests.ask) for _ in range(2)]:
            done.result(60)
    assert len(set(map(id, requests.seen))) == 2
    assert len(requests.application._idle["default"]) == 2


def test_a_response_keeps_its_connection_until_it_is_closed(requests: Requests) -> None:
    def ask_twice() -> None:
        slow = requests.application(environ("/"), nothing)
        assert next(slow) == b"first"
        with ThreadPoolExecutor(1) as pool:
            pool.submit(requests.ask).result(60)
        slow.close()

    requests.in_threads(1, ask_twice)
    slow, *others = requests.seen
    assert all(other is not slow for other in others)
    assert len(requests.application._idle["default"]) == 2


def test_a_request_that_fails_gives_its_connection_back(requests: Requests) -> None:
    def fail() -> None:
        used()
        raise RuntimeError

    application = SharedConnections(lambda *_: fail())  # type: ignore[arg-type]

    def ask() -> None:
        with pytest.raises(RuntimeError):
            application(environ("/"), nothing)
        assert not connections.all(initialized_only=True)

    requests.in_threads(1, ask)
    (idle,) = application._idle["default"]
    idle.close()


def test_one_that_expired_is_closed_and_not_kept(
    requests: Requests, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = Barrier(2, timeout=60)
    requests._respond = lambda: (used(), both.wait())[0]
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(requests.ask) for _ in range(2)]:
            done.result(60)
    requests._respond = used
    first, second = requests.application._idle["default"]
    later = time.monotonic() + connections.settings["default"]["CONN_MAX_AGE"]
    second.close_at = later + 60
    monkeypatch.setattr(time, "monotonic", lambda: later)
    requests.in_threads(1, requests.ask)
    assert requests.application._idle["default"] == [second]
    assert first.connection is None


def test_one_in_a_transaction_is_not_shared(requests: Requests) -> None:
    begun: list[Any] = []

    def begin() -> Any:
        if not begun:
            begun.append(transaction.atomic())
            begun[0].__enter__()
        return used()

    requests._respond = begin
    requests.in_threads(1, requests.ask)
    assert requests.application._idle["default"] == []


def test_a_thread_keeps_the_connection_that_it_had(requests: Requests) -> None:
    def ask() -> None:
        own = used()
        requests.ask()
        assert connection.connection is own
        connections.close_all()

    requests.in_threads(1, ask)
    assert not requests.application._idle["default"]
