"""Every address of the tracker: pages carry their language, the admin and the health checks do not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from spp_tracker.health import healthz, readyz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    *i18n_patterns(path("", include("milestones.urls")), prefix_default_language=True),
]
