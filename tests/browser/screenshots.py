"""The pictures in docs/: taken anew by ``make screenshots`` from a tracker of our own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.pictures import write
from tests.browser.server import launch, tracker

WIDE = (1440, 900)
NARROW = (360, 740)
SHEET = (794, 1123)
"""A sheet of A4 at 96 dots to the inch."""
MAX_BYTES = 120 * 1024


@dataclass(frozen=True)
class Picture:
    """A page as it is to be seen."""

    name: str
    path: str
    size: tuple[int, int] = WIDE
    scheme: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"


PICTURES = (
    Picture("overview.png", "/en/"),
    Picture("overview-360.png", "/en/", NARROW),
    Picture("deadlines-dark.png", "/en/deadlines/", scheme="dark"),
    Picture("milestone.png", "/en/milestones/TS-1.1/"),
    Picture("print.png", "/en/priorities/cargo-security/", SHEET, media="print"),
)
SIGHTS = ("achromatopsia", "deuteranopia")


def main(folder: str, sights: str = "") -> None:
    """Take the pictures; with a second folder, also as readers see who tell few colours apart."""
    with TemporaryDirectory() as own, tracker(Path(own)) as site, sync_playwright() as playwright:
        browser = launch(playwright)
        Path(folder).mkdir(parents=True, exist_ok=True)
        for picture in PICTURES:
            take(browser, site, picture, Path(folder) / picture.name)
        for sight in SIGHTS if sights else ():
            Path(sights).mkdir(parents=True, exist_ok=True)
            for picture in PICTURES[:3]:
                see = seen_with(sight)
                take(browser, site, picture, Path(sights) / f"{sight}-{picture.name}", see)
        browser.close()


def take(
    browser: Browser,
    site: str,
    picture: Picture,
    path: Path,
    see: Callable[[Page], None] = lambda _page: None,
) -> None:
    """Take one picture, as small as it can be without a loss that is seen."""
    width, height = picture.size
    page = browser.new_page(viewport={"width": width, "height": height})
    page.emulate_media(media=picture.media, color_scheme=picture.scheme)
    page.goto(site + picture.path)
    see(page)
    png = page.screenshot()
    page.goto("about:blank")
    write(page, png, path)
    page.close()
    size = path.stat().st_size
    sys.stdout.write(f"{path}: {size / 1024:.0f} KB\n")
    if size > MAX_BYTES:
        sys.stdout.write(f"{path} is larger than {MAX_BYTES // 1024} KB.\n")


def seen_with(sight: str) -> Callable[[Page], None]:
    """Show a page as it is seen by someone with an unusual sight of colours."""

    def see(page: Page) -> None:
        wire = page.context.new_cdp_session(page)
        wire.send("Emulation.setEmulatedVisionDeficiency", {"type": sight})

    return see
