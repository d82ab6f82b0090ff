"""The tracker's own app: its commands and checks; and its admin."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class TrackerConfig(AppConfig):
    name = "spp_tracker"

    def ready(self) -> None:
        """Register the checks."""
        from spp_tracker import checks  # noqa: F401, PLC0415 - it needs the settings


class TrackerAdminConfig(AdminConfig):
    default_site = "spp_tracker.admin.TrackerAdminSite"

    def ready(self) -> None:
        """Register the admin, and listen to what happens to accounts."""
        super().ready()
        import_module("spp_tracker.security_log")
        import_module("spp_tracker.impersonation")
