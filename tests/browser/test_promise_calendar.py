"""The promise calendar as it is drawn: its words are clear of each other, its marks can be hit."""

import base64

import pytest
from playwright.sync_api import Page

from tests.browser.test_timeline import WORDS, touch

ADDRESSES = [
    "/en/",
    "/fr/",
    "/es/?pair=US-MX",
    "/fr/?as_of=2005-06-27",
    "/en/?as_of=2009-03-01",
    "/fr/priorities/science-and-technology-cooperation/",
    "/es/priorities/bioprotection/",
]

SIZES = """() => [...document.querySelectorAll('.calendar a use[href^="#mark-"]')]
  .map(area => area.getBoundingClientRect()).filter(box => box.width)
  .map(box => Math.min(box.width, box.height))"""


PIXEL = """async png => {
  const picture = new Image();
  picture.src = 'data:image/png;base64,' + png;
  await picture.decode();
  const canvas = new OffscreenCanvas(1, 1).getContext('2d');
  canvas.drawImage(picture, 0, 0);
  const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}"""


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_word_of_the_calendar_covers_another(page: Page, site: str, address: str) -> None:
    page.goto(site + address)
    for width, media in [(1440, "screen"), (1000, "screen"), (360, "screen"), (688, "print")]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="print" if media == "print" else "screen")
        words = page.evaluate(WORDS)
        covered = [
            (word["words"], other["words"])
            for number, word in enumerate(words)
            for other in words[number + 1 :]
            if touch(word, other)
        ]
        assert words
        assert covered == [], width


@pytest.mark.parametrize("address", ["/en/", "/en/priorities/bioprotection/"])
def test_a_finger_can_hit_each_mark(page: Page, site: str, address: str) -> None:
    page.goto(site + address)
    for width in (1440, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        sizes = page.evaluate(SIZES)
        assert sizes
        assert min(sizes) >= 23.9, width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_have_the_colours_of_their_statuses(page: Page, site: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{site}/en/")
    (colour,) = {
        page.locator(selector).first.evaluate("shape => getComputedStyle(shape).fill")
        for selector in ("#mark-on_track rect", ".key .fill-on_track")
    }
    drawn = page.locator(".timeline-wide use[href='#mark-on_track']").first
    drawn.scroll_into_view_if_needed()
    box = drawn.bounding_box()
    assert box
    png = page.screenshot(clip={"x": box["x"] + 8, "y": box["y"] + 8, "width": 1, "height": 1})
    page.goto("about:blank")  # The tracker's pages read no picture of data.
    assert page.evaluate(PIXEL, base64.b64encode(png).decode()) == colour


def test_it_is_turned_on_a_telephone(page: Page, site: str) -> None:
    page.goto(f"{site}/en/")
    page.set_viewport_size({"width": 360, "height": 800})
    narrow = page.locator(".timeline-narrow svg").bounding_box()
    assert narrow
    assert narrow["width"] <= 328
    assert page.locator(".timeline-wide").is_hidden()
    page.set_viewport_size({"width": 1440, "height": 900})
    assert page.locator(".timeline-narrow").is_hidden()


def test_a_mark_is_reached_by_keyboard_and_seen(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site}/en/")
    mark = page.locator(".timeline-wide a[href$='/TS-2.1/']")
    mark.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert mark.evaluate("mark => mark === document.activeElement")
    assert mark.evaluate("mark => getComputedStyle(mark).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/en/milestones/TS-2.1/")
