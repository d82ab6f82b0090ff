"""Pages on paper: tables and rows whole, and as legible as on a screen."""

from __future__ import annotations

import io
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PageObject, PdfReader

MILLIMETRE = 72 / 25.4


@pytest.fixture
def page(page: Page) -> Page:
    """A page as it is printed."""
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("path", ["/en/", "/en/deadlines/", "/en/pairs/", "/en/milestones/"])
def test_tables_are_tables_and_rows_stay_whole(page: Page, site: str, path: str) -> None:
    page.set_viewport_size({"width": 688, "height": 1017})
    page.goto(site + path)
    for head in page.locator("thead").filter(visible=True).all():
        expect(head).to_have_css("display", "table-header-group")
        expect(head).to_have_css("break-after", "avoid")
    for row in page.locator("thead + tbody > tr:first-child").filter(visible=True).all():
        expect(row).to_have_css("break-before", "avoid")
    kept = page.locator("tbody tr, .entry").evaluate_all(
        "rows => [...new Set(rows.map(row => getComputedStyle(row).breakInside))]"
    )
    assert kept == ["avoid"]
    chained = page.locator("tbody tr:not(.group), .entry").evaluate_all(
        "rows => [...new Set(rows.map(row => getComputedStyle(row).breakAfter))]"
    )
    assert chained == ["auto"], "rows that may not be parted from the next leave sheets empty"


@pytest.mark.parametrize("path", ["/fr/briefing/", "/fr/pairs/"])
def test_marks_and_words_over_the_figures_are_whole(page: Page, site: str, path: str) -> None:
    page.emulate_media(media="screen")
    page.goto(site + path)
    marks = page.locator(".figures thead .mark")
    drawn = sizes(marks)
    page.emulate_media(media="print")
    assert drawn
    assert sizes(marks) == drawn, "Chromium cuts what it had drawn larger on the screen"
    heads = page.locator(".figures .head-words").all()
    assert heads
    for words in heads:
        expect(words).to_have_css("writing-mode", "horizontal-tb")


SHEETS = {
    "/en/": 2,
    "/fr/": 2,
    "/es/": 2,
    "/en/briefing/?area=traveller-security": 1,
    "/fr/briefing/?area=traveller-security": 1,
    "/es/briefing/?differ=1": 1,
    "/en/briefing/?deadline=2006-12&pair=US-MX": 1,
    "/en/briefing/?q=zebra": 1,
}
"""How many sheets a page takes, A4 or Letter."""


PAPERS = ["Letter", pytest.param("A4", marks=pytest.mark.exhaustive)]
"""Letter is the smaller sheet: at length, A4 too."""


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("path", SHEETS)
def test_a_page_takes_so_many_sheets(page: Page, site: str, path: str, paper: str) -> None:
    page.goto(site + path)
    assert len(PdfReader(io.BytesIO(page.pdf(format=paper))).pages) == SHEETS[path]


@pytest.mark.parametrize(
    "path",
    [
        "/en/briefing/?area=bioprotection",
        "/fr/briefing/?goal=1",
        "/es/briefing/?area=border-facilitation",
    ],
)
def test_a_longer_briefing_says_how_many_sheets_it_takes(page: Page, site: str, path: str) -> None:
    page.goto(site + path)
    on_a4, on_letter = (
        len(PdfReader(io.BytesIO(page.pdf(format=paper))).pages) for paper in ("A4", "Letter")
    )
    page.emulate_media(media="screen")
    words = page.locator(".note.screen-only").first.inner_text()
    said = next(int(word) for word in words.split() if word.isdecimal())
    assert on_a4 <= said <= on_letter


def sizes(drawings: Locator) -> list[tuple[str, str]]:
    widths_and_heights: list[tuple[str, str]] = drawings.evaluate_all(
        "drawings => drawings.map(one => getComputedStyle(one)).map(one => [one.width, one.height])"
    )
    return widths_and_heights


def test_on_each_sheet_of_a_briefing_there_is_room_under_its_head(page: Page, site: str) -> None:
    page.goto(f"{site}/en/briefing/?goal=1")
    _first, *others = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    assert others
    for sheet in others:
        head, below = heights(sheet)[:2]
        assert (head - below) / MILLIMETRE > 5


def heights(sheet: PageObject) -> list[float]:
    """Where the lines of a sheet stand, from the top down."""
    heights: set[float] = set()

    def note(words: str, outer: list[float], inner: list[float], *_font: Any) -> None:
        if words.strip():
            heights.add(inner[5] * outer[3] + outer[5])

    sheet.extract_text(visitor_text=note)
    return sorted(heights, reverse=True)


def test_a_mark_stays_beside_its_words(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 688, "height": 1017})
    page.goto(f"{site}/fr/briefing/?status=partially_completed")
    statuses = page.locator(".brief .status").all()
    assert statuses
    for status in statuses:
        expect(status.locator(".mark")).to_have_css("position", "absolute")
        lines = status.evaluate(
            "status => { const words = document.createRange();"
            " words.selectNodeContents(status.lastChild);"
            " return words.getClientRects()[0].top - status.getBoundingClientRect().top }"
        )
        assert abs(lines) < 4


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


@pytest.mark.parametrize(
    "path", ["en/milestones/TS-1.1", "fr/milestones/IC-1.3", "es/milestones/BF-1.2"]
)
@pytest.mark.parametrize("paper", PAPERS)
def test_a_milestone_is_printed_on_one_sheet(page: Page, site: str, path: str, paper: str) -> None:
    page.goto(f"{site}/{path}/")
    assert len(PdfReader(io.BytesIO(page.pdf(format=paper))).pages) == 1
