"""The data version also tells when the plan changed last, which recording a status does not do.

What pages have read of the plan, its milestones, deadlines and editions stays valid until then.
"""

from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

versions = import_module("milestones.migrations.0004_data_version")

PLAN_TABLES = (
    "priorities_plan",
    "priorities_goal",
    "priorities_priorityarea",
    "priorities_initiative",
    "milestones_milestone",
    "milestones_deadline",
    "milestones_statusreport",
    "milestones_withdrawal",
    "milestones_searchtext",
)
MARK_PLAN = "milestones_mark_plan_change"

VERSION, UNCOUNTED = versions.VERSION, versions.UNCOUNTED
COUNTED = f"""
    INSERT INTO {VERSION} (id, number, changed_at, plan_number, plan_changed_at)
    VALUES (1, 1, {{now}}, 1, {{now}})
    ON CONFLICT (id) DO UPDATE SET
        number = {VERSION}.number + 1,
        changed_at = excluded.changed_at,
        plan_number = {VERSION}.number + 1,
        plan_changed_at = excluded.changed_at;
"""
ON_SQLITE = COUNTED.format(now="strftime('%Y-%m-%d %H:%M:%f', 'now')")
ON_POSTGRESQL = COUNTED.format(now="clock_timestamp()")

# The second conflict is with a status that the same transaction has recorded before.
MARKED = f"""
    INSERT INTO {UNCOUNTED} VALUES (pg_current_xact_id(), true)
    ON CONFLICT (transaction) DO UPDATE SET plan = true WHERE NOT {UNCOUNTED}.plan;
"""
COUNTED_LAST = f"""
    IF TG_OP = 'INSERT' THEN
        DELETE FROM {UNCOUNTED} WHERE transaction = NEW.transaction;
    ELSIF OLD.plan THEN
        {ON_POSTGRESQL}
    ELSE
        {versions.ON_POSTGRESQL}
    END IF;
"""


def _events(*, on_postgresql: bool) -> list[str]:
    return ["INSERT", "UPDATE", "DELETE", *(["TRUNCATE"] if on_postgresql else [])]


def _replace_triggers(
    schema_editor: BaseDatabaseSchemaEditor, function: str, on_sqlite: str
) -> None:
    """Have the triggers of the plan's tables execute this: a function, or on SQLite a statement."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    each, does = (
        ("STATEMENT", f"EXECUTE FUNCTION {function}()")
        if on_postgresql
        else ("ROW", f"BEGIN {on_sqlite} END")
    )
    for table in PLAN_TABLES:
        for event in _events(on_postgresql=on_postgresql):
            name = f"{table}_counts_{event.lower()}"
            schema_editor.execute(
                f"DROP TRIGGER {name}" + (f" ON {table}" if on_postgresql else "")
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH {each} {does}"
            )


def _count(schema_editor: BaseDatabaseSchemaEditor, name: str, does: str) -> None:
    created: str = versions._create_function(name, does)
    schema_editor.execute(created.replace("CREATE", "CREATE OR REPLACE", 1))


def count_plan(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {UNCOUNTED} ADD plan boolean NOT NULL DEFAULT false")
        _count(schema_editor, MARK_PLAN, MARKED)
        _count(schema_editor, versions.COUNT, COUNTED_LAST)
    _replace_triggers(schema_editor, MARK_PLAN, ON_SQLITE)
    schema_editor.execute(
        f"UPDATE {VERSION} SET plan_number = number, plan_changed_at = changed_at"
    )


def count_plan_no_more(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _replace_triggers(schema_editor, versions.MARK, versions.ON_SQLITE)
    if schema_editor.connection.vendor == "postgresql":
        _count(schema_editor, versions.COUNT, versions.COUNTED_LAST)
        schema_editor.execute(f"DROP FUNCTION {MARK_PLAN}()")
        schema_editor.execute(f"ALTER TABLE {UNCOUNTED} DROP plan")


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0010_newest_updates"),
        ("priorities", "0002_editors_and_history"),
    ]

    operations = [
        # Nullable, so that SQLite adds the columns in place: triggers name the table.
        migrations.AddField(
            model_name="dataversion",
            name="plan_number",
            field=models.PositiveBigIntegerField(null=True, verbose_name="plan number"),
        ),
        migrations.AddField(
            model_name="dataversion",
            name="plan_changed_at",
            field=models.DateTimeField(null=True, verbose_name="plan changed at"),
        ),
        migrations.RunPython(count_plan, count_plan_no_more),
    ]
