"""Django behind a cache, asked without a server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection

from milestones.models import DataVersion
from spp_tracker import http_cache
from spp_tracker.response_cache.cache import ResponseCache


class Origin:
    """Django's application, which counts what it is asked for."""

    def __init__(self) -> None:
        self.django: Any = get_wsgi_application()
        self.asked: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as Django does."""
        self.asked.append(environ["PATH_INFO"] + "?" * bool(environ["QUERY_STRING"]))
        self.asked[-1] += environ["QUERY_STRING"]
        answer: Iterable[bytes] = self.django(environ, start)
        return answer


@pytest.fixture
def origin() -> Origin:
    return Origin()


def read_version() -> str:
    """The data version, as the transaction of the test sees it and PostgreSQL ends it."""
    connection.check_constraints()
    return DataVersion.objects.current().mark


@pytest.fixture(autouse=True)
def connections_stay_open() -> Iterator[None]:
    """A request that ends would close the connection of a test, which is in a transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def long_ago(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of the last change is over: Last-Modified names it."""
    changed_at = dt.datetime(2006, 9, 7, tzinfo=dt.UTC)
    DataVersion.objects.update(changed_at=changed_at)
    monkeypatch.setattr(http_cache, "STARTED", changed_at)


@pytest.fixture
def make_cache(origin: Origin, db: None) -> Callable[..., ResponseCache]:
    """Makes a cache in front of Django as it is set up by now."""

    def make(
        application: Any = origin,
        read: Callable[[], str] = read_version,
        max_bytes: int = 64 * 1024 * 1024,
    ) -> ResponseCache:
        return ResponseCache(application, read, max_bytes=max_bytes, max_stale_seconds=300)

    return make


@pytest.fixture
def cache(make_cache: Callable[..., ResponseCache]) -> ResponseCache:
    return make_cache()
