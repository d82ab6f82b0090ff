"""Panels may be shown in a frame on any site; nothing else may be, on none."""

from __future__ import annotations

import pytest
from django.http import HttpResponseBase
from django.test import Client

from spp_tracker.middleware import FRAMED
from tests.routes import address_of, public_routes

pytestmark = pytest.mark.django_db

PANELS = ("/embed/", "/embed/cargo-security/", "/embed/cargo-security/?lang=fr&pair=US-MX")
OTHERS = sorted(public_routes().keys() - FRAMED)
"""Every kind of page and file but panels."""


def refuses_framing(response: HttpResponseBase) -> bool:
    policy = response["Content-Security-Policy"].split("; ")
    return response.get("X-Frame-Options") == "DENY" and "frame-ancestors 'none'" in policy


def allows_framing(response: HttpResponseBase) -> bool:
    policy = response["Content-Security-Policy"].split("; ")
    return "X-Frame-Options" not in response and "frame-ancestors *" in policy


@pytest.mark.parametrize("name", OTHERS)
def test_everything_but_panels_refuses_framing(client: Client, name: str) -> None:
    assert refuses_framing(client.head(address_of(name, public_routes()[name])))


@pytest.mark.parametrize(
    "address",
    ["/en/nowhere/", "/en/?nonsense=1", "/nothing", "/embeds/", "/admin/", "/admin/login/"],
)
def test_so_do_the_admin_and_whatever_says_no(client: Client, address: str) -> None:
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
