"""security.txt: where to report a vulnerability (RFC 9116)."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from pytest_django import Settings

from spp_tracker.security_txt import expires_on

ADDRESS = "/.well-known/security.txt"


def test_without_the_setting_there_is_no_such_file(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 404


def test_it_names_the_contacts_and_expires_within_a_year(
    client: Client, settings: Settings
) -> None:
    settings.SECURITY_CONTACT = ["mailto:security@example.org", "https://example.org/report"]
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=86400"
    today = dt.datetime.now(dt.UTC).date()
    assert answer.content.decode() == (
        "Contact: mailto:security@example.org\n"
        "Contact: https://example.org/report\n"
        f"Expires: {expires_on(today)}T00:00:00Z\n"
        "Preferred-Languages: en, fr, es\n"
        f"Canonical: http://testserver{ADDRESS}\n"
    )
    assert expires_on(dt.date(2026, 11, 30)) == dt.date(2027, 5, 29)
