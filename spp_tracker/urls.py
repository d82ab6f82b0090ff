"""Every address of the tracker.

Pages carry their language; data, the admin and the health checks do not.
"""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from milestones import urls as milestones
from milestones.admin import work_list
from spp_tracker.freshness import fresh
from spp_tracker.health import healthz, readyz

urlpatterns = [
    path("admin/worklist/", admin.site.admin_view(work_list), name="work_list"),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include(fresh(milestones.data))),
    *i18n_patterns(
        path("", include(fresh([*milestones.pages, *milestones.papers]))),
        prefix_default_language=True,
    ),
]
