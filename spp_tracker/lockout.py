"""Lockout after failed logins: how clients are distinguished, and the page that they get."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def address_of(request: HttpRequest) -> str | None:
    """The address that a login comes from; None if the server does not provide it.

    Behind a proxy it is the last in ``X-Forwarded-For``, which the proxy itself wrote. Those
    before it may be forged; without a proxy, all of them.
    """
    remote_address: str | None = request.META.get("REMOTE_ADDR") or None
    if not settings.BEHIND_PROXY:
        return remote_address
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        validate_ipv46_address(forwarded)
    except ValidationError:
        return remote_address
    return forwarded


def locked_out(request: HttpRequest, *_attempt: Any) -> HttpResponse:
    """Say what happened, how long the lockout lasts and what to do."""
    context = {
        **admin.site.each_context(request),
        "title": _("Too many attempts to log in"),
        "attempts": settings.AXES_FAILURE_LIMIT,
        "minutes": settings.AXES_COOLOFF_TIME.seconds // 60,
    }
    response = render(request, "admin/locked_out.html", context, status=429)
    response["Retry-After"] = str(settings.AXES_COOLOFF_TIME.seconds)
    return response
