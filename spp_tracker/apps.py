from importlib import import_module

from django.contrib.admin.apps import AdminConfig


class TrackerAdminConfig(AdminConfig):
    default_site = "spp_tracker.admin.TrackerAdminSite"

    def ready(self) -> None:
        """Register the admin, and listen to what the security log has."""
        super().ready()
        import_module("spp_tracker.security_log")
