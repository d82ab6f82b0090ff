"""An entry of the feed is made once, until anything of its milestone is another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from milestones.actions import withdraw_edition, withdraw_update
from milestones.models import StatusReport, StatusUpdate
from milestones.opendata.feeds import atom
from milestones.opendata.feeds.common import Links
from milestones.opendata.feeds.updates import FeedItem, Update
from milestones.queries import cache
from tests.conftest import REPORT_DAY
from tests.milestones.factories import milestone
from tests.milestones.recording import DELAYED, INITIATED, LATER, ON_TRACK, record

pytestmark = pytest.mark.django_db

FEED = "/changes.atom"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[FeedItem]:
    """The entries that were made."""
    items: list[FeedItem] = []
    make = atom._entry

    def make_noted(item: FeedItem, links: Links) -> object:
        items.append(item)
        return make(item, links)

    monkeypatch.setattr(atom, "_entry", make_noted)
    return items


def test_only_those_of_the_milestone_are_made_anew(client: Client, made: list[FeedItem]) -> None:
    client.get(FEED)
    assert len(made) == 106
    made.clear()
    record(LATER, DELAYED)
    client.get(FEED)
    codes = [item.update.milestone.code for item in made if isinstance(item, Update)]
    assert codes == ["TS-1.4", "TS-1.4"]


def _correct() -> None:
    record(REPORT_DAY, DELAYED, reason="It was misread.")


def _withdraw() -> None:
    update = StatusUpdate.objects.get(milestone__code="TS-1.4")
    withdraw_update(update, reason="It was of another milestone.")


def _withdraw_edition() -> None:
    withdraw_edition(StatusReport.objects.get(as_of=REPORT_DAY), reason="Of another plan.")


def _edit() -> None:
    edited = milestone()
    edited.text = "Otherwise, it was promised."
    edited.save()


def _rename_area() -> None:
    area = milestone().initiative.area
    area.name = "Travel"
    area.save()


@pytest.mark.parametrize("change", [_correct, _withdraw, _withdraw_edition, _edit, _rename_area])
def test_whatever_changes_they_say_what_new_ones_would(
    client: Client, change: Callable[[], None]
) -> None:
    before = client.get(FEED).content
    change()
    after = client.get(FEED).content
    cache.clear()
    assert client.get(FEED).content == after != before


def test_those_of_another_host_day_or_pair_are_others(client: Client) -> None:
    record(LATER, INITIATED)
    record(LATER, ON_TRACK, code="TS-2.1")
    addresses = [FEED, f"{FEED}?pair=US-CN", f"{FEED}?pair=US-MX", f"{FEED}?as_of={LATER}"]
    asked = [(address, host) for address in addresses for host in ("testserver", "127.0.0.1")]
    kept = [client.get(address, headers={"Host": host}).content for address, host in asked]
    assert len(set(kept)) == len(asked)
    for (address, host), content in zip(asked, kept, strict=True):
        cache.clear()
        assert client.get(address, headers={"Host": host}).content == content
