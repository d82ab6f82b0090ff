"""A real server with the real data, and a real browser in front of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.page_samples import Address, addresses_of, walked
from tests.browser.people import PEOPLE
from tests.browser.server import launch, set_up, tracker
from tests.scheduling import once_per_run
from tests.seeding import FILE


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory, seeded_database: Path) -> Path:
    """The folder of a tracker that was set up on SQLite; others are its copies."""
    seeded = seeded_database / FILE

    def make(folder: Path) -> None:
        set_up(folder, seeded=seeded if seeded.exists() else None, people=PEOPLE)

    return once_per_run(tmp_path_factory, "model", make)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[str]:
    """The address of a tracker with the real data."""
    with tracker(tmp_path_factory.mktemp("site"), model=model) as address:
        yield address


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[str]:
    """The address of another, which editors and publishers write to."""
    with tracker(tmp_path_factory.mktemp("workplace"), model=model) as address:
        yield address


@pytest.fixture(scope="session")
def address(site: str, tmp_path_factory: pytest.TempPathFactory) -> Address:
    """Gives for each kind of page the whole address of one."""

    def walk(folder: Path) -> None:
        (folder / "kinds.json").write_text(json.dumps(addresses_of(walked(site))), "utf-8")

    walk_of_all = once_per_run(tmp_path_factory, "walk", walk) / "kinds.json"
    addresses: dict[str, str] = json.loads(walk_of_all.read_text("utf-8"))

    def address(kind: str) -> str:
        if kind not in addresses:
            pytest.fail(f"No link leads to a page of the kind {kind}.")
        return site + addresses[kind]

    return address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    # Playwright's own event loop would make Django refuse to use the database in later tests.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window of 1440 by 900, for the tests of a file."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    yield context
    context.close()


@pytest.fixture(scope="module")
def tab(context: BrowserContext) -> Page:
    """Where the tests of a file open their pages: another takes longer to open than most pages."""
    tab = context.new_page()
    tab.set_default_timeout(10_000)
    return tab


@pytest.fixture
def page(tab: Page) -> Page:
    """A page to open, in light and as large as any window, whatever the test before did."""
    return as_at_first(tab)


def as_at_first(tab: Page) -> Page:
    tab.set_viewport_size({"width": 1440, "height": 900})
    tab.emulate_media(media="screen", color_scheme="light", forced_colors="none")
    return tab


@pytest.fixture(scope="module")
def visited(tab: Page, address: Address, request: pytest.FixtureRequest) -> Page:
    """A page of the kind that is asked for, opened once for all tests of a file that look at it."""
    tab.goto(address(request.param))
    return tab


@pytest.fixture
def opened(visited: Page) -> Page:
    """A page of a kind, in light and as large as any window, whatever the test before did."""
    return as_at_first(visited)


@pytest.fixture(scope="session")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where downloaded files are put."""
    return tmp_path_factory.mktemp("downloads")
