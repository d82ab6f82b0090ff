"""The guards of the record look for tables where they are now, whatever the ``search_path`` of a
writer: a dump that is restored has none, and was refused for it.

A later migration that puts the guards up again must run this again too: the test of writing
without a search path tells if it did not.
"""

from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

released = import_module("milestones.migrations.0003_withdrawals_and_history")


def _alter(schema_editor: BaseDatabaseSchemaEditor, change: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for name, *_what in released.guards._guards(released.RECORD):
            schema_editor.execute(f"ALTER FUNCTION {name}() {change}")


def keep_the_path(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _alter(schema_editor, "SET search_path FROM CURRENT")


def follow_the_writer(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _alter(schema_editor, "RESET search_path")


class Migration(migrations.Migration):
    dependencies = [("milestones", "0004_data_version")]

    operations = [migrations.RunPython(keep_the_path, follow_the_writer)]
