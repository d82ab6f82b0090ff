from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MilestonesConfig(AppConfig):
    name = "milestones"
    verbose_name = _("Milestones")

    def ready(self) -> None:
        """See to the roles once a migration is over, when all other apps have their permissions."""
        from milestones.roles import keep_roles  # noqa: PLC0415 - models are there only now

        *_others, last = (app for app in apps.get_app_configs() if app.models_module)
        post_migrate.connect(keep_roles, sender=last, dispatch_uid="roles")
