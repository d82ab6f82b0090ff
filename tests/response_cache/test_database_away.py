"""While the database is away, what was right not long ago is sent, and says how old it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper

from spp_tracker.response_cache.cache import ResponseCache
from spp_tracker.response_cache.version_reader import DatabaseUnavailable
from tests.response_cache.conftest import Origin, read_version
from tests.wsgi import ask

pytestmark = pytest.mark.django_db


class Clock:
    """The monotonic clock, which is put forward by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in ("cache", "version_reader"):
        monkeypatch.setattr(f"spp_tracker.response_cache.{module}.time", clock)
    return clock


class Database:
    """A database that can go away."""

    is_away = False

    def read_version(self) -> str:
        if self.is_away:
            raise DatabaseUnavailable
        return read_version()


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def cache(
    database: Database, make_cache: Callable[..., ResponseCache], clock: Clock
) -> ResponseCache:
    return make_cache(read=database.read_version)


def test_a_kept_response_is_sent_with_its_age(
    cache: ResponseCache, database: Database, clock: Clock, origin: Origin
) -> None:
    ask(cache, "/en/")
    clock.now += 60
    first = ask(cache, "/en/")
    database.is_away = True
    clock.now += 100.9
    stale = ask(cache, "/en/")
    assert stale.headers == first.headers | {"age": "100"}
    assert stale.raw == first.raw
    confirmed = ask(cache, "/en/", HTTP_IF_NONE_MATCH=first.headers["etag"])
    assert (confirmed.status, confirmed.headers["age"]) == (304, "100")
    assert len(origin.asked) == 1


def test_only_for_so_long(
    cache: ResponseCache, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(cache, "/en/")
    database.is_away = True

    def refuse(*_args: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patched:
        patched.setattr(CursorWrapper, "execute", refuse)
        assert ask(cache, "/readyz").status == 503
        clock.now += 300
        assert ask(cache, "/en/").status == 200
        assert ask(cache, "/fr/").status == 503
        clock.now += 1
        assert ask(cache, "/en/").status == 503


def test_once_it_is_back_nothing_has_an_age(
    cache: ResponseCache, database: Database, clock: Clock, origin: Origin
) -> None:
    first = ask(cache, "/en/")
    database.is_away = True
    assert ask(cache, "/en/").headers["age"] == "0"
    database.is_away = False
    assert ask(cache, "/en/") == first
    assert len(origin.asked) == 1


def test_nothing_is_kept_meanwhile(
    cache: ResponseCache, database: Database, origin: Origin
) -> None:
    """Django may reach the database again, or say what is wrong."""
    database.is_away = True
    assert [ask(cache, "/en/").status for _ in range(2)] == [200, 200]
    assert len(origin.asked) == 2
