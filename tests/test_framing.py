"""Panels may be shown in a frame on any site; nothing else may be, on none."""

from __future__ import annotations

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from milestones.models import StatusReport
from spp_tracker.middleware import FRAMED

pytestmark = pytest.mark.django_db

PANELS = ("/embed/", "/embed/cargo-security/", "/embed/cargo-security/?lang=fr&pair=US-MX")
OTHERS = {
    "overview": "/en/",
    "area": "/en/priorities/cargo-security/",
    "deadlines": "/fr/deadlines/",
    "milestones": "/en/milestones/",
    "milestone": "/en/milestones/TS-1.1/",
    "pairs": "/es/pairs/",
    "changes": "/en/changes/",
    "reports": "/en/reports/",
    "plan_document": "/en/reports/plan/",
    "report_document": "/en/reports/{report}/",
    "data": "/en/data/",
    "about": "/en/about/",
    "briefing": "/en/briefing/",
    "robots": "/robots.txt",
    "sitemap": "/sitemap.xml",
    "sitemap_section": "/sitemap-pages.xml",
    "briefing_pdf": "/en/briefing.pdf?q=zebra",
    "data_file": "/milestones.csv",
    "deadlines_calendar": "/deadlines.ics",
    "changes_feed": "/changes.atom",
    "badge": "/badge/cargo-security.svg",
    "datapackage": "/datapackage.json",
    "openapi": "/openapi.json",
    "unknown_file": "/nothing.csv",
    "healthz": "/healthz",
    "readyz": "/readyz",
    "work_list": "/admin/worklist/",
    "admin:index": "/admin/",
    "admin:login": "/admin/login/",
}
"""An address of every kind but panels; of the admin's, all of which are Django's own, two."""


def names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    all_names: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            all_names.add(pattern.name or "")
        elif pattern.app_name != "admin":
            all_names |= names(pattern.url_patterns)
    return all_names


def refuses_framing(response: HttpResponseBase) -> bool:
    policy = response["Content-Security-Policy"].split("; ")
    return response.get("X-Frame-Options") == "DENY" and "frame-ancestors 'none'" in policy


def allows_framing(response: HttpResponseBase) -> bool:
    policy = response["Content-Security-Policy"].split("; ")
    return "X-Frame-Options" not in response and "frame-ancestors *" in policy


def test_every_kind_of_address_is_looked_at() -> None:
    looked_at = {name for name in OTHERS if not name.startswith("admin:")} | FRAMED
    assert names(get_resolver().url_patterns) - looked_at == set()


@pytest.mark.parametrize("address", OTHERS.values(), ids=OTHERS.keys())
def test_everything_but_panels_refuses_framing(client: Client, address: str) -> None:
    report = StatusReport.objects.get()
    assert refuses_framing(client.head(address.format(report=report.pk)))


@pytest.mark.parametrize("address", ["/en/nowhere/", "/en/?nonsense=1", "/nothing", "/embeds/"])
def test_so_does_whatever_says_no(client: Client, address: str) -> None:
    assert refuses_framing(client.get(address))


@pytest.mark.parametrize("address", PANELS)
def test_a_panel_may_be_framed_by_any_site(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert allows_framing(response)
    policy = response["Content-Security-Policy"].split("; ")
    assert "default-src 'self'" in policy, "all else of the policy holds"


def test_so_may_a_panel_that_only_confirms_that_it_still_holds(client: Client) -> None:
    etag = client.get("/embed/")["ETag"]
    response = client.get("/embed/", headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert allows_framing(response)


@pytest.mark.parametrize(
    ("address", "status"), [("/embed/?lang=de", 400), ("/embed/nowhere/", 404)]
)
def test_and_one_that_cannot_be_shown_says_so_in_its_frame(
    client: Client, address: str, status: int
) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert allows_framing(response)
