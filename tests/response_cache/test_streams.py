"""A response that is streamed is kept when it is complete and not too long."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from spp_tracker.http_cache import DATA_VERSION_KEY
from spp_tracker.response_cache.cache import MAX_BODY, ResponseCache
from tests.response_cache.conftest import read_version
from tests.wsgi import ask, environ

Cache = Callable[..., ResponseCache]


class Stream:
    """An application that streams the same pieces to everybody, as long as it does not fail."""

    def __init__(self, *pieces: bytes | Exception) -> None:
        self.pieces = pieces
        self.asked = self.sent = self.closed = 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.asked += 1
        if DATA_VERSION_KEY in environ:
            environ[DATA_VERSION_KEY] = read_version()
        headers = [("ETag", 'W/"a"'), ("Vary", "Accept-Encoding"), ("Content-Type", "text/csv")]
        start("200 OK", headers)
        return Body(self)


class Body:
    def __init__(self, stream: Stream) -> None:
        self.stream = stream

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.stream.pieces:
            if isinstance(piece, Exception):
                raise piece
            self.stream.sent += 1
            yield piece

    def close(self) -> None:
        self.stream.closed += 1


LINE = b"code,goal\r\n" * 100
SHORT = [LINE] * 10
LONG = [bytes(MAX_BODY // 2), bytes(MAX_BODY // 2), LINE, LINE]


def test_a_short_one_is_kept(make_cache: Cache) -> None:
    stream = Stream(*SHORT)
    cache = make_cache(stream)
    for encoding in ("gzip", "br", ""):
        response = ask(cache, "/milestones.csv", HTTP_ACCEPT_ENCODING=encoding)
        assert response.body == b"".join(SHORT)
    assert (stream.asked, stream.closed) == (1, 1)


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_a_long_one_is_sent_and_not_kept(make_cache: Cache, encoding: str) -> None:
    stream = Stream(*LONG)
    cache = make_cache(stream)
    for _ in range(2):
        response = ask(cache, "/milestones.csv", HTTP_ACCEPT_ENCODING=encoding)
        assert response.body == b"".join(LONG)
        assert response.headers.get("content-encoding") == ("gzip" if encoding else None)
        assert "content-length" not in response.headers
    assert (stream.asked, stream.closed) == (2, 2)


@pytest.mark.parametrize("lines", [SHORT, LONG])
def test_one_is_read_no_faster_than_its_client_does(make_cache: Cache, lines: list[bytes]) -> None:
    stream = Stream(*lines)
    pieces: Any = make_cache(stream)(environ("/milestones.csv"), lambda *_: None)
    assert stream.sent == 0
    assert [len(next(pieces)) for _ in range(3)] == [len(piece) for piece in lines[:3]]
    assert stream.sent == 3


@pytest.mark.parametrize("lines", [SHORT, LONG])
def test_one_that_a_client_leaves_ends_and_is_not_kept(
    make_cache: Cache, lines: list[bytes]
) -> None:
    """What was not sent to its end may not be complete."""
    stream = Stream(*lines)
    cache = make_cache(stream)
    pieces: Any = cache(environ("/milestones.csv"), lambda *_: None)
    next(pieces)
    pieces.close()
    assert stream.closed == 1
    assert ask(cache, "/milestones.csv").body == b"".join(lines)
    assert (stream.asked, stream.closed) == (2, 2)


def test_nobody_waits_for_the_client_of_another(make_cache: Cache) -> None:
    stream = Stream(*SHORT)
    cache = make_cache(stream)
    unread: Any = cache(environ("/milestones.csv"), lambda *_: None)
    assert ask(cache, "/milestones.csv").body == b"".join(SHORT)
    assert stream.asked == 2
    unread.close()


def test_one_that_fails_is_not_kept(make_cache: Cache) -> None:
    stream = Stream(LINE, ValueError("no more rows"))
    cache = make_cache(stream)
    for _ in range(2):
        with pytest.raises(ValueError, match="no more rows"):
            ask(cache, "/milestones.csv")
    assert (stream.asked, stream.closed) == (2, 2)
    stream.pieces = tuple(SHORT)
    assert ask(cache, "/milestones.csv", HTTP_ACCEPT_ENCODING="gzip").body == b"".join(SHORT)


@pytest.mark.parametrize(
    "header", [("Set-Cookie", "a=b"), ("Content-Encoding", "zstd"), ("Vary", "Cookie")]
)
def test_one_that_is_not_for_everybody_after_all_is_not_kept(
    make_cache: Cache, header: tuple[str, str]
) -> None:
    stream = Stream(LINE)

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        def start_with_more(status: str, headers: list[tuple[str, str]]) -> None:
            start(status, [*(pair for pair in headers if pair[0] != header[0]), header])

        return stream(environ, start_with_more)

    cache = make_cache(application)
    for _ in range(2):
        ask_raw = cache(environ("/milestones.csv"), lambda *_: None)
        assert b"".join(ask_raw) == LINE
    assert stream.asked == 2


def test_a_long_one_is_compressed_once(make_cache: Cache) -> None:
    raw = ask(make_cache(Stream(*LONG)), "/milestones.csv", HTTP_ACCEPT_ENCODING="gzip").raw
    assert gzip.decompress(raw) == b"".join(LONG)
