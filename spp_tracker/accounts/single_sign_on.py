"""Single sign-on by OpenID Connect: who gets in, and as what.

The provider authenticates people, with whatever second factor it asks for, and says which groups
they are in. ``OIDC_ROLES`` says which roles that gives: they follow the groups at each sign-on, and
whoever has none is refused. An account with a password stays local: no sign-on leads to it.
"""

from __future__ import annotations

import logging
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import authentication_step_completed
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import Group, User
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from requests import RequestException

from milestones.permissions import ROLES
from spp_tracker.env import origin

logger = logging.getLogger("security")

PROVIDER = "sso"
Claims = dict[str, Any]

PERSONAL = (
    ("first_name", "given_name", 150),
    ("last_name", "family_name", 150),
    ("email", "email", 254),
)
"""Fields of an account, the claims that they follow, and how many characters they hold."""

REFUSALS = {
    "no_role": gettext_noop("You are in no group that may log in here."),
    "no_name": gettext_noop("Single sign-on did not say what your user name is."),
    "name_taken": gettext_noop(
        "There is an account with your user name that single sign-on may not open. "
        "Ask an administrator."
    ),
    "cancelled": gettext_noop("You cancelled the login."),
    "failed": gettext_noop("Single sign-on failed. Try again, or log in with a password."),
}
"""Why somebody is refused, in the security log and on the page."""


class SignOnAdapter(DefaultSocialAccountAdapter):
    """What django-allauth asks the tracker about those whom the provider has authenticated."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: ``admit`` has made the account."""
        return False

    def get_provider(self, request: HttpRequest, provider: str, client_id: Any = None) -> Any:
        """The provider, whom ``ProviderAdapter`` speaks with."""
        found = super().get_provider(request, provider, client_id)
        found.oauth2_adapter_class = ProviderAdapter
        return found

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Admit somebody, or lead back to the login and say why not."""
        said = sociallogin.account.extra_data
        request.provider_authenticated_at = said["id_token"].get("auth_time")  # type: ignore[attr-defined]
        claims = {**said["id_token"], **said["userinfo"]}
        # Who somebody is stays with the provider.
        sociallogin.account.extra_data = {}
        same_person = said["id_token"]["sub"] == said["userinfo"].get("sub")
        is_login = sociallogin.state.get("process") == AuthProcess.LOGIN
        reason = admit(request, sociallogin, claims) if same_person and is_login else "failed"
        if reason:
            raise ImmediateHttpResponse(refuse(request, reason, name_in(claims)))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """Lead back to the login and say what happened."""
        if exception:
            logging.getLogger(__name__).error("Single sign-on failed.", exc_info=exception)
        reason = "cancelled" if error == AuthError.CANCELLED else "failed"
        raise ImmediateHttpResponse(refuse(request, reason))


@receiver(authentication_step_completed)
def date_sign_on(request: HttpRequest, user: Any, method: str, **_signal: Any) -> None:
    """Date a sign-on by when the provider authenticated the person, if it says (``auth_time``): it
    may have asked for nothing now."""
    at = getattr(request, "provider_authenticated_at", None)
    if method == "socialaccount" and isinstance(at, int):
        get_authentication_records(request, user)[-1]["at"] = min(at, time.time())


@transaction.atomic
def admit(request: HttpRequest, sociallogin: Any, claims: Claims) -> str | None:
    """Give the account that a sign-on leads to its roles, making it if need be; returns why
    somebody is refused (see ``REFUSALS``), and None otherwise."""
    roles = roles_in(claims)
    if sociallogin.is_existing:
        update(sociallogin.user, claims, roles)
        sociallogin.account.save()
    if not roles:
        return "no_role"
    if not sociallogin.is_existing:
        name = name_in(claims)
        if not 0 < len(name) <= 150:
            return "no_name"
        user = User.objects.filter(username=name).first()
        if user is None:
            user = User(username=name)
            user.set_unusable_password()
        elif is_local(user):
            return "name_taken"
        update(user, claims, roles)
        sociallogin.connect(request, user)
    logger.info("signed_on", extra={"user": sociallogin.user.get_username()})
    return None


def is_local(user: User) -> bool:
    """Whether no other sign-on may lead to an account: it has a password or a sign-on, or may do
    everything."""
    has_sign_on = user.socialaccount_set.exists()  # type: ignore[attr-defined]
    return user.has_usable_password() or user.is_superuser or has_sign_on


def update(user: User, claims: Claims, roles: set[str]) -> None:
    """Have the name, mail address and roles of an account follow what the provider says."""
    for field, claim, max_length in PERSONAL:
        if isinstance(claims.get(claim), str):
            setattr(user, field, claims[claim][:max_length])
    user.is_staff = user.is_superuser or bool(roles)
    user.save()
    user.groups.set(Group.objects.filter(name__in=roles))


def name_in(claims: Claims) -> str:
    """The user name; empty if the provider says none that can be read, or only a mail address
    that may be somebody else's."""
    is_own = str(claims.get("email_verified", True)).lower() == "true"
    said = claims.get("preferred_username") or (is_own and claims.get("email")) or ""
    name = User.normalize_username(str(said)).strip()
    return name if name.isprintable() else ""


def roles_in(claims: Claims) -> set[str]:
    """The roles that somebody has by their groups: one, a list, or the names in an object."""
    said = claims.get(settings.OIDC_GROUPS_CLAIM) or []
    groups = {str(group) for group in (said if isinstance(said, list | dict) else [said])}
    return {role for role, group in settings.OIDC_ROLES if group in groups}


def refuse(request: HttpRequest, reason: str, name: str = "") -> HttpResponse:
    """Lead back to the login, and say why; in the security log, too."""
    logger.warning("sign_on_refused", extra={"user": name, "reason": reason})
    messages.error(request, _(REFUSALS[reason]))
    return HttpResponseRedirect(reverse("admin:login"))


def check_provider() -> None:
    """Raise ImproperlyConfigured if single sign-on is set up by half, or names a role that there
    is not."""
    if not settings.OIDC_ISSUER:
        return
    for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ROLES"):
        if not getattr(settings, name):
            raise ImproperlyConfigured(f"OIDC_ISSUER is set, so {name} must be, too.")
    for role, _group in settings.OIDC_ROLES:
        if role not in ROLES:
            raise ImproperlyConfigured(
                f"OIDC_ROLES has “{role}”. Write ROLE=GROUP, separated by semicolons, with the "
                f"roles {', '.join(ROLES)}."
            )
    if settings.HTTPS and not settings.OIDC_ISSUER.startswith("https://"):
        raise ImproperlyConfigured("OIDC_ISSUER must begin with https://.")


class ProviderClient(OAuth2Client):
    """Asks for a token with a ``nonce`` that only the session with the verifier of PKCE expects."""

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: Any) -> str:
        """Where to lead to: the challenge, a digest of the verifier, is the nonce."""
        params = {**extra_params, "nonce": extra_params["code_challenge"]}
        return str(super().get_redirect_url(authorization_url, scope, params))


class ProviderAdapter(OpenIDConnectOAuth2Adapter):
    """Checks who the provider is and what it signed, and names our callback by ``PUBLIC_URL``."""

    client_class = ProviderClient
    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself. Raises OAuth2Error if it is another one."""
        config: dict[str, Any] = super().openid_config
        if str(config.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER:
            raise OAuth2Error(
                f"OIDC_ISSUER is {settings.OIDC_ISSUER}, but the provider there calls itself "
                f"{config.get('issuer')}. Set OIDC_ISSUER to the provider's own name."
            )
        return config

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> Any:
        """The provider's answer to the code; note which nonce its token must have."""
        digest = sha256((pkce_code_verifier or "").encode()).digest()
        self.nonce = urlsafe_b64encode(digest).decode().rstrip("=")
        return super().get_access_token_data(request, app, client, pkce_code_verifier)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Where the provider sends people back to."""
        path = reverse("openid_connect_callback", kwargs={"provider_id": PROVIDER})
        return origin(settings.PUBLIC_URL) + path

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who the provider says has signed on. Raises OAuth2Error if it does not say so by the
        rules: with a token for us, signed by a key and in a way of its own."""
        try:
            login = super().complete_login(request, app, token, **kwargs)
            token_said = login.account.extra_data["id_token"]
            if not token_said["sub"]:
                raise OAuth2Error("The token names nobody.")
            if token_said["nonce"] != self.nonce:
                raise OAuth2Error("The token was made for another sign-on.")
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The provider's answer cannot be read.") from error
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> Claims:
        decoded: Claims = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return decoded


def sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider, who asks again for whoever is logged in already, once a form of ours
    was sent: no other site can begin a sign-on.

    Our policy lets no form lead to another site, so its answer is a page that leads there. Only
    where to go next comes from the request: django-allauth takes what else the provider is told
    from it, such as where to send the code.
    """
    if not settings.OIDC_ISSUER:
        raise Http404
    next_url = get_next_redirect_url(request)
    context: dict[str, Any] = {"next": next_url, "provider": settings.OIDC_NAME}
    if request.method == "POST":
        query = QueryDict(mutable=True)
        if next_url:
            query[REDIRECT_FIELD_NAME] = next_url
        if request.user.is_authenticated:
            query["auth_params"] = "prompt=login"
        request.GET = request.POST = query  # type: ignore[assignment]
        response = _answer(OAuth2LoginView, request, provider_id)
        if not urlsplit(response["Location"]).netloc:
            return response
        context["address"] = response["Location"]
    return TemplateResponse(request, "account/sign_on.html", context)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where people come back to from the provider."""
    return _answer(OAuth2CallbackView, request, provider_id)


def _answer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    adapter = ProviderAdapter(request, provider_id)
    try:
        return cast(HttpResponse, view.adapter_view(adapter)(request))
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (OAuth2Error, RequestException) as error:
        answer = render_authentication_error(request, adapter.get_provider(), exception=error)
        return cast(HttpResponse, answer)
