"""The admin's name and its content security policy."""

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class TrackerAdminSite(AdminSite):
    """The stock admin under the tracker's name.

    Some of its lists use inline styles, so admin pages, and no others, allow them.
    """

    site_header = _("SPP Tracker administration")
    site_title = _("SPP Tracker administration")
    index_title = _("Records")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Allow inline styles in a view of the admin."""
        allow_inline_styles = csp_update({"style-src": [SELF, UNSAFE_INLINE]})
        return allow_inline_styles(super().admin_view(view, cacheable))
