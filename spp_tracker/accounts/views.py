"""The login, and the look of django-allauth's pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.mixins import NextRedirectMixin
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from spp_tracker.accounts.encryption import Unreadable
from spp_tracker.accounts.forms import LoginForm
from spp_tracker.accounts.security_keys import BEGUN_WITH
from spp_tracker.accounts.steps import next_step, own_password_first
from spp_tracker.accounts.temporary_passwords import temporary_password

View = Callable[..., HttpResponseBase]


class LoginView(auth_views.LoginView):
    """The admin's login, which goes on with a second factor if the account has one."""

    authentication_form = LoginForm
    template_name = "admin/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Log the user in, or ask for a code."""
        user = form.get_user()
        if self.request.user.is_authenticated:
            logout(self.request)
        state = {BEGUN_WITH: user.get_session_auth_hash()}
        login = Login(user=user, redirect_url=self.get_success_url(), state=state)
        response: HttpResponse = perform_password_login(
            self.request, {"username": user.get_username()}, login
        )
        return response


class SetUpView(NextRedirectMixin, ActivateTOTPView):
    """Sets up the app that generates codes; then shows recovery codes, and leads to ``next``."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way to a security key instead, if there may be any."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if "webauthn" in settings.MFA_SUPPORTED_TYPES:
            context["key_url"] = self.passthrough_next_url(reverse("mfa_add_webauthn"))
        return context

    def get_success_url(self) -> str:
        """The recovery codes."""
        return str(self.passthrough_next_url(reverse("mfa_view_recovery_codes")))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_sessions(request: HttpRequest) -> HttpResponse:
    """The sessions of who is logged in, each of which they can end, or all but this one."""
    current = request.session.digest  # type: ignore[attr-defined]
    found = request.user.sessions.open_at(timezone.now())  # type: ignore[union-attr]
    if request.method == "POST":
        if step := next_step(request):
            return redirect_to_login(request.path, step)
        chosen = request.POST.get("end", "")
        keys = [session.pk for session in found if chosen in {session.pk, "others"}]
        ended = found.filter(pk__in=keys).exclude(pk=current).end()
        message = ngettext("%(count)s session has ended.", "%(count)s sessions have ended.", ended)
        messages.success(request, message % {"count": ended})
        return redirect("account_sessions")
    context = {"sessions": found, "current": current}
    return TemplateResponse(request, "account/sessions.html", context)


def in_admin(view: View, title: Promise) -> View:
    """A view of django-allauth that looks like a page of the admin, for whoever has a password that
    nobody else set. No browser or proxy keeps it: some show secrets."""

    @never_cache
    @wraps(view)
    def in_look(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (temporary := temporary_password(request.user)) and (
            page := own_password_first(request, temporary)
        ):
            return redirect_to_login(request.get_full_path(), page)
        try:
            response = view(request, *args, **kwargs)
        except Unreadable as error:
            messages.error(request, error.message)
            return redirect("mfa_index")
        if isinstance(response, TemplateResponse):
            shown = {"title": title, "next_url": get_next_redirect_url(request)}
            context = response.context_data or {}
            response.context_data = {**admin.site.each_context(request), **shown, **context}
        return response

    return in_look
