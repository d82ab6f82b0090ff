"""A single update can be withdrawn, and the name under which something was recorded stays.

What is on record gets its recorder's name of today, for which the guards come down. The columns
are added in place, not by rebuilding their tables: SQLite would lose the triggers.
"""

from functools import partial
from importlib import import_module
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat, Trim

guards = import_module("milestones.migrations.0002_guards")
released = import_module("milestones.migrations.0003_withdrawals_and_history")
paths = import_module("milestones.migrations.0005_guards_find_their_tables")
plan = import_module("milestones.migrations.0011_plan_version")

WITHDRAWAL = "milestones_updatewithdrawal"
RECORD = (*released.RECORD, WITHDRAWAL)


def put_up_former(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    released.put_up(apps, schema_editor)
    paths.keep_the_path(apps, schema_editor)


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.put_up(apps, schema_editor, record=RECORD)
    if schema_editor.connection.vendor == "postgresql":
        for name, *_what in guards._guards(RECORD):
            schema_editor.execute(f"ALTER FUNCTION {name}() SET search_path FROM CURRENT")


def count_versions(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A withdrawal is a new version of the plan: what was read from editions is kept by it."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    each, does = (
        ("STATEMENT", f"EXECUTE FUNCTION {plan.MARK_PLAN}()")
        if on_postgresql
        else ("ROW", f"BEGIN {plan.ON_SQLITE} END")
    )
    for event in plan._events(on_postgresql=on_postgresql):
        schema_editor.execute(
            f"CREATE TRIGGER {WITHDRAWAL}_counts_{event.lower()} AFTER {event} ON {WITHDRAWAL} "
            f"FOR EACH {each} {does}"
        )


def count_versions_no_more(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for event in plan._events(on_postgresql=on_postgresql):
        where = f" ON {WITHDRAWAL}" if on_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {WITHDRAWAL}_counts_{event.lower()}{where}")


def name_recorders(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    users = apps.get_model(settings.AUTH_USER_MODEL).objects
    full_name = Trim(Concat("first_name", Value(" "), "last_name"))
    for model, user, name in (
        ("StatusUpdate", "recorded_by", "recorder"),
        ("Withdrawal", "withdrawn_by", "withdrawer"),
    ):
        names = users.filter(pk=OuterRef(user)).values(full_name=full_name)
        rows = apps.get_model("milestones", model).objects.exclude(**{user: None})
        rows.update(**{name: Subquery(names)})


def add_name(model: str, name: str, label: str) -> Operation:
    field: Any = models.CharField(blank=True, max_length=301, verbose_name=label)
    table = f"ALTER TABLE milestones_{model}"
    column = f"{table} ADD COLUMN {name} varchar(301) NOT NULL DEFAULT ''"
    return migrations.SeparateDatabaseAndState(
        [migrations.RunSQL(column, f"{table} DROP COLUMN {name}")],
        [migrations.AddField(model, name, field)],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0016_reasons_for_attention"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(released.take_down, put_up_former),
        add_name("statusupdate", "recorder", "name of who recorded it"),
        add_name("withdrawal", "withdrawer", "name of who withdrew it"),
        migrations.RunPython(name_recorders, migrations.RunPython.noop),
        migrations.CreateModel(
            name="UpdateWithdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "withdrawer",
                    models.CharField(
                        blank=True, max_length=301, verbose_name="name of who withdrew it"
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="withdrawn at"
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "update",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_withdrawal",
                        to="milestones.statusupdate",
                        verbose_name="status update",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawn by",
                    ),
                ),
            ],
            options={
                "verbose_name": "withdrawal of an update",
                "verbose_name_plural": "withdrawals of updates",
                "ordering": ["withdrawn_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(reason=""), name="an_update_s_withdrawal_has_a_reason"
                    )
                ],
            },
        ),
        migrations.RunPython(put_up, partial(guards.take_down, record=RECORD)),
        migrations.RunPython(count_versions, count_versions_no_more),
    ]
