"""An editor at work: every page of ours in the admin passes axe, and the keyboard is enough.

With --exhaustive in dark and on a telephone, too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import axe_finds_nothing, is_fine
from tests.browser.people import PASSWORD, log_in
from tests.browser.test_keyboard import Reader

RECORDING = "#recording button[name=preview]"


@pytest.fixture(scope="module")
def site(workplace: str) -> str:
    return workplace


@pytest.fixture(scope="module")
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A window in which the editor is logged in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    page = context.new_page()
    log_in(page, site, "editor")
    page.close()
    yield context
    context.close()


def to_record(page: Page, site: str, code: str) -> None:
    """Open the page on which a status of a milestone is recorded."""
    page.goto(f"{site}/admin/worklist/?on=2006-06-15")
    page.get_by_role("link", name=f"Record a status of {code}").first.click()


@pytest.mark.parametrize("query", ["", "?on=2006-06-15", "?on=soon"])
def test_the_work_list_has_no_finding(page: Page, site: str, query: str, exhaustive: bool) -> None:
    page.goto(f"{site}/admin/worklist/{query}")
    is_fine(page, exhaustive=exhaustive)


@pytest.mark.parametrize("code", ["TS-1.1", "TS-1.2", "TS-1.5"])
def test_the_form_has_no_finding(page: Page, site: str, code: str, exhaustive: bool) -> None:
    to_record(page, site, code)
    is_fine(page, exhaustive=exhaustive)


def test_what_is_wrong_is_told_first_and_leads_to_its_field(
    page: Page, site: str, exhaustive: bool
) -> None:
    to_record(page, site, "TS-1.1")
    page.locator("#id_as_of").fill("2006-09-30")
    page.get_by_role("group", name="Mexico–U.S.").get_by_label("Status").select_option("delayed")
    page.click(RECORDING)
    expect(page.locator(":focus")).to_contain_text("Nothing was recorded yet.")
    is_fine(page, exhaustive=exhaustive)
    page.get_by_role("link", name="Mexico–U.S., Note").click()
    expect(page.locator(":focus")).to_have_id("id_note_US-MX")


def test_what_is_not_chosen_is_out_of_the_way(page: Page, site: str) -> None:
    to_record(page, site, "TS-1.2")
    expect(page.get_by_role("group", name="All parties")).to_be_visible()
    expect(page.get_by_role("group", name="Mexico–U.S.")).to_be_hidden()
    page.get_by_label("one status for each pair").check()
    expect(page.get_by_role("group", name="All parties")).to_be_hidden()
    expect(page.get_by_role("group", name="Mexico–U.S.")).to_be_visible()


def test_what_will_change_has_no_finding(page: Page, site: str, exhaustive: bool) -> None:
    to_record(page, site, "TS-1.1")
    page.locator("#id_as_of").fill("2006-09-30")
    page.get_by_label("Source").fill("Letter")
    page.click(RECORDING)
    expect(page.locator(":focus")).to_contain_text("What will change")
    is_fine(page, exhaustive=exhaustive)


def test_a_conflict_has_no_finding(
    page: Page, site: str, context: BrowserContext, exhaustive: bool
) -> None:
    to_record(page, site, "TS-2.2")
    other = context.new_page()
    to_record(other, site, "TS-2.2")
    for tab, source in ((page, "A call"), (other, "Letter")):
        tab.locator("#id_as_of").fill("2006-09-30")
        tab.get_by_label("Source").fill(source)
        tab.click(RECORDING)
    page.get_by_role("button", name="Record", exact=True).click()
    other.get_by_role("button", name="Record", exact=True).click()
    expect(other.locator("#conflict")).to_contain_text("A call")
    is_fine(other, exhaustive=exhaustive)
    other.close()
    page.goto(f"{site}/admin/milestones/statusupdate/?q=TS-2.2")
    page.locator("#result_list tbody th a").first.click()
    axe_finds_nothing(page, "history", whole=exhaustive)
    page.get_by_role("link", name="Withdraw", exact=True).click()
    page.get_by_label("Reason").fill("A call about another milestone")
    page.click(RECORDING)
    expect(page.locator(":focus")).to_contain_text("In force again")
    is_fine(page, exhaustive=exhaustive)
    page.get_by_role("button", name="Withdraw").click()
    told = "The status of TS-2.2 as of Sept. 30, 2006 is withdrawn."
    expect(page.get_by_text(told)).to_be_visible()


def test_several_milestones_at_once_have_no_finding(
    page: Page, site: str, exhaustive: bool
) -> None:
    page.goto(f"{site}/admin/milestones/milestone/")
    for box in page.locator("input.action-select").all()[:4]:
        box.check()
    page.locator("select[name=action]").select_option("enter_several")
    page.get_by_role("button", name="Go").click()
    is_fine(page, exhaustive=exhaustive)
    page.get_by_label("Source").fill("Meeting")
    page.click(RECORDING)
    expect(page.locator(":focus")).to_contain_text("Nothing was recorded yet.")
    is_fine(page, exhaustive=exhaustive)
    page.locator("#id_as_of").fill("2006-09-15")
    for row in range(4):
        page.locator(f"#id_row-{row}-status").select_option("completed")
    page.click(RECORDING)
    expect(page.locator(":focus")).to_contain_text("What will change")
    is_fine(page, exhaustive=exhaustive)


def test_a_letter_is_entered_without_a_mouse(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/")
    reader = Reader(page)
    reader.follow("Enter several statuses")
    reader.tab_to("as_of")
    page.keyboard.type("10022006")
    reader.tab_to("source")
    page.keyboard.type("Letter of October")
    for row, (code, status) in enumerate((("ts–1.3", "Initiated"), ("TS-1.4", "Completed"))):
        reader.tab_to(f"row-{row}-codes")
        page.keyboard.type(code)
        reader.tab_to(f"row-{row}-status")
        page.keyboard.type(status)
    with page.expect_navigation():
        reader.tab_to("preview")
        page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_contain_text("What will change")
    with page.expect_navigation():
        reader.tab_to("record")
        page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Statuses of 2 milestones recorded")


def test_an_editor_without_a_mouse_does_all_of_it(site: str, browser: Browser) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    reader = Reader(page)
    page.goto(f"{site}/admin/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type("editor")
    reader.tab_to("password")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    reader.follow("My work list")
    expect(page).to_have_url(f"{site}/admin/worklist/")
    code = page.locator("#content-main th a").first.inner_text()
    reader.follow(code)
    reader.follow("Record a status")
    reader.tab_to("as_of")
    page.keyboard.type("10012006")
    reader.tab_to("one status for each pair")
    if page.locator("#id_whom_1").is_checked():
        page.keyboard.press("ArrowUp")
    else:
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
    expect(page.locator("#id_whom_0")).to_be_checked()
    reader.tab_to("status_ALL")
    page.keyboard.type("Partially")
    reader.tab_to("source")
    page.keyboard.type("Letter of October")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_contain_text("What will change")
    expect(page.locator("#changes")).to_contain_text("Partially completed")

    with page.expect_navigation():
        reader.tab_to("record")
        page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text(f"Status of {code} recorded")
    reader.follow("View on site")
    assert page.url == f"{site}/en/milestones/{code}/?as_of=2006-10-01"
    expect(page.locator("main")).to_contain_text("From Letter of October")
    expect(page.locator(".stand")).to_contain_text("Partially completed")
    context.close()
