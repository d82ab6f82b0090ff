"""Panels and badges that other sites show: what they say, where they lead, how they are had."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from milestones.charts.badge import width_of
from priorities.models import PriorityArea
from tests.conftest import PLAN_DAY
from tests.markup import Page
from tests.milestones.recording import DELAYED, LATER, record

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def panel(client: Client, address: str, status: int = 200) -> Page:
    response = client.get(address)
    assert response.status_code == status
    return Page(response.content.decode())


def words_in(page: Page) -> str:
    (main,) = page.all("main")
    return main.text


def test_a_panel_has_the_figures_of_an_area_and_its_day(client: Client) -> None:
    page = panel(client, "/embed/traveller-security/")
    assert page.slips == []
    assert page.title == "Traveller Security – SPP Tracker"
    assert words_in(page) == (
        "Traveller Security 0 of 12 milestones delivered, 3 overdue Partially completed 1"
        " On track 5 Initiated 4 Delayed 2 As of June 15, 2006."
        " Where country pairs differ, a milestone counts under the less advanced status."
        " SPP Tracker"
    )


def test_every_figure_leads_to_its_milestones_beside_the_other_site(client: Client) -> None:
    page = panel(client, "/embed/traveller-security/?pair=US-MX&as_of=2006-06-30&lang=fr")
    assert [base.attributes for base in page.all("base")] == [{"target": "_blank"}]
    led = {link.text: link.get("href") for link in page.links}
    asked = "as_of=2006-06-30&pair=US-MX"
    assert led["Sécurité des voyageurs"] == f"/fr/priorities/traveller-security/?{asked}"
    assert led["SPP Tracker"] == f"/fr/?{asked}"
    figures = [link for link in page.links if "status=" in link.get("href")]
    assert figures
    for link in figures:
        assert "area=traveller-security" in link.get("href")
        count = int(link.text.rpartition(" ")[2])
        shown = client.get(link.get("href")).content.decode()
        assert shown.count('<th scope="row"') == count


def test_a_panel_of_everything_has_every_milestone(client: Client) -> None:
    assert "12 of 106 milestones delivered, 17 overdue" in words_in(panel(client, "/embed/"))


def test_what_is_delivered_leads_to_its_milestones(client: Client) -> None:
    page = panel(client, "/embed/cargo-security/?pair=US-MX")
    (link,) = [link for link in page.links if "delivered" in link.text]
    assert link.text == "2 of 10 milestones delivered"
    assert link.get("href") == (
        "/en/milestones/?pair=US-MX&area=cargo-security&status=completed_ongoing&status=completed"
    )
    shown = client.get(link.get("href")).content.decode()
    assert shown.count('<th scope="row"') == 2


def test_a_panel_of_one_pair_has_nothing_that_could_differ(client: Client) -> None:
    words = words_in(panel(client, "/embed/?pair=US-CN"))
    assert "For Canada–U.S. only." in words
    assert "differ" not in words


def test_each_area_has_a_panel_and_a_badge(client: Client) -> None:
    for area in PriorityArea.objects.all():
        assert area.name in words_in(panel(client, f"/embed/{area.slug}/"))
        assert area.name in badge(client, area.slug).findtext(f"{SVG}title", "")


def test_a_panel_and_a_badge_are_about_the_day_asked_for(client: Client) -> None:
    record(LATER, DELAYED)
    assert "Delayed 3 As of Sept. 1, 2006." in words_in(panel(client, "/embed/traveller-security/"))
    then = f"as_of={PLAN_DAY}"
    words = words_in(panel(client, f"/embed/traveller-security/?{then}"))
    assert "0 of 12 milestones delivered Planned 12 As of June 27, 2005." in words
    picture = badge(client, "traveller-security", then)
    assert picture.findtext(f"{SVG}title") == (
        "Traveller Security: 0 of 12 milestones delivered. As of June 27, 2005."
    )
    assert drawn(picture) == ["Traveller Security", "0 of 12 delivered, June 27, 2005"]


def test_before_the_record_a_panel_says_so(client: Client) -> None:
    day = PLAN_DAY - dt.timedelta(days=1)
    words = words_in(panel(client, f"/embed/traveller-security/?as_of={day}"))
    assert "There are no data for June 26, 2005." in words


def test_and_so_does_a_badge(client: Client) -> None:
    picture = badge(client, "traveller-security", f"as_of={PLAN_DAY - dt.timedelta(days=1)}")
    assert drawn(picture) == ["Traveller Security", "no data, June 26, 2005"]
    assert picture.findtext(f"{SVG}title") == ("Traveller Security: no data, June 26, 2005")


@pytest.mark.usefixtures("empty_database")
def test_a_badge_of_nothing_at_all_has_no_day(client: Client) -> None:
    assert drawn(badge(client, "all")) == ["Security Priorities", "no data"]


def test_a_panel_speaks_the_language_asked_for_whatever_the_browser_prefers(
    client: Client,
) -> None:
    headers = {"Accept-Language": "es"}
    for query, language in (("", "en"), ("?lang=fr", "fr")):
        for address in ("/embed/", "/badge/all.svg"):
            response = client.get(address + query, headers=headers)
            assert response["Content-Language"] == language
            assert f'lang="{language}"' in response.content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("lang=de", "“de” is not a language of this site: write en, fr, es."),
        ("status=delayed", "Unknown parameter. Valid: pair, as_of, lang."),
        ("as_of=yesterday", "“yesterday” is not a date: write it like 2006-06-15."),
        ("pair=CA-US", "“CA-US” is not a country pair"),
    ],
)
def test_a_bad_query_says_what_is_wrong_and_shows_no_figures(
    client: Client, query: str, words: str
) -> None:
    page = panel(client, f"/embed/traveller-security/?{query}", status=400)
    assert words in words_in(page)
    assert "delivered" not in words_in(page)
    assert page.all("html")[0].get("lang") == "en"
    answer = client.get(f"/badge/traveller-security.svg?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert words in answer.content.decode()


def test_what_is_wrong_is_said_in_the_language_asked_for(client: Client) -> None:
    words = "«\N{NO-BREAK SPACE}x\N{NO-BREAK SPACE}» n’est pas une date"
    page = panel(client, "/embed/?lang=fr&as_of=x", status=400)
    assert page.all("html")[0].get("lang") == "fr"
    assert words.replace("\N{NO-BREAK SPACE}", " ") in words_in(page)
    answer = client.get("/badge/all.svg?lang=fr&as_of=x")
    assert (answer.status_code, answer["Content-Language"]) == (400, "fr")
    assert answer.content.decode().startswith(f"as_of: {words}")


@pytest.mark.parametrize("query", ["", "as_of=x"])
def test_an_area_that_is_not_there_is_said_to_be_in_a_frame_s_room(
    client: Client, query: str
) -> None:
    response = client.get(f"/embed/nowhere/?lang=fr&{query}")
    assert (response.status_code, response["Content-Language"]) == (404, "fr")
    page = Page(response.content.decode())
    words = "« nowhere » n’est pas un domaine prioritaire : écrivez-le comme cargo-security."
    assert words in words_in(page)
    assert page.all("header", "nav", "footer") == []
    assert "embed.css" in response.content.decode()


def test_and_where_a_badge_would_be_in_a_line_of_text(client: Client) -> None:
    response = client.get("/badge/nowhere.svg")
    assert response.status_code == 404
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "area: “nowhere” is not a priority area: write it like cargo-security.\n"
    )


@pytest.mark.parametrize("address", ["/badge/all.png", "/embed/all.svg"])
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(address, follow=True).status_code == 404


def test_neither_panel_nor_badge_runs_or_fetches_anything(client: Client) -> None:
    for address in ("/embed/cargo-security/", "/badge/cargo-security.svg"):
        content = client.get(address).content.decode()
        for what in ("<script", "style=", "<style", "@import", "url(http", "<image", "onload"):
            assert what not in content
    for link in panel(client, "/embed/cargo-security/").all("link"):
        assert link.get("href").startswith("/static/")
    assert not client.get("/embed/").cookies


def badge(client: Client, slug: str, query: str = "") -> ET.Element:
    response = client.get(f"/badge/{slug}.svg?{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    return ET.fromstring(response.content)  # noqa: S314


def test_a_badge_is_a_picture_with_words_for_those_who_do_not_see_it(client: Client) -> None:
    picture = badge(client, "all", "pair=US-CN")
    title = picture.find(f"{SVG}title")
    assert title is not None
    assert (picture.get("role"), picture.get("aria-labelledby")) == ("img", title.get("id"))
    assert title.text == (
        "Security Priorities: 16 of 100 milestones delivered. As of June 15, 2006."
        " For Canada–U.S. only."
    )
    assert drawn(picture) == [
        "Security Priorities",
        "16 of 100 delivered, Canada–U.S., June 15, 2006",
    ]


def drawn(picture: ET.Element) -> list[str | None]:
    """The words that a badge shows to those who see it."""
    return [text.text for text in picture.iter(f"{SVG}text")]


def test_a_badge_is_in_the_requested_language(client: Client) -> None:
    picture = badge(client, "cargo-security", "lang=fr")
    name, figure = picture.iter(f"{SVG}text")
    assert name.text == "Sécurité du fret"
    assert (name.get("lang"), name.get(XML_LANG)) == (None, None)
    assert (picture.get("lang"), picture.get(XML_LANG)) == ("fr", "fr")
    assert (figure.text or "").endswith(", 15 juin 2006")


def test_a_name_without_a_translation_is_marked_as_english_in_a_badge(client: Client) -> None:
    PriorityArea.objects.filter(code="CS").update(name_fr="")
    name, figure = badge(client, "cargo-security", "lang=fr").iter(f"{SVG}text")
    assert name.text == "Cargo Security"
    assert (name.get("lang"), name.get(XML_LANG)) == ("en", "en")
    assert (figure.get("lang"), figure.get(XML_LANG)) == (None, None)


@pytest.mark.parametrize(
    "slug", ["all", "traveller-security", "protection-prevention-and-response"]
)
def test_the_words_of_a_badge_stay_within_their_halves(client: Client, slug: str) -> None:
    picture = badge(client, slug)
    halves = list(picture.iter(f"{SVG}rect"))
    for half, words in zip(halves, picture.iter(f"{SVG}text"), strict=True):
        start, width = int(half.get("x", 0)), int(half.get("width", 0))
        assert int(words.get("x", 0)) - start == 8
        assert int(words.get("textLength", 0)) == width - 16 == width_of(words.text or "")
    assert int(picture.get("width", 0)) == sum(int(half.get("width", 0)) for half in halves)
