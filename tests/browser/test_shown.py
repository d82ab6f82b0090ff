"""How tables, bars and colours are shown: small, on paper, in few colours."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.page_samples import Address

LAID_OUT_OTHERWISE = """() => [...document.querySelectorAll('.milestones tr')]
  .filter(row => getComputedStyle(row).display === 'table-row')
  .flatMap(row => [...row.cells])
  .filter(cell => !['table-cell', 'none'].includes(getComputedStyle(cell).display))
  .map(cell => cell.className)"""
"""The cells of a table that are no columns of it: they are as narrow as a letter."""
LISTS = ["/es/milestones/", "/es/changes/?from=2005-12-31", "/es/attention/"]


@pytest.mark.parametrize("path", LISTS)
def test_no_row_of_milestones_is_cut_off(page: Page, site: str, path: str) -> None:
    page.goto(site + path)
    for width in (1440, 1280, 1100, 1024, 900, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        rows = page.locator(".scroll:has(> .milestones)")
        assert rows.evaluate("rows => rows.scrollWidth - rows.clientWidth") <= 0, width
        assert page.evaluate(LAID_OUT_OTHERWISE) == [], width


@pytest.mark.parametrize("kind", ["overview", "area", "deadlines", "pairs"])
def test_every_fill_of_a_bar_has_its_key(page: Page, address: Address, kind: str) -> None:
    page.goto(address(kind))
    drawn, explained = (
        page.locator(f"{place} rect[class^=fill-]").evaluate_all(
            "parts => [...new Set(parts.map(part => part.getAttribute('class')))].sort()"
        )
        for place in (".bar", ".key .swatch")
    )
    assert drawn
    assert drawn == explained


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_whatever_the_screen_is(page: Page, site: str, scheme: str) -> None:
    page.emulate_media(media="print", color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{site}/en/")
    colours = page.evaluate(
        "() => { const style = getComputedStyle(document.body); "
        "return [style.backgroundColor, style.color] }"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_with_colours_forced_bars_keep_their_meaning(page: Page, address: Address) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(address("overview"))
    fills = page.evaluate(
        "() => [...document.querySelectorAll('.key .swatch rect:first-child')]"
        ".map(part => getComputedStyle(part).fill)"
    )
    assert len(fills) == len(set(fills)) > 1
