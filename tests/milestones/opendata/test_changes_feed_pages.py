"""A page of the feed holds what was reported together, whole, and leads to the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from milestones.actions import StatusUpdateInput, record_statuses, withdraw_edition
from milestones.models import StatusReport
from milestones.opendata.feeds import updates
from tests.conftest import REPORT_DAY
from tests.feeds import feed_at
from tests.milestones.factories import LATEST, later_edition
from tests.milestones.recording import DELAYED, LATER, ON_TRACK, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def pages_of(feed: object) -> dict[str, str]:
    links = feed.feed.links  # type: ignore[attr-defined]
    return {link.rel: link.href for link in links if link.rel != "alternate"}


def test_what_an_edition_reported_is_on_one_page(client: Client) -> None:
    feed = feed_at(client, "/changes.atom?as_of=")
    assert len(feed.entries) == 106
    only = "http://testserver/changes.atom"
    assert pages_of(feed) == {"self": only, "first": only, "last": only}
    answer = client.get("/changes.atom?page=2")
    assert answer.status_code == 400
    assert answer.content.decode() == "page: That page contains no results\n"


def test_a_long_feed_comes_in_pages_that_lead_to_each_other(
    client: Client, add_milestones: Callable[[int], Any]
) -> None:
    record_statuses(
        StatusUpdateInput(milestone, LATER, [ON_TRACK]) for milestone in add_milestones(130)
    )
    first = feed_at(client, "/changes.atom")
    assert len(first.entries) == 100
    assert pages_of(first) == {
        "self": "http://testserver/changes.atom",
        "first": "http://testserver/changes.atom",
        "last": "http://testserver/changes.atom?page=2",
        "next": "http://testserver/changes.atom?page=2",
    }
    second = feed_at(client, "/changes.atom?page=2")
    assert len(second.entries) == 30 + 106
    assert pages_of(second) == {
        "self": "http://testserver/changes.atom?page=2",
        "first": "http://testserver/changes.atom",
        "last": "http://testserver/changes.atom?page=2",
        "previous": "http://testserver/changes.atom",
    }
    assert second.feed.id == first.feed.id
    assert not {entry.id for entry in first.entries} & {entry.id for entry in second.entries}
    assert client.get("/changes.atom?page=3").status_code == 400


def test_pages_go_on_past_an_edition(
    client: Client, add_milestones: Callable[[int], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its entries begin on the first of these pages and fill those up to the eleventh."""
    monkeypatch.setattr(updates, "PER_PAGE", 10)
    record_statuses(
        StatusUpdateInput(milestone, LATER, [ON_TRACK]) for milestone in add_milestones(5)
    )
    first = feed_at(client, "/changes.atom")
    assert len(first.entries) == 5 + 106
    assert "next" not in pages_of(first)
    monkeypatch.setattr(updates, "MAX_PER_PAGE", 50)
    codes = []
    address = "/changes.atom"
    while address:
        feed = feed_at(client, address)
        assert 0 < len(feed.entries) <= 10
        codes += [entry.id for entry in feed.entries]
        address = pages_of(feed).get("next", "").removeprefix("http://testserver")
    assert len(codes) == len(set(codes)) == 111


def test_any_slice_of_the_feed_has_withdrawals_in_their_place() -> None:
    withdraw_edition(later_edition(), reason="Sent out by mistake.")
    record(LATER, DELAYED)
    withdraw_edition(StatusReport.objects.get(as_of=REPORT_DAY), reason="Of another plan.")
    record(LATEST, DELAYED, reason="The second report was withdrawn.")
    entries = updates._Record.of(updates.UpdatesQuery(QueryDict()))
    everything = entries.rows(0, entries.count)
    kinds = [row.kind for row in everything]
    assert kinds == ["update", "withdrawal", "update", "withdrawal", *["update"] * 108]
    # The feed is read from its nearer end.
    places = [*range(8), *range(entries.count - 7, entries.count + 1)]
    assert all(
        entries.rows(first, last) == everything[first:last]
        for first in places
        for last in places
        if first <= last
    )
