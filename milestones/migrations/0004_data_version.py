"""The data version: whatever is written that an answer could show, the database counts it.

The triggers are on every table that pages and data are read from, so no writer can forget them. On
PostgreSQL they fire once for a statement, though it writes no row: better once too often.

All writers share the one row of the version, so on PostgreSQL it is locked last of all, for a
moment only: who holds it must wait for nobody. Counting at the end of a transaction is not enough,
since foreign keys are checked then too, and that can wait for what another has locked. But what
waits for the end is done in rounds, the second for what the first has written. So the first
statement marks its transaction as uncounted; in the first round, among the checks, the mark is
deleted; and the second round counts what was deleted. A transaction has one mark, and is counted
once, however many rows it writes; a savepoint that is rolled back takes its mark with it.

The table of marks is empty whenever a transaction has ended. It is unlogged: there is nothing in it
to lose, nor to send to a replica.

The functions look for tables where they are now, whatever the ``search_path`` of a writer: a dump
that is restored has none. Where it has data alone, leave the version out
(``--exclude-table-data=milestones_dataversion``), since the rows are counted as they come in.

On SQLite, which has one writer at a time, every row is counted at once. It loses a table's triggers
when a later migration rebuilds the table: such a migration must run ``put_up`` again, after
``take_down``. The test of the data version tells if it did not.
"""

from django.apps.registry import Apps
from django.conf import settings
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
UNCOUNTED = "milestones_uncounted"
MARK = "milestones_mark_change"
COUNT = "milestones_count_change"

COUNTED = f"""
    INSERT INTO {VERSION} (id, number, changed_at) VALUES (1, 1, {{now}})
    ON CONFLICT (id) DO UPDATE SET number = {VERSION}.number + 1, changed_at = {{now}};
"""
ON_SQLITE = COUNTED.format(now="strftime('%Y-%m-%d %H:%M:%f', 'now')")
ON_POSTGRESQL = COUNTED.format(now="clock_timestamp()")

MARKED = f"INSERT INTO {UNCOUNTED} VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING;"
COUNTED_LAST = f"""
    IF TG_OP = 'INSERT' THEN
        DELETE FROM {UNCOUNTED} WHERE transaction = NEW.transaction;
    ELSE
        {ON_POSTGRESQL}
    END IF;
"""

# Pages name who recorded a status; logging in writes to the same table.
RENAMED = "OLD.first_name <> NEW.first_name OR OLD.last_name <> NEW.last_name"


def _on_postgresql(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    return schema_editor.connection.vendor == "postgresql"


def _watched(apps: Apps, *, on_postgresql: bool) -> list[tuple[str, str, str, str]]:
    """Name, event and table of each trigger, and what it fires for."""
    events = ("INSERT", "UPDATE", "DELETE", *(["TRUNCATE"] if on_postgresql else []))
    each = "STATEMENT" if on_postgresql else "ROW"
    user = apps.get_model(settings.AUTH_USER_MODEL)._meta.db_table
    return [
        (f"{table}_counts_{event.lower()}", event, table, each)
        for table in SHOWN
        for event in events
    ] + [("user_counts_rename", "UPDATE", user, f"ROW WHEN ({RENAMED})")]


def _create_function(name: str, does: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT "
        f"AS $$ BEGIN {does} RETURN NULL; END $$"
    )


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_postgresql = _on_postgresql(schema_editor)
    if on_postgresql:
        for statement in (
            f"CREATE UNLOGGED TABLE {UNCOUNTED} (transaction xid8 PRIMARY KEY)",
            _create_function(MARK, MARKED),
            _create_function(COUNT, COUNTED_LAST),
            f"CREATE CONSTRAINT TRIGGER {UNCOUNTED}_counts AFTER INSERT OR DELETE ON {UNCOUNTED} "
            f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {COUNT}()",
        ):
            schema_editor.execute(statement)
    does = f"EXECUTE FUNCTION {MARK}()" if on_postgresql else f"BEGIN {ON_SQLITE} END"
    for name, event, table, each in _watched(apps, on_postgresql=on_postgresql):
        schema_editor.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH {each} {does}"
        )


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_postgresql = _on_postgresql(schema_editor)
    for name, _event, table, _each in _watched(apps, on_postgresql=on_postgresql):
        schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if on_postgresql else ""))
    if on_postgresql:
        for statement in (
            f"DROP TABLE {UNCOUNTED}",
            f"DROP FUNCTION {COUNT}()",
            f"DROP FUNCTION {MARK}()",
        ):
            schema_editor.execute(statement)


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
