"""How each kind of page is shown: small, magnified, on paper, in few colours, at rest."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.kinds import EVERY, KINDS, Address

WINDOWS = [(1440, 900), (1024, 768), (768, 1024), (600, 900), (360, 800), (320, 256)]
"""From a desk to a telephone; the last is what 400 % leave of a window of 1280 by 1024."""

OUTSIDE = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(element => {
  const box = element.getBoundingClientRect();
  const within = element.closest('.scroll, svg, .vh, .skip');
  return !within && box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
}).map(element => element.tagName + '.' + element.className).slice(0, 5)"""
"""What sticks out of the window, other than in a region that scrolls by itself."""

CONTROLS = "form, button, input, select, nav, .skip, .downloads, .chips .cross"


@pytest.mark.parametrize("kind", EVERY)
def test_no_page_scrolls_sideways(page: Page, address: Address, kind: str) -> None:
    page.goto(address(kind))
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        sticking_out = page.evaluate(OUTSIDE)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, sticking_out
        assert sticking_out == [], width


@pytest.mark.parametrize("path", ["/es/milestones/", "/es/changes/?from=2005-12-31"])
def test_no_row_of_milestones_is_cut_off(page: Page, site: str, path: str) -> None:
    page.goto(site + path)
    for width in (1440, 1280, 1100, 1024, 900, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        rows = page.locator(".scroll:has(> .milestones)")
        assert rows.evaluate("rows => rows.scrollWidth - rows.clientWidth") <= 0, width


@pytest.mark.parametrize("kind", ["overview", "area", "deadlines", "pairs"])
def test_every_fill_of_a_bar_has_its_key(page: Page, address: Address, kind: str) -> None:
    page.goto(address(kind))
    drawn, explained = (
        page.locator(f"{place} rect[class]").evaluate_all(
            "parts => [...new Set(parts.map(part => part.getAttribute('class')))].sort()"
        )
        for place in (".bar", ".key .swatch")
    )
    assert drawn
    assert drawn == explained


@pytest.mark.parametrize("kind", KINDS)
def test_on_paper_there_are_no_controls_but_the_address_and_the_day(
    page: Page, address: Address, kind: str
) -> None:
    page.goto(address(kind))
    expect(page.get_by_text("Address of this page:")).not_to_be_visible()
    page.emulate_media(media="print")
    assert page.locator(CONTROLS).filter(visible=True).all_inner_texts() == []
    paper = page.locator(".on-paper")
    expect(paper).to_be_visible()
    expect(paper).to_contain_text(address(kind))
    expect(page.locator("body")).to_contain_text("June 15, 2006")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_whatever_the_screen_is(page: Page, site: str, scheme: str) -> None:
    page.emulate_media(media="print", color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{site}/en/")
    colours = page.evaluate(
        "() => { const style = getComputedStyle(document.body); "
        "return [style.backgroundColor, style.color] }"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_with_colours_forced_focus_is_seen_and_bars_keep_their_meaning(
    browser: Browser, address: Address
) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    for kind in KINDS:
        page.goto(address(kind))
        expect(page.locator("h1")).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", kind
    page.goto(address("overview"))
    fills = page.evaluate(
        "() => [...document.querySelectorAll('.key .swatch rect:first-child')]"
        ".map(part => getComputedStyle(part).fill)"
    )
    assert len(fills) == len(set(fills)) > 1
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_moves_for_readers_who_asked_for_rest(
    page: Page, address: Address, kind: str
) -> None:
    page.goto(address(kind))
    moving = page.evaluate(
        "() => [...document.querySelectorAll('*')].filter(element => {"
        " const style = getComputedStyle(element);"
        " return parseFloat(style.transitionDuration) > 0.01"
        " || parseFloat(style.animationDuration) > 0.01 || style.scrollBehavior === 'smooth' })"
        ".map(element => element.tagName)"
    )
    assert moving == []
