"""Security keys (WebAuthn) as a second factor: what they answer, and the pages that ask them."""

from __future__ import annotations

import struct
from typing import Any

from allauth.account.mixins import NextRedirectMixin
from allauth.core import context
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import ContextMixin
from fido2.utils import websafe_decode, websafe_encode

from spp_tracker.accounts.lockout import refuse_if_locked_out

REFUSED = _("This answer of a security key was not accepted. Try again, or use another way.")
MALFORMED = (
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
"""What the libraries raise about an answer that no key gives."""
MAX_ANSWER = 16_000
"""In characters; keys answer with one or two thousand."""
MAX_NAME = 50
MAX_KEYS = 10
"""Of one account. A login asks the browser for all of them."""
BEGUN_WITH = "begun_with"
"""Where a login that waits for the second factor has a digest of the password it began with."""


class AnswerField(forms.JSONField):
    """A key's answer, as the browser gives it."""

    widget = forms.HiddenInput
    default_error_messages = {"required": REFUSED, "invalid": REFUSED}

    def to_python(self, value: Any) -> Any:
        """The answer; raises ValidationError if it is none."""
        try:
            answer = super().to_python(value) if len(value or "") <= MAX_ANSWER else None
        except (RecursionError, ValueError):
            answer = None
        if value and not isinstance(answer, dict):
            raise ValidationError(REFUSED, code="invalid")
        return answer


class AddKeyForm(AddWebAuthnForm):
    """Adds a key. Of its answer only what is needed later is kept."""

    name = forms.CharField(
        label=_("Name of the key"),
        max_length=MAX_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    credential = AnswerField()

    def clean(self) -> dict[str, Any]:
        """Check that the key answered what it was asked, at our own address."""
        try:
            cleaned: dict[str, Any] = super().clean()
            if answer := cleaned.get("credential"):
                _check_origin(auth.parse_registration_response(answer))
                cleaned["credential"] = _kept(answer)
        except (ValidationError, *MALFORMED) as error:
            raise ValidationError(REFUSED) from error
        return cleaned


def _check_origin(answer: Any) -> None:
    """Raise ValidationError if a page of another address, such as of a subdomain, asked the key."""
    if answer.response.client_data.origin not in settings.CSRF_TRUSTED_ORIGINS:
        raise ValidationError(REFUSED)


def _kept(answer: dict[str, Any]) -> dict[str, Any]:
    # Encoded anew: whatever else is among the letters was passed over when they were read.
    names = ("clientDataJSON", "attestationObject")
    kept = {name: websafe_encode(websafe_decode(answer["response"][name])) for name in names}
    key_id = websafe_encode(websafe_decode(answer["rawId"]))
    return {"id": key_id, "rawId": key_id, "response": kept, "type": "public-key"}


class UseKeyForm(AuthenticateWebAuthnForm):
    """Asks a key after the password. A wrong answer counts like a wrong code (events.py)."""

    credential = AnswerField()

    def clean_credential(self) -> Authenticator:
        """The key that answered; raises PermissionDenied during a lockout."""
        refuse_if_locked_out(context.request, self.user.get_username())
        try:
            answer = auth.parse_authentication_response(self.cleaned_data["credential"])
            _check_origin(answer)
            key = super().clean_credential()
            _count_answers(key, answer.response.authenticator_data.counter)
        except (ValidationError, *MALFORMED) as error:
            authentication_failed.send(
                sender=Authenticator,
                request=context.request,
                user=self.user,
                authenticator=None,
                reauthentication=self.reauthenticated,
            )
            raise ValidationError(REFUSED) from error
        return key


def _count_answers(key: Authenticator, counter: int) -> None:
    """Keep how many answers a key has given, if it counts them. Raises ValidationError if they are
    not more than before: then somebody has a copy of the key."""
    before = key.data.get("counter", key.wrap().authenticator_data.counter)
    if (before or counter) and counter <= before:
        raise ValidationError(REFUSED)
    key.data["counter"] = counter
    key.save(update_fields=["data"])


class ConfirmByKeyForm(UseKeyForm):
    """Asks a key of somebody who is logged in."""

    reauthenticated = True


class SecondFactorView(AuthenticateView):
    """What follows the password: a code, or a key if the account has one."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Log in, unless the password was changed or the account made inactive meanwhile."""
        login = self.stage.login
        password = login.user.get_session_auth_hash()
        if not login.user.is_active or login.state.get(BEGUN_WITH, password) != password:
            back: HttpResponse = self.stage.abort()
            return back
        response: HttpResponse = super().form_valid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which of both the account has."""
        has = Authenticator.objects.filter(user=self.stage.login.user)
        has_key = self.webauthn_form and has.filter(type=Authenticator.Type.WEBAUTHN).exists()
        has_app = has.filter(type=Authenticator.Type.TOTP).exists()
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        return shown | {"has_key": has_key, "has_app": has_app}


class _AsksAgain(ContextMixin):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the form that was refused, not one that looks at the answer again, and what a key is
        asked next."""
        return super().get_context_data(**kwargs) | kwargs


def may_add_key(user: Any) -> bool:
    """Whether the account has fewer keys than it may."""
    keys = Authenticator.objects.filter(user=user.pk, type=Authenticator.Type.WEBAUTHN)
    return bool(keys.count() < MAX_KEYS)


class OwnFactorsView(IndexView):
    """Lists one's second factors, each with the way to remove it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With whether a key may be added, and how many there may be."""
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        return shown | {"may_add_key": may_add_key(self.request.user), "max_keys": MAX_KEYS}


class AddKeyView(_AsksAgain, NextRedirectMixin, views.AddWebAuthnView):
    """Adds a key; then shows recovery codes, if they are new, and leads to ``next``."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead back to the keys if there are as many as there may be."""
        if not may_add_key(request.user):
            message = _("You have %(count)s security keys already. Remove one to add another.")
            messages.error(request, message % {"count": MAX_KEYS})
            return redirect("mfa_index")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_success_url(self) -> str:
        """The recovery codes, or one's second factors."""
        page = "mfa_view_recovery_codes" if self.did_generate_recovery_codes else "mfa_index"
        return str(self.passthrough_next_url(reverse(page)))


class RemoveKeyView(views.RemoveWebAuthnView):
    """Removes one of one's own keys."""

    success_url = reverse_lazy("mfa_index")


class ConfirmByKeyView(_AsksAgain, views.ReauthenticateWebAuthnView):
    """Asks a key of somebody who is logged in, before what could do most harm."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say so, and ask again."""
        again: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return again
