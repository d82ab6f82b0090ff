from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _
from simple_history.signals import post_create_historical_record


class MilestonesConfig(AppConfig):
    name = "milestones"
    verbose_name = _("Milestones")

    def ready(self) -> None:
        """Keep the roles up to date after migrations, and the search index when texts are saved.
        Seal the history of reference data.

        The roles wait for the last app, because only then do all apps have their permissions.
        """
        # Models can be imported only once the apps are loaded.
        from milestones.actions.indexing import index_saved  # noqa: PLC0415
        from milestones.actions.sealing import seal_history  # noqa: PLC0415
        from milestones.permissions import check_approval_groups, sync_roles  # noqa: PLC0415

        check_approval_groups()
        *_others, last_app = (app for app in apps.get_app_configs() if app.models_module)
        post_migrate.connect(sync_roles, sender=last_app, dispatch_uid="roles")
        for model in ("milestones.Milestone", "priorities.Initiative", "priorities.PriorityArea"):
            post_save.connect(index_saved, sender=apps.get_model(model), dispatch_uid=model)
        post_create_historical_record.connect(seal_history, dispatch_uid="seal_history")
