"""A reader's walk through the tracker, without any script."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import Browser, expect


def test_from_the_overview_to_a_file_without_script(
    site: str, browser: Browser, downloads: Path
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-CA")
    page = context.new_page()
    page.goto(site)
    expect(page).to_have_url(f"{site}/en/")
    page.get_by_role("link", name="Border Facilitation").first.click()
    expect(page).to_have_url(f"{site}/en/priorities/border-facilitation/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Border Facilitation")
    page.locator("a[href*='/en/milestones/BF-1.7/']:not(svg a)").first.click()
    expect(page).to_have_url(f"{site}/en/milestones/BF-1.7/")
    expect(page.locator("main")).to_contain_text("Initiated, Negotiations Completed by Fall 2006")
    page.get_by_role("navigation").get_by_role("link", name="Milestones").first.click()
    page.get_by_label("Delayed").check()
    page.get_by_label("Priority area").select_option("border-facilitation")
    page.get_by_role("button", name="Show milestones").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    path = downloads / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "spp-milestones-as-of-2006-06-15.csv"
    with path.open(encoding="utf-8", newline="") as file:
        assert [row["code"] for row in csv.DictReader(file)] == ["BF-1.4", "BF-1.8", "BF-2.3"]
    context.close()
