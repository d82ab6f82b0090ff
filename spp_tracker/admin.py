"""The admin's name and its content security policy."""

from functools import wraps
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from milestones.permissions import approvable, needs_approval
from spp_tracker.entries import MARK, keep_through_login, kept_entry, mark_for


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
            is_known = self.has_permission(request)
            if (
                request.method == "POST"
                and not is_known
                and request.path != reverse("admin:logout")
            ):
                return redirect_to_login(keep_through_login(request), reverse("admin:login"))
            request.kept_entry = kept_entry(request) if is_known else None
            response: HttpResponseBase = admin_view(request, *args, **kwargs)
            return response

        return csp_update({"style-src": [SELF, UNSAFE_INLINE]})(keeping)
