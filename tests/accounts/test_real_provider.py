"""Single sign-on at a provider of OpenID Connect that others wrote, over the network."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings as project
from pytest_django import Settings

from tests.accounts.provider import CALLBACK, LOGIN

pytestmark = [pytest.mark.django_db, pytest.mark.exhaustive]

MODULES = Path(project.BASE_DIR, ".local", "audit", "node_modules")


@pytest.fixture
def issuer(live_site: str) -> Iterator[str]:
    """The provider's address; it runs for this test."""
    for program in ("node", "npm"):
        assert shutil.which(program), f"{program} is missing: install nodejs and npm."
    subprocess.run(["scripts/node_packages"], cwd=project.BASE_DIR, check=True)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    script = Path(__file__).with_name("provider.mjs")
    command = ["node", str(script), str(MODULES), str(port), live_site + CALLBACK]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as provider:
        assert provider.stdout
        assert any(line == "ready\n" for line in provider.stdout)
        yield f"http://127.0.0.1:{port}"
        provider.terminate()


@pytest.fixture(autouse=True)
def signing_on(issuer: str, live_site: str, settings: Settings) -> None:
    settings.PUBLIC_URL = live_site
    settings.OIDC_ISSUER = issuer
    settings.OIDC_ROLES = [("Editors", "spp-editors")]
    app = {
        "provider_id": "sso",
        "name": "Example ID",
        "client_id": "tracker",
        "secret": "a secret of the test",
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


def sign_on(browser: requests.Session, site: str, issuer: str, name: str) -> Any:
    """Send the form, log in at the provider, and consent; gives the page one comes back to."""
    form = browser.get(f"{site}{LOGIN}?next=/admin/worklist/", timeout=30)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)
    assert token
    sent = {"csrfmiddlewaretoken": token[1], "next": "/admin/worklist/"}
    leads = browser.post(f"{site}{LOGIN}", sent, headers={"Referer": form.url}, timeout=30)
    address = re.search(r'url=([^"]+)"', leads.text)
    assert address
    page = browser.get(unescape(address[1]), timeout=30)
    for _form in range(2):
        if page.url.startswith(issuer):
            action = re.search(r'action="([^"]+)"', page.text)
            hidden = re.search(r'name="prompt" value="(\w+)"', page.text)
            assert action
            assert hidden
            entered = {"prompt": hidden[1], "login": name, "password": "any"}
            page = browser.post(unescape(action[1]), entered, timeout=30)
    return page


def test_who_is_in_the_group_gets_in_and_who_is_not_does_not(live_site: str, issuer: str) -> None:
    with requests.Session() as browser:
        page = sign_on(browser, live_site, issuer, "editor-jane")
        assert page.url == f"{live_site}/admin/worklist/"
        assert "Welcome" in page.text
    with requests.Session() as browser:
        page = sign_on(browser, live_site, issuer, "jim")
        assert page.url == f"{live_site}/admin/login/"
        assert "You are in no group that may log in here." in page.text
