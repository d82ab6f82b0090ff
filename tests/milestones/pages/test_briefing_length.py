"""How long a briefing is: what it leaves out, and how many pages it says that it takes."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.test import Client

from milestones.models import Milestone
from milestones.pages import briefing as briefings
from milestones.pages.sheets import sheets
from milestones.queries import MilestoneQuery
from tests.markup import Page
from tests.milestones.briefing_page import briefing, rows, section, short
from tests.milestones.recording import DELAYED, LATER, record

pytestmark = pytest.mark.django_db


def test_a_longer_one_says_how_many_pages_it_takes(client: Client) -> None:
    words = briefing(client, "status=delayed").root.text
    assert "it takes about 5 pages, A4 or Letter" in words
    assert "With filters that leave up to 12 milestones, it takes one." in words


def test_one_on_several_areas_leads_to_each_and_says_how_many_pages_it_takes(
    client: Client,
) -> None:
    assert shorter(briefing(client)) == (
        "Briefings on one area: Traveller Security (1 page), Cargo Security (3 pages),"
        " Bioprotection (4 pages), Aviation Security (1 page), Maritime Security (1 page),"
        " Law Enforcement Cooperation (3 pages), Intelligence Cooperation (1 page),"
        " Protection, Prevention and Response (1 page), Border Facilitation (3 pages),"
        " Science and Technology Cooperation (1 page)"
    )


def test_each_area_says_of_itself_what_was_said_of_it(client: Client) -> None:
    (ways,) = (part for part in briefing(client).all("p") if part.has("shorter"))
    said = ways.text.partition(": ")[2].split("), ")
    for link, words in zip(ways.all("a"), said, strict=True):
        page = briefing(client, link.get("href").removeprefix("?"))
        pages = words.partition("(")[2].rstrip(")")
        takes = "it takes one page," if pages == "1 page" else f"it takes about {pages},"
        assert takes in page.root.text


def test_how_many_pages_an_area_takes_is_left_out_if_not_all_of_it_is_listed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(briefings, "MAX_LISTED", 10)
    assert "Traveller Security (1 page), Cargo Security, Bioprot" in shorter(briefing(client))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "about 7 pages"), ("fr", "environ 8 pages"), ("es", "unas 8 páginas")],
)
def test_in_french_and_spanish_it_takes_more_pages(
    client: Client, language: str, words: str
) -> None:
    assert words in briefing(client, "goal=1", language).root.text


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("area=cargo-security", "On one page each: Canada–U.S., Mexico–U.S."),
        ("area=bioprotection", ""),
        ("area=traveller-security", ""),
    ],
)
def test_one_on_an_area_leads_to_the_pairs_that_take_one_page(
    client: Client, query: str, offered: str
) -> None:
    assert shorter(briefing(client, query)) == offered


def shorter(page: Page) -> str:
    """What leads to shorter briefings, in words; empty if there is nothing."""
    return "".join(part.text for part in page.all("p") if part.has("shorter"))


def test_the_more_is_said_the_more_pages_it_takes() -> None:
    milestone = Milestone.objects.get(code="TS-1.1")
    assert sheets(areas=1, in_short=[milestone] * 10, changed=0, in_full=[]) == 2
    in_full = [(None, [(milestone, ())] * 40)]
    assert sheets(areas=1, in_short=[milestone] * 10, changed=0, in_full=in_full) == 7


def test_a_document_too_long_to_read_is_cut_and_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(briefings, "MAX_LISTED", 10)
    monkeypatch.setattr(briefings, "MAX_LATE", 3)
    monkeypatch.setattr(briefings, "MAX_DUE_NEXT", 2)
    monkeypatch.setattr(briefings, "MAX_CHANGED", 3)
    for code in ("TS-1.2", "TS-1.3", "TS-1.4", "TS-1.5", "TS-2.1"):
        record(LATER, DELAYED, code=code)
    page = briefing(client)
    listed = [part for part in page.all("section") if part.has("brief-area")]
    assert sum(len(rows(part)) for part in listed) == 10
    assert "Showing 10 of 106: narrow the filters" in section(page, "every").text
    assert "(the first 3)" in short(page, "late").text
    assert len(rows(short(page, "late"))) == 3
    assert len(rows(short(page, "due-next"))) == 2
    assert "Showing 3 of 5." in section(page, "last").text
    assert len(rows(section(page, "last"))) == 3


@pytest.mark.parametrize("day", ["2005-12-31", "2006-03-31", "2006-06-15", "2006-12-31"])
@pytest.mark.parametrize("most", [1, 3, 40])
def test_the_late_ones_in_short_are_the_first_whether_all_are_listed_or_not(
    monkeypatch: pytest.MonkeyPatch, day: str, most: int
) -> None:
    query = QueryDict(f"as_of={day}")
    late = briefings.briefing(MilestoneQuery(query)).late
    monkeypatch.setattr(briefings, "MAX_LISTED", 10)
    monkeypatch.setattr(briefings, "MAX_LATE", most)
    assert briefings.briefing(MilestoneQuery(query)).late == late[:most]
