"""The tracker's own app: its commands and checks; and its admin."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig

from spp_tracker.sqlite_dates import parse_dates_once


class TrackerConfig(AppConfig):
    name = "spp_tracker"

    def ready(self) -> None:
        """Register the checks, refuse settings that name no role, and say how dates are read."""
        from spp_tracker import checks  # noqa: F401, PLC0415 - it needs the settings

        # They need models.
        from spp_tracker.accounts.single_sign_on import check_provider  # noqa: PLC0415
        from spp_tracker.accounts.steps import check_required_roles  # noqa: PLC0415

        check_required_roles()
        check_provider()
        parse_dates_once()


class TrackerAdminConfig(AdminConfig):
    default_site = "spp_tracker.admin.TrackerAdminSite"

    def ready(self) -> None:
        """Register the admin, and listen to what happens to accounts."""
        super().ready()
        self._unregister_accounts()
        import_module("spp_tracker.security_log")
        import_module("spp_tracker.accounts.events")
        import_module("spp_tracker.accounts.temporary_passwords")

    def _unregister_accounts(self) -> None:
        """Nobody sees keys and codes of others: people manage their own."""
        site = import_module("django.contrib.admin").site
        for app in ("account", "mfa", "socialaccount"):
            for model in apps.get_app_config(app).get_models():
                if site.is_registered(model):
                    site.unregister(model)
