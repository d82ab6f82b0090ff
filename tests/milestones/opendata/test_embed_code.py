"""The code by which other sites show a panel or a badge, to be copied from the pages."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from priorities.models import PriorityArea
from tests.markup import Page

pytestmark = pytest.mark.django_db


def code(client: Client, language: str, query: str, name: str) -> str:
    page = client.get(f"/{language}/priorities/traveller-security/?{query}").content.decode()
    return copied_from(page, name)


def copied_from(page: str, name: str) -> str:
    """The code in a field of a page, as it is when it is copied."""
    field = re.search(rf'<textarea id="{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert field
    return unescape(field[1])


def test_an_area_s_page_has_the_code_of_its_panel_to_copy(client: Client) -> None:
    assert code(client, "en", "", "panel-code") == (
        '<iframe src="http://testserver/embed/traveller-security/?lang=en"'
        ' title="Traveller Security – SPP Tracker" width="340" height="480" loading="lazy"'
        ' style="border:0"></iframe>'
    )
    copied = code(client, "fr", "pair=US-MX&as_of=2006-06-15", "panel-code")
    (frame,) = Page(copied).all("iframe")
    path = frame.get("src").removeprefix("http://testserver")
    assert path == "/embed/traveller-security/?as_of=2006-06-15&pair=US-MX&lang=fr"
    assert client.get(path).status_code == 200


def test_and_that_of_its_badge(client: Client) -> None:
    page = Page(code(client, "es", "pair=US-CN", "badge-code"))
    (link,), (image,) = page.all("a"), page.all("img")
    for address in (link.get("href"), image.get("src")):
        assert client.get(address.removeprefix("http://testserver")).status_code == 200
    assert "lang=es" in image.get("src")


def test_who_does_not_see_a_badge_hears_what_is_in_it(client: Client) -> None:
    (image,) = Page(code(client, "en", "", "badge-code")).all("img")
    assert image.get("alt") == (
        "Traveller Security: milestones delivered; the badge shows the figure and its date"
    )


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        ("panel-code", ["/embed/?as_of=2006-06-30&lang=en"]),
        ("badge-code", ["/en/?as_of=2006-06-30", "/badge/all.svg?as_of=2006-06-30&lang=en"]),
    ],
)
def test_the_data_page_has_the_code_of_all_areas(
    client: Client, name: str, addresses: list[str]
) -> None:
    page = client.get("/en/data/?as_of=2006-06-30").content.decode()
    copied = Page(copied_from(page, name))
    elements = [*copied.all("a"), *copied.all("img"), *copied.all("iframe")]
    led = [element.get("href") or element.get("src") for element in elements]
    assert led == [f"http://testserver{address}" for address in addresses]
    for address in addresses:
        assert client.get(address).status_code == 200
    (shown,) = copied.all("iframe", "img")
    assert (shown.get("title") or shown.get("alt")).startswith("Security Priorities")


def test_before_anything_was_on_record_there_is_nothing_to_show_elsewhere(client: Client) -> None:
    assert "panel-code" not in client.get("/en/data/?as_of=2005-01-01").content.decode()


def test_the_code_of_an_area_with_a_hostile_name_is_only_a_name(client: Client) -> None:
    name = "\"><script>alert('1')</script> & more"
    PriorityArea.objects.filter(slug="traveller-security").update(name=name)
    page = client.get("/en/priorities/traveller-security/").content.decode()
    assert {script.get("type") for script in Page(page).all("script")} == {"application/ld+json"}
    assert "<script>" not in page
    (frame,) = Page(code(client, "en", "", "panel-code")).all("iframe", "script")
    assert frame.get("title") == f"{name} – SPP Tracker"
    drawing = ET.fromstring(client.get("/badge/traveller-security.svg").content)  # noqa: S314
    assert drawing.findtext("{http://www.w3.org/2000/svg}title", "").startswith(name)
    (image,) = Page(code(client, "en", "", "badge-code")).all("img", "script")
    assert image.get("alt").startswith(f"{name}: milestones delivered")
