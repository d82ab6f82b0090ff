"""A browser adds a security key, logs in with it and confirms by it; without it, by a code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import is_fine
from tests.browser.people import log_in
from tests.browser.server import tracker

pytestmark = pytest.mark.exhaustive

OWN = "admin/account/second-factor/"
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def localhost(tmp_path: Path, model: Path) -> Iterator[str]:
    """The address of a tracker which browsers let ask keys, though not over HTTPS."""
    with tracker(tmp_path, model=model, host="localhost") as address:
        yield address


def test_a_key_is_added_and_used(page: Page, localhost: str, exhaustive: bool) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    log_in(page, localhost, "editor")
    page.goto(f"{localhost}/{OWN}keys/add/")
    is_fine(page, exhaustive=exhaustive)
    page.get_by_label("Name of the key").fill("Blue key")
    page.get_by_role("button", name="Add the key").click()
    codes = page.locator(".recovery-codes code")
    expect(codes).to_have_count(10)
    recovery_code = codes.first.inner_text()
    page.goto(f"{localhost}/{OWN}")
    expect(page.get_by_text("the security key “Blue key”")).to_be_visible()
    is_fine(page, exhaustive=exhaustive)

    page.get_by_role("button", name="Log out").click()
    log_in(page, localhost, "editor")
    is_fine(page, exhaustive=exhaustive)
    page.get_by_role("button", name="Use your security key").click()
    expect(page).to_have_title("Records | SPP Tracker administration")
    page.goto(f"{localhost}/{OWN}keys/confirm/?next=/admin/worklist/")
    page.get_by_role("button", name="Use your security key").click()
    page.wait_for_url(f"{localhost}/admin/worklist/")

    page.get_by_role("button", name="Log out").click()
    session.send("WebAuthn.clearCredentials", key)
    log_in(page, localhost, "editor")
    page.get_by_role("button", name="Use your security key").click()
    expect(page.get_by_role("alert")).to_have_text(
        "No key answered. Try again, or use another way."
    )
    page.get_by_label("Code").fill(recovery_code)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_title("Records | SPP Tracker administration")
