"""Each kind of page: for every eye and every window, on paper, at rest, by keyboard.

A page is opened once for all that is looked at, in the order of this file.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import is_fine
from tests.browser.page_samples import EVERY, KINDS, UNFOLD

of_every_page = pytest.mark.parametrize("visited", EVERY, indirect=True, scope="module")
of_each_kind = pytest.mark.parametrize("visited", KINDS, indirect=True, scope="module")


@of_each_kind
def test_nothing_moves_for_readers_who_asked_for_rest(opened: Page) -> None:
    moving = opened.evaluate(
        "() => [...document.querySelectorAll('*')].filter(element => {"
        " const style = getComputedStyle(element);"
        " return parseFloat(style.transitionDuration) > 0.01"
        " || parseFloat(style.animationDuration) > 0.01 || style.scrollBehavior === 'smooth' })"
        ".map(element => element.tagName)"
    )
    assert moving == []


WINDOWS = [(1440, 900), (1024, 768), (768, 1024), (600, 900), (360, 800), (320, 256)]
"""From a desk to a telephone; the last is what 400 % leave of a window of 1280 by 1024."""

OUTSIDE = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(element => {
  const box = element.getBoundingClientRect();
  const within = element.closest('.scroll, svg, .visually-hidden, .skip');
  return !within && box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
}).map(element => element.tagName + '.' + element.className).slice(0, 5)"""
"""What sticks out of the window, other than in a region that scrolls by itself."""


@of_every_page
def test_it_does_not_scroll_sideways(opened: Page) -> None:
    for width, height in WINDOWS:
        opened.set_viewport_size({"width": width, "height": height})
        sticking_out = opened.evaluate(OUTSIDE)
        assert opened.evaluate("document.documentElement.scrollWidth") <= width, sticking_out
        assert sticking_out == [], width


CONTROLS = "form, button, input, select, nav, .skip, .downloads, .chips .cross"


@of_each_kind
def test_on_paper_there_are_no_controls_but_the_address_and_the_day(opened: Page) -> None:
    expect(opened.get_by_text("Address of this page:")).not_to_be_visible()
    opened.emulate_media(media="print")
    assert opened.locator(CONTROLS).filter(visible=True).all_inner_texts() == []
    expect(opened.locator("body")).to_contain_text("June 15, 2006")
    expect(opened.locator("h1")).to_be_visible()


@of_each_kind
def test_address_and_day_stand_on_every_sheet(opened: Page) -> None:
    opened.emulate_media(media="print")
    foot = opened.locator(".on-paper")
    expect(foot).to_be_visible()
    expect(foot).to_have_css("position", "fixed")
    expect(foot).to_contain_text(opened.url)
    expect(foot).to_contain_text("as of June 15, 2006")
    expect(opened.locator("body")).to_have_css("box-decoration-break", "clone")


SHEETS = [(688, 1017), (710, 950)]
"""What the margins leave of A4 and of Letter, at 96 dots to the inch."""


@of_each_kind
def test_nothing_is_wider_than_a_sheet(opened: Page) -> None:
    opened.emulate_media(media="print")
    for width, height in SHEETS:
        opened.set_viewport_size({"width": width, "height": height})
        wide = opened.evaluate(
            "() => [document.documentElement, ...document.querySelectorAll('.scroll')]"
            ".filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.innerText)"
        )
        assert wide == [], width


STOPS = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter(element => element.checkVisibility({visibilityProperty: true}))"""
"""What can be stopped at, in the order of the page."""

WATCH = f"""() => {{
  const stops = ({STOPS})();
  window.met = [];
  document.addEventListener('focusin', ({{target}}) => {{
    const seen = element => {{
      const style = getComputedStyle(element);
      const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      return outlined || style.boxShadow !== 'none';
    }};
    const box = target.getBoundingClientRect();
    window.met.push({{
      index: stops.indexOf(target),
      visible: seen(target) && box.width > 1 && box.height > 1,
      words: target.tagName + ' ' + (target.textContent.trim() || target.name || '').slice(0, 40),
    }});
  }});
  return stops.length;
}}"""

MAX_STOPS, MAX_AT_LENGTH = 40, 400
"""A page of a document has a link on every line: it is enough to pass a good part of them."""


@of_each_kind
def test_tab_stops_at_everything_in_order_and_each_stop_is_seen(
    opened: Page, exhaustive: bool
) -> None:
    count = min(opened.evaluate(WATCH), MAX_AT_LENGTH if exhaustive else MAX_STOPS)
    for _stop in range(count):
        opened.keyboard.press("Tab")
    met: list[dict[str, Any]] = opened.evaluate("window.met")
    unseen = [stop["words"] for stop in met if not stop["visible"]]
    assert not unseen
    # A date field has a stop for the day, the month and the year, and one for its calendar.
    reached = [stop["index"] for stop in met]
    assert reached == sorted(reached)
    assert reached[0] == 0
    fields = opened.locator("input[type=date], input[type=month]").count()
    assert len(set(reached)) >= count - 4 * fields


@of_each_kind
def test_with_colours_forced_focus_is_seen(opened: Page) -> None:
    opened.emulate_media(forced_colors="active")
    expect(opened.locator("h1")).to_be_visible()
    opened.locator("a").first.focus()
    opened.keyboard.press("Tab")
    outline = opened.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


@of_every_page
def test_axe_has_no_finding(opened: Page, exhaustive: bool) -> None:
    """WCAG 2.2 AA and best practice: in light, and with --exhaustive in dark and at 360 px too,
    every row of it."""
    opened.evaluate(UNFOLD)
    is_fine(opened, exhaustive=exhaustive)
