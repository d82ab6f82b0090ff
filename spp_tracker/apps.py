from django.contrib.admin.apps import AdminConfig


class TrackerAdminConfig(AdminConfig):
    default_site = "spp_tracker.admin.TrackerAdminSite"
