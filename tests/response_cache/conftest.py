"""Django behind a cache, asked without a server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application

from milestones.models import DataVersion
from spp_tracker import freshness
from spp_tracker.response_cache.cache import ResponseCache


class Origin:
    """Django's application, which counts what it is asked for."""

    def __init__(self) -> None:
        self.django = get_wsgi_application()
        self.asked: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as Django does."""
        self.asked.append(environ["PATH_INFO"] + "?" * bool(environ["QUERY_STRING"]))
        self.asked[-1] += environ["QUERY_STRING"]
        return self.django(environ, start)  # type: ignore[arg-type, return-value]


@pytest.fixture
def origin() -> Origin:
    return Origin()


def read_version() -> str:
    """The data version, as the transaction of the test sees it."""
    return DataVersion.objects.current().mark


@pytest.fixture
def long_ago(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of the last change is over: Last-Modified names it."""
    changed_at = dt.datetime(2006, 9, 7, tzinfo=dt.UTC)
    DataVersion.objects.update(changed_at=changed_at)
    monkeypatch.setattr(freshness, "STARTED", changed_at)


@pytest.fixture
def cache(origin: Origin, db: None) -> ResponseCache:
    return ResponseCache(origin, read_version, max_bytes=64 * 1024 * 1024, max_stale_seconds=300)
