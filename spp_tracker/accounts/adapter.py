"""What django-allauth asks the tracker about accounts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgPathFillImage

from spp_tracker.accounts import encryption
from spp_tracker.accounts.lockout import counted_address
from spp_tracker.accounts.single_sign_on import PROVIDER
from spp_tracker.accounts.steps import authenticated_recently

WAYS = {
    "reauthenticate": gettext_lazy("Use your password"),
    "mfa_reauthenticate": gettext_lazy("Use a code from your app, or a recovery code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use your security key"),
}
"""To authenticate again, in the words of our own pages."""


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; a login is a password, and a second factor if the account has one."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Administrators create accounts."""
        return False

    def get_login_stages(self) -> list[str]:
        """What follows the password."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that attempts are counted for."""
        return counted_address(request) or "unknown"

    def is_reauthentication_required(self, *, app: str, **_kwargs: Any) -> bool:
        """Whether to authenticate again before a second factor is changed."""
        return not authenticated_recently(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to authenticate again: first the one by which somebody logged in."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        for way in methods:
            way["description"] = WAYS.get(way["id"], way["description"])
        records = get_authentication_records(self.request, user)
        if any(record["method"] == "socialaccount" for record in records):
            url = reverse("openid_connect_login", kwargs={"provider_id": PROVIDER})
            way = {"id": PROVIDER, "description": settings.OIDC_NAME, "url": url}
            methods.insert(0, way)
        return methods

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Say so in the login."""
        messages.error(request, _("This account is inactive."))
        return HttpResponseRedirect(reverse("account_login"))


class SecondFactorAdapter(DefaultMFAAdapter):
    """What apps that generate codes, and security keys, are told of an account."""

    def encrypt(self, text: str) -> str:
        """A secret as it is kept in the database."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself. Raises Unreadable if it was encrypted with an unknown key."""
        return encryption.decrypt(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        """The user name, which people log in with."""
        return str(user.get_username())

    def build_totp_svg(self, url: str) -> str:
        """The picture for the app's camera, as an element of the page."""
        picture = qrcode.make(url, image_factory=SvgPathFillImage)
        return str(picture.to_string(encoding="unicode"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The tracker as keys know it: by its public host, by whatever name a proxy asks."""
        host = urlsplit(settings.PUBLIC_URL).hostname or ""
        return {"id": host, "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """The account as keys know it: by the user name, which people log in with."""
        known: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return known | {"name": user.get_username(), "display_name": user.get_username()}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002
        """What a key is called whose owner gives it no name."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Key %(number)s") % {"number": number}
