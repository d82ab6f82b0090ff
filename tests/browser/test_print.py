"""Pages on paper: whole, told which they are, and as legible as on a screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import KINDS, Address

SHEETS = [(688, 1017), (710, 950)]
"""What the margins leave of A4 and of Letter, at 96 dots to the inch."""


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page as it is printed."""
    page.emulate_media(media="print")
    yield page
    page.emulate_media(media="screen")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_a_sheet(page: Page, address: Address, kind: str) -> None:
    page.goto(address(kind))
    for width, height in SHEETS:
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate(
            "() => [document.documentElement, ...document.querySelectorAll('.scroll')]"
            ".filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.innerText)"
        )
        assert wide == [], width


@pytest.mark.parametrize("kind", KINDS)
def test_address_and_day_stand_on_every_sheet(page: Page, address: Address, kind: str) -> None:
    page.goto(address(kind))
    foot = page.locator(".on-paper")
    expect(foot).to_have_css("position", "fixed")
    expect(foot).to_contain_text(address(kind))
    expect(foot).to_contain_text("as of June 15, 2006")
    expect(page.locator("body")).to_have_css("box-decoration-break", "clone")


@pytest.mark.parametrize("path", ["/en/", "/en/deadlines/", "/en/pairs/", "/en/milestones/"])
def test_tables_are_tables_and_rows_stay_whole(page: Page, site: str, path: str) -> None:
    page.set_viewport_size({"width": 688, "height": 1017})
    page.goto(site + path)
    for head in page.locator("thead").filter(visible=True).all():
        expect(head).to_have_css("display", "table-header-group")
        expect(head).to_have_css("break-after", "avoid")
    kept = page.locator("tbody tr, .entry").evaluate_all(
        "rows => [...new Set(rows.map(row => getComputedStyle(row).breakInside))]"
    )
    assert kept == ["avoid"]
    chained = page.locator("tbody tr:not(.group), .entry").evaluate_all(
        "rows => [...new Set(rows.map(row => getComputedStyle(row).breakAfter))]"
    )
    assert chained == ["auto"], "rows that may not be parted from the next leave sheets empty"


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/en/milestones/?status=on_track", "/milestones.csv?status=on_track"),
        ("/en/changes/?from=2005-12-31", "/changes.csv?from=2005-12-31"),
    ],
)
def test_a_sheet_of_a_long_list_says_which_rows_it_has_and_where_all_are(
    page: Page, site: str, path: str, file: str
) -> None:
    page.goto(site + path)
    words = page.locator(".paper-only")
    expect(words).to_contain_text("Rows 1 to 25 of")
    expect(words).to_contain_text(site + file)
    page.emulate_media(media="screen")
    expect(words).to_be_hidden()


def test_what_is_chosen_is_seen_without_backgrounds(page: Page, site: str) -> None:
    page.goto(f"{site}/en/changes/?from=2005-12-31&was=planned&now=delayed")
    expect(page.locator(".matrix a[aria-current]")).to_have_css("color", "rgb(0, 0, 0)")
