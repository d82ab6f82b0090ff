"""A publisher at work: the next edition is imported on a page, read on the site, and withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import is_fine
from tests.browser.people import log_in
from tests.milestones.imports.report.editions import (
    LATER,
    LATER_NAME,
    NEW_MILESTONE,
    REWORDED,
    line_of,
)


@pytest.fixture
def site(workplace: str) -> str:
    return workplace


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A window in which the publisher is logged in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    page = context.new_page()
    log_in(page, site, "publisher")
    yield page
    context.close()


def stands(page: Page, site: str, code: str, day: str) -> str:
    """The status of a milestone as of a day, as the list of all of them shows it."""
    page.goto(f"{site}/en/milestones/?q={code}&as_of={day}")
    row = page.locator("tbody tr", has=page.get_by_role("link", name=code, exact=True))
    return row.inner_text() if row.count() else "not on record"


def confirm(page: Page) -> None:
    """Look at the answers filled in, and confirm them."""
    reworded = page.locator(f"[name=decided_{line_of(REWORDED)}]")
    expect(reworded).to_have_value("TS-2.4")
    other_deadline = page.locator(f"[name=decided_{line_of('Assess options to make more')}]")
    expect(other_deadline).to_have_value("CS-3.3")
    expect(page.get_by_label("Status", exact=True)).to_have_value("delayed")
    expect(page.get_by_label("Revised deadline")).to_have_value("2008-06")
    expect(page.get_by_label("Accept ")).to_be_checked()
    expect(page.get_by_label("Keep this")).to_be_checked()
    page.get_by_label("I have checked all these answers").check()


def test_an_edition_is_imported_read_and_withdrawn(
    page: Page, site: str, tmp_path: Path, exhaustive: bool
) -> None:
    document = tmp_path / LATER_NAME
    document.write_text(LATER.replace("Delayed to June 2008", "Deferred to June 2008"), "utf-8")
    page.goto(f"{site}/admin/milestones/statusreport/")
    page.get_by_role("link", name="Import an edition").click()
    is_fine(page, exhaustive=exhaustive)
    page.get_by_label("Document").set_input_files(document)
    page.get_by_label("Title").fill("Second status report")
    page.get_by_label("As of").fill("2007-03-31")
    page.get_by_role("button", name="Preview import").click()
    is_fine(page, exhaustive=exhaustive)
    confirm(page)
    page.get_by_role("button", name="Import the edition").click()
    expect(page.get_by_text("“Second status report” imported")).to_be_visible()
    edition = page.url
    is_fine(page, exhaustive=exhaustive)

    assert "Initiated" in stands(page, site, "TS-1.5", "2006-06-15")
    assert "Initiated" in stands(page, site, "TS-1.5", "2007-03-30")
    assert "Completed" in stands(page, site, "TS-1.5", "2007-03-31")
    assert stands(page, site, "TS-3.4", "2007-03-30") == "not on record"
    assert "Initiated" in stands(page, site, "TS-3.4", "2007-03-31")
    page.goto(f"{site}/en/milestones/TS-3.4/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(NEW_MILESTONE)
    page.goto(f"{site}/en/milestones/TS-2.4/")
    expect(page.get_by_text(REWORDED).first).to_be_visible()

    page.goto(edition)
    page.get_by_role("link", name="Withdraw").click()
    is_fine(page, exhaustive=exhaustive)
    page.get_by_label("Reason").fill("Sent out by mistake.")
    page.get_by_role("button", name="Preview changes").click()
    is_fine(page, exhaustive=exhaustive)
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("“Second status report” is withdrawn.")).to_be_visible()
    assert "Initiated" in stands(page, site, "TS-1.5", "2007-03-31")
    assert stands(page, site, "TS-3.4", "2007-03-31") == "not on record"
    page.goto(f"{site}/en/reports/")
    expect(page.get_by_text("Sent out by mistake.")).to_be_visible()
