from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MilestonesConfig(AppConfig):
    name = "milestones"
    verbose_name = _("Milestones")

    def ready(self) -> None:
        """See to the roles after every migration, of whichever app comes last."""
        from milestones.roles import keep_roles  # noqa: PLC0415 - models are there only now

        post_migrate.connect(keep_roles, dispatch_uid="roles")
