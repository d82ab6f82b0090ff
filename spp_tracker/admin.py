"""The admin's name, and what its pages may load."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class TrackerAdminSite(AdminSite):
    """The stock admin under the tracker's name.

    Some of its lists carry inline styles, so its pages, and no others, may have them.
    """

    site_header = _("SPP Tracker administration")
    site_title = _("SPP Tracker administration")
    index_title = _("What is on record")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A view for those who may use the admin."""
        allowed = csp_update({"style-src": [SELF, UNSAFE_INLINE]})
        return allowed(super().admin_view(view, cacheable))
