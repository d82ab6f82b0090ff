"""Goals and priority areas have their names, and areas their objectives, in French and Spanish too.

The columns are added in place: SQLite would lose the triggers of a table that it rebuilds.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
import simple_history.models
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from priorities.translations import translate


def name_in(language: str, length: int) -> models.Field[str, str]:
    return models.CharField(blank=True, max_length=length, verbose_name=f"name in {language}")


def objective_in(language: str) -> models.Field[str, str]:
    return models.TextField(blank=True, verbose_name=f"objective in {language}")


def add_text(
    model: str, name: str, field: models.Field[str, str]
) -> migrations.SeparateDatabaseAndState:
    table = f"priorities_{model}"
    column_type = f"varchar({field.max_length})" if field.max_length else "text"
    add = f"ALTER TABLE {table} ADD COLUMN {name} {column_type} DEFAULT '' NOT NULL"
    drop = f"ALTER TABLE {table} DROP COLUMN {name}"
    return migrations.SeparateDatabaseAndState(
        [migrations.RunSQL(add, drop)], [migrations.AddField(model, name, field)]
    )


def keep(history: models.Manager[Any], instance: models.Model, sign: str, why: str) -> None:
    values = {field.attname: getattr(instance, field.attname) for field in instance._meta.fields}
    history.create(
        **values, history_date=timezone.now(), history_type=sign, history_change_reason=why
    )


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Translate what is on record already, and keep it in the history."""
    for name in ("Goal", "PriorityArea"):
        history = apps.get_model("priorities", f"Historical{name}").objects
        for instance in apps.get_model("priorities", name).objects.order_by("pk"):
            if not history.filter(id=instance.pk).exists():
                keep(history, instance, "+", "As read from the two documents")
            if translate(instance):
                instance.save()
                keep(history, instance, "~", "Translations that come with the tracker")


class Migration(migrations.Migration):
    dependencies = [
        ("priorities", "0002_editors_and_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        add_text("goal", "name_fr", name_in("French", 300)),
        add_text("goal", "name_es", name_in("Spanish", 300)),
        add_text("priorityarea", "name_fr", name_in("French", 100)),
        add_text("priorityarea", "name_es", name_in("Spanish", 100)),
        add_text("priorityarea", "objective_fr", objective_in("French")),
        add_text("priorityarea", "objective_es", objective_in("Spanish")),
        add_text("historicalpriorityarea", "name_fr", name_in("French", 100)),
        add_text("historicalpriorityarea", "name_es", name_in("Spanish", 100)),
        add_text("historicalpriorityarea", "objective_fr", objective_in("French")),
        add_text("historicalpriorityarea", "objective_es", objective_in("Spanish")),
        migrations.CreateModel(
            name="HistoricalGoal",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("plan_lines", models.JSONField(default=list, verbose_name="lines in the plan")),
                (
                    "report_lines",
                    models.JSONField(default=list, verbose_name="lines in the report"),
                ),
                ("number", models.PositiveSmallIntegerField(db_index=True, verbose_name="number")),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                ("name_fr", name_in("French", 300)),
                ("name_es", name_in("Spanish", 300)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="priorities.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical goal",
                "verbose_name_plural": "historical goals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
