"""Keep triggers over a migration that rebuilds a table."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

KEPT = "kept_triggers"


def keeping_triggers(*operations: Operation) -> list[Operation]:
    """These operations, with all triggers down before them and up again after them, on SQLite.

    SQLite rebuilds a table for most changes of its columns and constraints. It loses the table's
    triggers by that, and fails where the trigger of another table mentions it. PostgreSQL keeps
    them. A trigger that names a column which is renamed or removed must be replaced besides.
    """
    return [
        migrations.RunPython(_take_down, _put_up),
        *operations,
        migrations.RunPython(_put_up, _take_down),
    ]


def _take_down(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "sqlite":
        return
    triggers = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    schema_editor.execute(f"CREATE TEMPORARY TABLE {KEPT} AS {triggers}", None)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {KEPT}")
        for (name,) in cursor.fetchall():
            schema_editor.execute(f"DROP TRIGGER {name}", None)


def _put_up(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "sqlite":
        return
    tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT sql FROM {KEPT} WHERE tbl_name IN ({tables})")
        for (trigger,) in cursor.fetchall():
            schema_editor.execute(trigger, None)
    schema_editor.execute(f"DROP TABLE {KEPT}", None)
