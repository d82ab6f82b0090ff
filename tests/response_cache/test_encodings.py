"""A client gets the encoding it prefers, each compressed once."""

from __future__ import annotations

import gzip

import pytest

from spp_tracker.response_cache.encodings import COMPRESSIONS, Encoding, negotiate
from spp_tracker.response_cache.store import CachedResponse

HEADERS = [("ETag", 'W/"a"'), ("Content-Type", "text/plain"), ("Content-Length", "9")]
TEXT = b"A line of a page that is always the same.\n" * 100


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("GZip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("gzip; q=0.8 , br ; q=0.8", "br"),
        ("br;q=0, gzip;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("identity", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip", "gzip"),
        ("identity;q=0", "identity"),
        ("deflate, zstd", "identity"),
        ("gzip;q=much", "identity"),
        ("notgzip", "identity"),
        (",;,", "identity"),
    ],
)
def test_what_a_client_prefers(accepted: str, encoding: str) -> None:
    assert negotiate(accepted) == encoding


def test_each_compression_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(name: str, encoding: Encoding) -> Encoding:
        def encode(body: bytes) -> bytes:
            made.append(name)
            return encoding.encode(body)

        return Encoding(encode, encoding.decode)

    for name, encoding in list(COMPRESSIONS.items()):
        monkeypatch.setitem(COMPRESSIONS, name, counted(name, encoding))
    response = CachedResponse(HEADERS, TEXT, "gzip")
    for asked in ("gzip", "br", "identity", "br", "gzip", "identity"):
        headers, body = response.variants.get(asked) or response.make(asked)
        assert dict(headers)["Content-Length"] == str(len(body))
        assert dict(headers).get("Content-Encoding", "identity") == asked
    assert made == ["gzip", "br"]
    assert response.make("identity")[1] == TEXT
    assert gzip.decompress(response.variants["gzip"][1]) == TEXT


@pytest.mark.parametrize("body", [b"short", gzip.compress(TEXT * 9), bytes(range(256))])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_what_does_not_shrink_is_sent_as_it_is(body: bytes, encoding: str) -> None:
    response = CachedResponse(HEADERS, body, encoding)
    for asked in ("identity", "gzip", "br"):
        headers, sent = response.variants.get(asked) or response.make(asked)
        assert sent == body
        assert "Content-Encoding" not in dict(headers)
    assert list(response.variants) == ["identity"]
