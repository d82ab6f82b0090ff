"""The admin's name and its content security policy."""

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from milestones.permissions import needs_approval, visible_proposals


class TrackerAdminSite(AdminSite):
    """The stock admin under the tracker's name.

    Some of its lists use inline styles, so admin pages, and no others, allow them.
    """

    site_header = _("SPP Tracker administration")
    site_title = _("SPP Tracker administration")
    index_title = _("Records")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add whether what the user enters is only proposed."""
        return {**super().each_context(request), "needs_approval": needs_approval(request.user)}

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """Add the number of proposals that wait: for the user's approval, or of the user."""
        waiting = visible_proposals(request.user).waiting().count()
        return super().index(request, {"waiting_proposals": waiting, **(extra_context or {})})

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Allow inline styles in a view of the admin."""
        allow_inline_styles = csp_update({"style-src": [SELF, UNSAFE_INLINE]})
        return allow_inline_styles(super().admin_view(view, cacheable))
