"""What somebody who is logged in has to do before a page of the admin is shown: change a
password that somebody else set, set up a second factor that is required, or authenticate again
before what could do most harm."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milestones.models import TemporaryPassword
from milestones.permissions import ROLES
from spp_tracker.accounts.temporary_passwords import temporary_password

CONFIRMED_PAGES = {
    *("auth_user_add", "auth_user_change", "auth_user_password_change"),
    *("milestones_statusreport_import", "milestones_statusupdate_spreadsheet"),
    *("milestones_statusreport_withdraw", "milestones_statusupdate_withdraw"),
}
"""The pages of the admin that give roles and passwords, import or withdraw."""
CONFIRMED_POSTS = {"milestones_proposal_change", "account_sessions", "auth_user_changelist"}
"""Pages that do so, let others do so, or end sessions, only if something is sent from them."""


def next_step(request: HttpRequest) -> str | None:
    """The address of what has to be done before this page is shown; None if it may be shown."""
    if temporary := temporary_password(request.user):
        return own_password_first(request, temporary)
    if lacks_second_factor(request):
        return reverse("mfa_activate_totp")
    if needs_confirmation(request) and not authenticated_recently(request):
        methods = get_adapter().get_reauthentication_methods(request.user)
        return str(methods[0]["url"]) if methods else reverse("admin:login")
    return None


def needs_confirmation(request: HttpRequest) -> bool:
    """Whether this is a page, or something sent from one, that could do most harm."""
    match = request.resolver_match
    pages = CONFIRMED_PAGES | (CONFIRMED_POSTS if request.method == "POST" else set())
    return match is not None and match.url_name in pages


def own_password_first(request: HttpRequest, temporary: TemporaryPassword) -> str | None:
    """The page to change one's password, with a message why; None if this is it."""
    page = reverse("admin:password_change")
    if request.path == page:
        return None
    message = _("Somebody else set your password on %(date)s. To go on, choose one of your own.")
    messages.warning(request, message % {"date": date_format(temporary.set_at)})
    return page


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether who is logged in must have a second factor, and has none.

    After single sign-on it is the provider's.
    """
    if not must_have_second_factor(request.user):
        return False
    records = get_authentication_records(request, request.user)
    if any(record["method"] in {"mfa", "socialaccount"} for record in records):
        return False
    return not is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])


def must_have_second_factor(user: Any) -> bool:
    """Whether ``REQUIRE_SECOND_FACTOR`` is about a user; of superusers, if it is about any."""
    required = settings.REQUIRE_SECOND_FACTOR
    if not required or not user.is_staff:
        return False
    if required is True or user.is_superuser:
        return True
    return bool(user.groups.filter(name__in=required).exists())


def check_required_roles() -> None:
    """Raise ImproperlyConfigured if ``REQUIRE_SECOND_FACTOR`` has the name of no role."""
    required = settings.REQUIRE_SECOND_FACTOR
    for name in [] if isinstance(required, bool) else required:
        if name not in ROLES:
            raise ImproperlyConfigured(
                f"REQUIRE_SECOND_FACTOR has “{name}”. Write true, false, or some of "
                f"{', '.join(ROLES)}."
            )


def authenticated_recently(request: HttpRequest) -> bool:
    """Whether a password, code, key or single sign-on was accepted in this session in the last
    ``REAUTHENTICATE_AFTER_MINUTES``; always True if the setting is 0."""
    minutes = settings.REAUTHENTICATE_AFTER_MINUTES
    if not minutes:
        return True
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < minutes * 60
