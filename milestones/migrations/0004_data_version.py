"""The data version: whatever is written that an answer could show, the database counts it.

The triggers are on every table that pages and data are read from, so no writer can forget them.

On PostgreSQL they wait until the transaction ends, and count it once: the one row that all
writers share is locked for a moment only, after everything else that they lock.

SQLite loses a table's triggers when a later migration rebuilds the table: such a migration must
run ``put_up`` again, after ``take_down``. The test of the data version tells if it did not.
"""

from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SHOWN = (
    "priorities_plan",
    "priorities_goal",
    "priorities_priorityarea",
    "priorities_initiative",
    "priorities_historicalpriorityarea",
    "priorities_historicalinitiative",
    "milestones_milestone",
    "milestones_deadline",
    "milestones_historicalmilestone",
    "milestones_historicaldeadline",
    "milestones_statusreport",
    "milestones_withdrawal",
    "milestones_statusupdate",
    "milestones_pairstatus",
    "milestones_standing",
)
"""The tables that answers are read from."""

VERSION = "milestones_dataversion"
COUNT = "milestones_count_change"

COUNTED = f"""
    INSERT INTO {VERSION} (id, number, changed_at) VALUES (1, 1, {{now}})
    ON CONFLICT (id) DO UPDATE SET number = {VERSION}.number + 1, changed_at = excluded.changed_at
"""
ON_SQLITE = COUNTED.format(now="strftime('%Y-%m-%d %H:%M:%f', 'now')")
ON_POSTGRESQL = COUNTED.format(now="clock_timestamp()") + (
    # The row's xmin is the transaction that wrote it: it was counted before.
    f"WHERE {VERSION}.xmin <> pg_current_xact_id()::xid"
)


def _watched(apps: Apps) -> list[tuple[str, str, str]]:
    """Name, event and table of each trigger."""
    user = apps.get_model(settings.AUTH_USER_MODEL)
    # Pages name who recorded a status; logging in writes to the same table.
    name = user._meta.get_field(get_user_model().USERNAME_FIELD).column
    return [
        (f"{table}_counts_{event.lower()}", event, table)
        for table in SHOWN
        for event in ("INSERT", "UPDATE", "DELETE")
    ] + [("user_counts_rename", f"UPDATE OF {name}", user._meta.db_table)]


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    if on_postgresql:
        schema_editor.execute(
            f"CREATE FUNCTION {COUNT}() RETURNS trigger AS $$ BEGIN {ON_POSTGRESQL}; "
            "RETURN NULL; END $$ LANGUAGE plpgsql"
        )
    for name, event, table in _watched(apps):
        schema_editor.execute(
            f"CREATE CONSTRAINT TRIGGER {name} AFTER {event} ON {table} "
            f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {COUNT}()"
            if on_postgresql
            else f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {ON_SQLITE}; END"
        )


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, _event, table in _watched(apps):
        schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if on_postgresql else ""))
    if on_postgresql:
        schema_editor.execute(f"DROP FUNCTION {COUNT}()")


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0003_withdrawals_and_history"),
        ("priorities", "0002_editors_and_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DataVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(verbose_name="number")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
            ],
            options={
                "verbose_name": "data version",
                "verbose_name_plural": "data versions",
            },
        ),
        migrations.RunPython(put_up, take_down),
    ]
