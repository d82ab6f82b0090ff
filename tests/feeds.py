"""Feeds as their readers take them: by the letter of RFC 4287, and by a library."""

from __future__ import annotations

import datetime as dt
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
from django.test import Client

ATOM = "{http://www.w3.org/2005/Atom}"


def feed_at(client: Client, address: str) -> Any:
    """A feed as a library reads it; it is valid, or the test fails."""
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    check(response.content)
    feed = feedparser.parse(response.content, sanitize_html=False)
    assert not feed.bozo, feed.bozo_exception
    assert feed.version == "atom10"
    return feed


def check(content: bytes) -> None:
    """Fail unless it is what RFC 4287 calls an Atom feed document."""
    feed = ET.fromstring(content)  # noqa: S314
    assert feed.tag == f"{ATOM}feed"
    has_once(feed, "id", "title", "updated", "author")
    assert len(links(feed, "self")) == len(links(feed, "alternate")) == 1
    assert [name.text for name in feed.findall(f"{ATOM}author/{ATOM}name")] == ["SPP Tracker"]
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        has_once(entry, "id", "title", "updated", "published", "content")
        assert len(links(entry, "alternate")) == 1
        assert text_of(entry, "published") <= text_of(entry, "updated")
    ids = [text_of(entry, "id") for entry in entries]
    assert len(set(ids)) == len(ids)
    assert all(known.startswith("urn:uuid:") for known in [text_of(feed, "id"), *ids])
    for updated in (*feed.iter(f"{ATOM}updated"), *feed.iter(f"{ATOM}published")):
        at = dt.datetime.fromisoformat(updated.text or "")
        assert at.utcoffset() is not None


def has_once(parent: ET.Element, *names: str) -> None:
    for name in names:
        assert len(parent.findall(ATOM + name)) == 1, name


def links(parent: ET.Element, rel: str) -> list[str]:
    """Where the links of a kind lead."""
    return [
        link.get("href", "") for link in parent.findall(f"{ATOM}link") if link.get("rel") == rel
    ]


def text_of(parent: ET.Element, name: str) -> str:
    """The text of an element that stands once."""
    return parent.findtext(ATOM + name) or ""


def titles(client: Client, query: str = "") -> list[str]:
    """The titles of the entries, newest first."""
    return [entry.title for entry in feed_at(client, f"/changes.atom?{query}").entries]


def words_of(entry: Any) -> str:
    """What an entry's content says, with single spaces."""
    return " ".join(entry.content[0].value.split())
