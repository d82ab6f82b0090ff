"""Where a request comes from: an address, and the network that it belongs to."""

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings

Network = IPv4Network | IPv6Network

IPV4_PREFIX, IPV6_PREFIX = 24, 64
"""How many bits name a network: a /64 is what one IPv6 connection has for itself."""


def client_address(environ: Mapping[str, Any]) -> str | None:
    """The address that a request comes from, in its shortest form; None if nobody says so.

    ``environ`` is a WSGI environment or ``request.META``. Behind proxies, the last addresses in
    ``X-Forwarded-For`` were written by them, one each, and count as far as there are proxies; those
    before them may be forged, and without a proxy all of them.
    """
    peer = _parse(environ.get("REMOTE_ADDR") or "")
    if not settings.BEHIND_PROXY:
        return peer
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return _parse(forwarded[-min(settings.PROXY_COUNT, len(forwarded))]) or peer


def _parse(text: str) -> str | None:
    """The address in a text such as 192.0.2.1:443 or [2001:db8::1]:443; None if there is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def network_of(address: str) -> Network:
    """The /24 of an IPv4 address, the /64 of an IPv6 address."""
    prefix = IPV4_PREFIX if ip_address(address).version == 4 else IPV6_PREFIX
    return ip_network(f"{address}/{prefix}", strict=False)
