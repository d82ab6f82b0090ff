from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class MilestonesConfig(AppConfig):
    name = "milestones"
    verbose_name = _("Milestones")

    def ready(self) -> None:
        """See to the roles once a migration is over, when all other apps have their permissions;
        and to what is searched whenever words are edited."""
        # Models are there only now.
        from milestones.actions.indexing import index_saved  # noqa: PLC0415
        from milestones.permissions import keep_roles  # noqa: PLC0415

        *_others, last = (app for app in apps.get_app_configs() if app.models_module)
        post_migrate.connect(keep_roles, sender=last, dispatch_uid="roles")
        for model in ("milestones.Milestone", "priorities.Initiative", "priorities.PriorityArea"):
            post_save.connect(index_saved, sender=apps.get_model(model), dispatch_uid=model)
