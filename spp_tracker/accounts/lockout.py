"""Lockout after failed logins: what is counted, and the page that a locked-out client gets."""

from dataclasses import dataclass
from ipaddress import IPv6Network
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import backends
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from spp_tracker.clients import client_address, network_of


@dataclass(frozen=True)
class Limits:
    """How many failed logins in an hour lock a client out.

    Nothing is counted across networks, so nobody can lock out a person who is elsewhere. One
    address may be that of a whole office, so it has more attempts than an account has there.
    """

    account_at_address: int = settings.AXES_FAILURE_LIMIT
    account_in_network: int = 4 * settings.AXES_FAILURE_LIMIT
    address: int = 6 * settings.AXES_FAILURE_LIMIT
    network: int = 20 * settings.AXES_FAILURE_LIMIT


LIMITS = Limits()


def counted_address(request: HttpRequest) -> str | None:
    """The address that failures are counted for; all of an IPv6 network are one."""
    address = client_address(request.META)
    return str(network_of(address).network_address) if address and ":" in address else address


class LoginAttempts(AxesDatabaseHandler):
    """Counts the failed logins of an account and of all accounts, by address and by network.

    They are in the database, so that all processes count together.
    """

    def get_failures(self, request: HttpRequest, credentials: Any = None) -> int:
        """``AXES_FAILURE_LIMIT`` if a limit is reached, else 0.

        ``request.everybody_is_locked_out`` becomes whether it is a limit for all accounts.
        """
        address = request.axes_ip_address  # type: ignore[attr-defined]
        here = Q(ip_address=address)
        by_account = Q(username=get_client_username(request, credentials))
        counts = _recent_failures(request, address).aggregate(
            account_at_address=Sum("failures_since_start", filter=by_account & here, default=0),
            account_in_network=Sum("failures_since_start", filter=by_account, default=0),
            address=Sum("failures_since_start", filter=here, default=0),
            network=Sum("failures_since_start", default=0),
        )
        reached = {name for name, count in counts.items() if count >= getattr(LIMITS, name)}
        for_all = reached & {"address", "network"} if address else set()
        for_account = reached & {"account_at_address", "account_in_network"}
        request.everybody_is_locked_out = bool(for_all)  # type: ignore[attr-defined]
        return settings.AXES_FAILURE_LIMIT if for_all or for_account else 0


def _recent_failures(request: HttpRequest, address: str | None) -> QuerySet[Any]:
    """The failures of the last hour in the network of a counted address: an IPv4 /24, or an IPv6
    /48, which one customer may have with its 65,536 networks of /64."""
    attempts: QuerySet[Any] = AccessAttempt.objects.filter(
        attempt_time__gte=get_cool_off_threshold(request)
    )
    if address is None:
        return attempts.filter(ip_address=None)
    if ":" in address:
        site = IPv6Network(f"{address}/48", strict=False).network_address
        begin = "".join(f"{int(group, 16):x}:" for group in site.exploded.split(":")[:3])
        # Its first network may be shorter: 2001:db8:: of 2001:db8:0:.
        return attempts.filter(Q(ip_address__startswith=begin) | Q(ip_address=str(site)))
    return attempts.filter(ip_address__startswith=address.rpartition(".")[0] + ".")


class ModelBackend(backends.ModelBackend):
    """Checks the limits once more when a password was right.

    Of guesses at the same time, all pass the first check while the first passwords are hashed.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """The user; None if name or password is wrong. Raises PermissionDenied after too many."""
        user = super().authenticate(request, username, password, **kwargs)
        if user:
            AxesStandaloneBackend().authenticate(request, username, password)
        return user


def refuse_if_locked_out(request: HttpRequest, username: str) -> None:
    """Raise PermissionDenied, which is answered by ``locked_out``, if a limit is reached."""
    try:
        AxesStandaloneBackend().authenticate(request, username)
    except PermissionDenied:
        count_failure(request, username)
        raise


def count_failure(request: HttpRequest, username: str) -> None:
    """Count what was not a password, such as a wrong code; during a lockout only log it."""
    AxesProxyHandler.user_login_failed(count_failure, {"username": username}, request)


def locked_out(request: HttpRequest, *_attempt: Any) -> HttpResponse:
    """Say what happened, how long the lockout lasts and what to do."""
    context = {
        **admin.site.each_context(request),
        "title": _("Too many attempts to log in"),
        "minutes": settings.AXES_COOLOFF_TIME.seconds // 60,
        "sends_mail": settings.SENDS_MAIL,
        "everybody": getattr(request, "everybody_is_locked_out", False),
    }
    response = render(request, "admin/locked_out.html", context, status=429)
    response["Retry-After"] = str(settings.AXES_COOLOFF_TIME.seconds)
    return response
