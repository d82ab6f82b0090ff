"""Every address of the tracker, by the name of its route."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

VALUES: dict[str, Any] = {
    "slug": "traveller-security",
    "code": "TS-1.4",
    "pk": 1,
    "name": "milestones",
    "suffix": "csv",
    "section": "milestones",
    "uidb64": "MQ",
    "token": "x",
    "provider_id": "sso",
}
"""What there is to put into the route of a page or file."""
CLOSED = ("admin:", "account_", "mfa_", "password_reset", "openid_connect_")
"""How the names of the admin's and the accounts' routes begin."""
UNNAMED = {
    "unknown_file": "/nothing.csv",
    "admin:<path:object_id>/": "/admin/priorities/plan/1/",
    "admin:(?P<url>.*)$": "/admin/nowhere/",
}
"""Addresses of routes that cannot be reversed."""


def routes(
    resolver: URLResolver | None = None, namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with its name, or with how it is written if it has none."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from routes(pattern, namespace + inner)
        else:
            yield f"{namespace}{pattern.name or pattern.pattern}", pattern


def address_of(name: str, pattern: URLPattern, **values: Any) -> str:
    """The address of a route, about the usual things but for the values given."""
    if name in UNNAMED:
        return UNNAMED[name]
    known = VALUES | values
    return reverse(name, kwargs={key: known[key] for key in pattern.pattern.regex.groupindex})


def public_routes() -> dict[str, URLPattern]:
    """The routes of the pages and files; the work list of the admin is among them."""
    return {name: pattern for name, pattern in routes() if not name.startswith(CLOSED)}


def addresses_of(names: Container[str | None]) -> list[str]:
    """The addresses of some of them, about the usual things."""
    return [address_of(name, route) for name, route in public_routes().items() if name in names]
