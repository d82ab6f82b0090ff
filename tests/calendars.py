"""Calendars as their readers take them: by the letter of RFC 5545, and by two libraries."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import vobject
from django.test import Client
from icalendar import Calendar, Event

MAX_LINE = 75
_NAME = re.compile(r"[A-Z0-9-]+([;][A-Z0-9-]+=[^:;]+)*:")
_NOT_ALLOWED = re.compile("[\x00-\x08\x0a-\x1f\x7f]")


def calendar_at(client: Client, address: str) -> bytes:
    """The calendar at an address; it is valid, or the test fails."""
    response = client.get(address)
    content: bytes = response.getvalue()
    assert response.status_code == 200, content
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    check(content)
    return content


def check(content: bytes) -> None:
    """Fail unless it is what RFC 5545 calls an iCalendar object."""
    assert content.endswith(b"\r\n")
    physical = content[:-2].split(b"\r\n")
    assert max(map(len, physical)) <= MAX_LINE, "lines are folded (3.1)"
    lines = content.decode().replace("\r\n ", "").split("\r\n")[:-1]
    open_parts: list[str] = []
    for line in lines:
        assert not _NOT_ALLOWED.search(line), line
        assert _NAME.match(line), line
        name, _, value = line.partition(":")
        if name == "BEGIN":
            open_parts.append(value)
        elif name == "END":
            assert open_parts.pop() == value
    assert not open_parts
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert lines.count("VERSION:2.0") == 1
    calendar = Calendar.from_ical(content)
    assert calendar.get("prodid")
    assert calendar.subcomponents, "a calendar has at least one component (3.6)"
    events = calendar.events
    assert len({str(event["uid"]) for event in events}) == len(events)
    for event in events:
        for name in ("uid", "dtstamp", "dtstart"):
            assert len(_every(event, name)) == 1, name
        for name in ("summary", "description", "sequence", "status", "url", "last-modified"):
            assert len(_every(event, name)) <= 1, name
        assert event.decoded("dtend") > event.decoded("dtstart")
    # Another library, by other people, reads the same events.
    others = vobject.readOne(content.decode())
    theirs = [
        (str(event.uid.value), event.dtstart.value, event.summary.value)
        for event in _theirs(others)
    ]
    assert theirs == [
        (str(event["uid"]), event.decoded("dtstart"), str(event["summary"])) for event in events
    ]


def _every(event: Event, name: str) -> list[Any]:
    value = event.get(name, [])
    return value if isinstance(value, list) else [value]


def _theirs(calendar: Any) -> list[Any]:
    return list(calendar.contents.get("vevent", []))


def events_at(client: Client, address: str) -> dict[str, dict[str, Any]]:
    """The events of a calendar by what their ids say before the @, in order."""
    calendar = Calendar.from_ical(calendar_at(client, address))
    return {str(event["uid"]).partition("@")[0]: _plain(event) for event in calendar.events}


def _plain(event: Event) -> dict[str, Any]:
    """An event's properties as Python has them, without those that depend on when it was put on
    record."""
    plain: dict[str, Any] = {}
    for name in event:
        value = event.decoded(name)
        if isinstance(value, bytes):
            value = value.decode()
        plain[name.lower()] = value
    return plain


def days(events: dict[str, dict[str, Any]]) -> dict[str, dt.date]:
    """The day of each event."""
    return {uid: event["dtstart"] for uid, event in events.items()}
