"""The page of an area with very many milestones lists the first of each initiative."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.markup import Page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ADDRESS = "/en/priorities/traveller-security/"


def initiatives(client: Client, query: str = "") -> dict[str, tuple[str, int, str]]:
    """For each initiative what its page says: how many milestones it has, how many are listed and
    where all of them are."""
    page = Page(client.get(f"{ADDRESS}{query}").content.decode())
    shown = {}
    for part in page.all("section"):
        if part.has("initiative"):
            (count,) = (line.text for line in part.all("h3") if line.has("count-line"))
            entries = sum(item.has("entry") for item in part.all("li"))
            more = [line.text for line in part.all("p") if line.has("more")]
            shown[part.get("aria-labelledby")] = (count, entries, " ".join(more))
    return shown


def test_all_are_listed_where_they_can_be_read(client: Client) -> None:
    assert initiatives(client) == {
        "TS-1": ("5 milestones", 5, ""),
        "TS-2": ("4 milestones", 4, ""),
        "TS-3": ("3 milestones", 3, ""),
    }


def test_else_the_first_of_each_initiative(
    client: Client, add_milestones: Callable[[int], object]
) -> None:
    add_milestones(400)
    cut = ("405 milestones", 25, "Showing the first 25. View all 405")
    assert initiatives(client) == {
        "TS-1": cut,
        "TS-2": ("4 milestones", 4, ""),
        "TS-3": ("3 milestones", 3, ""),
    }


def test_filters_hold_for_lists_and_counts(
    client: Client, add_milestones: Callable[[int], object]
) -> None:
    add_milestones(400)
    planned = ("400 milestones", 25, "Showing the first 25. View all 400")
    assert initiatives(client, "?status=planned") == {"TS-1": planned}
    reported = initiatives(client, "?pair=US-MX&status=initiated")
    assert sum(entries for _count, entries, _more in reported.values()) > 0
    assert all(not more for _count, _entries, more in reported.values())


def test_the_link_leads_to_all_of_them(
    client: Client, add_milestones: Callable[[int], object]
) -> None:
    add_milestones(400)
    page = Page(client.get(ADDRESS).content.decode())
    (address,) = (link.get("href") for link in page.links if link.text == "View all 405")
    assert address == "/en/milestones/?area=traveller-security&initiative=TS-1"
    listed = Page(client.get(address).content.decode())
    assert [head.text for head in listed.all("h2") if head.get("id") == "results"] == [
        "405 milestones, Traveller Security, initiative TS-1"
    ]
