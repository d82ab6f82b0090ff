"""Where a request comes from, whatever a proxy writes."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from spp_tracker.clients import client_address

PROXY = "10.0.0.1"


def address(forwarded: str, peer: str = PROXY) -> str | None:
    return client_address({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded})


@pytest.mark.parametrize(
    ("peer", "meant"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("fe80::1%eth0", "fe80::1"),
        ("", None),
    ],
)
def test_without_a_proxy_the_peer_counts_and_no_header(peer: str, meant: str | None) -> None:
    assert address("203.0.113.1", peer) == meant


@pytest.mark.parametrize(
    ("forwarded", "meant"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.1,198.51.100.7", "198.51.100.7"),
        ("203.0.113.1, 2001:db8::7", "2001:db8::7"),
        ("198.51.100.7:50123", "198.51.100.7"),
        ("[2001:db8::7]:50123", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("[::ffff:198.51.100.7]:50123", "198.51.100.7"),
        ("", PROXY),
        ("unknown", PROXY),
        ("198.51.100.7, ", PROXY),
        ("'; drop table axes_accessattempt; --", PROXY),
    ],
)
def test_behind_a_proxy_the_last_address_counts(
    forwarded: str, meant: str, settings: Settings
) -> None:
    settings.BEHIND_PROXY = True
    assert address(forwarded) == meant


def test_behind_several_proxies_as_many_addresses_are_believed(settings: Settings) -> None:
    settings.BEHIND_PROXY, settings.PROXY_COUNT = True, 2
    assert address("203.0.113.1, 198.51.100.7, 10.0.0.2") == "198.51.100.7"
    assert address("198.51.100.7") == "198.51.100.7"
