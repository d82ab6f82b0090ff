"""The admin's name, its content security policy, its login and what must precede its pages, and the
page to change one's own password."""

import logging
from functools import partial, wraps
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import authenticate
from django.contrib.auth.views import PasswordChangeView, RedirectURLMixin, redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from milestones.permissions import approvable, needs_approval
from spp_tracker.accounts.steps import next_step
from spp_tracker.accounts.views import LoginView
from spp_tracker.entries import (
    MARK,
    keep_through_login,
    keep_through_step,
    kept_entry,
    mark_for,
)

logger = logging.getLogger("security")


class OwnPasswordForm(AdminPasswordChangeForm):
    """Checks the old password as the login does, so that wrong ones count and lock out."""

    def __init__(self, request: HttpRequest, user: Any, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(user, *args, **kwargs)

    def clean_old_password(self) -> str:
        """Refuse a password that is not the user's."""
        password: str = self.cleaned_data["old_password"]
        name = self.user.get_username()
        if authenticate(self.request, username=name, password=password) != self.user:
            code = "password_incorrect"
            raise ValidationError(self.error_messages[code], code=code)
        return password

    def clean(self) -> dict[str, Any] | None:
        """Refuse to keep the old password, which somebody else may have set."""
        # No rule for all forms: it would tell who sets another's password whether it is known.
        new = self.cleaned_data.get("new_password1")
        if new and new == self.cleaned_data.get("old_password"):
            self.add_error("new_password1", _("It must be another one than the old password."))
        return super().clean()


class OwnPasswordView(RedirectURLMixin, PasswordChangeView):
    """Leads to what was asked for before, if somebody had to change their password first."""


def _refuse_forged(request: HttpRequest) -> None:
    """Raise BadRequest for what no page of the admin links to or sends, and Django's lists fail at.

    That is a NUL character in an address, which PostgreSQL refuses, and a selected row whose key
    is not a number.
    """
    values = (value for _name, values in request.GET.lists() for value in values)
    selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
    if any("\0" in value for value in values) or not all(key.isdecimal() for key in selected):
        raise BadRequest


class TrackerAdminSite(AdminSite):
    """The stock admin under the tracker's name.

    Some of its lists use inline styles, so admin pages, and no others, allow them.
    """

    site_header = _("SPP Tracker administration")
    site_title = _("SPP Tracker administration")
    index_title = _("Records")
    enable_nav_sidebar = False  # It would take a fifth of the width from lists.

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add what forms say about who they are shown to, and whether what this user enters is
        only proposed."""
        user = request.user
        added = {MARK: mark_for(user), "needs_approval": needs_approval(user)}
        return {**super().each_context(request), **added}

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """Add the number of proposals that wait for the user's approval."""
        waiting = approvable(request.user).count()
        return super().index(request, {"waiting_proposals": waiting, **(extra_context or {})})

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Allow inline styles in a view of the admin, and keep what cannot be saved."""
        admin_view = super().admin_view(view, cacheable)

        @wraps(admin_view)
        def keeping(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            _refuse_forged(request)
            is_known = self.has_permission(request)
            is_logout = request.path == reverse("admin:logout")
            if request.method == "POST" and not is_known and not is_logout:
                return redirect_to_login(keep_through_login(request), reverse("admin:login"))
            if is_known and not is_logout and (step := next_step(request)):
                return redirect_to_login(keep_through_step(request), step)
            request.kept_entry = kept_entry(request) if is_known else None
            try:
                response: HttpResponseBase = admin_view(request, *args, **kwargs)
            except PermissionDenied:
                fields = {"user": request.user.get_username(), "path": request.path}
                logger.warning("denied", extra=fields)
                raise
            return response

        return csp_update({"style-src": [SELF, UNSAFE_INLINE]})(keeping)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The login; whoever has logged in is led to the index."""
        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            "sends_mail": settings.SENDS_MAIL,
            "sign_on": settings.OIDC_ISSUER and settings.OIDC_NAME,
            **(extra_context or {}),
        }
        return LoginView.as_view(extra_context=context)(request)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Log out; the browser forgets what the admin's scripts have noted, such as what is folded.

        Below a path the host's other sites have notes in the same place, so it does not there. No
        page of the admin is in a cache.
        """
        response = super().logout(request, extra_context)
        # Not for a link of another site, which logs nobody out.
        if request.method == "POST" and not settings.FORCE_SCRIPT_NAME:
            response["Clear-Site-Data"] = '"storage"'
        return response

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The page to change one's own password."""
        view = OwnPasswordView.as_view(
            form_class=partial(OwnPasswordForm, request),
            next_page="admin:password_change_done",
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        request.current_app = self.name
        return view(request)
