"""The URLs of the tracker.

Pages have a language prefix; data, the admin and the health checks have none.
"""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path
from django.views.decorators.http import require_safe

from milestones import urls as milestones
from milestones.admin import work_list
from spp_tracker.crawlers import SITEMAPS, robots
from spp_tracker.health import healthz, readyz
from spp_tracker.http_cache import conditional_get
from spp_tracker.metrics import metrics
from spp_tracker.security_txt import security_txt

crawlers = [
    path("robots.txt", robots, name="robots"),
    path(
        "sitemap.xml",
        require_safe(sitemaps.index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap_section"},
        name="sitemap",
    ),
    path(
        "sitemap-<section>.xml",
        require_safe(sitemaps.sitemap),
        {"sitemaps": SITEMAPS},
        name="sitemap_section",
    ),
]

handler404 = "spp_tracker.middleware.not_found"
handler500 = "spp_tracker.middleware.server_error"

urlpatterns = [
    path("admin/worklist/", admin.site.admin_view(work_list), name="work_list"),
    path("admin/", include("spp_tracker.accounts.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("", include(conditional_get(crawlers))),
    path("", include(conditional_get(milestones.data))),
    *i18n_patterns(
        path("", include(conditional_get([*milestones.pages, *milestones.papers]))),
        prefix_default_language=True,
    ),
]
