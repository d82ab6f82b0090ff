"""PostgreSQL vacuums the standings after a thousand changes, not after a fifth of all.

Counting reads only indexes as long as a vacuum has marked the pages of the table as visible to all. Each
change takes the mark from a page, and so from some fifty standings next to it: of 100,000 milestones, after
500 changes a quarter of what a count reads was read from the table. A fifth of three million rows is years
of changes. Vacuuming after a few changes is cheap: while fewer than a fiftieth of the pages have dead rows,
PostgreSQL leaves the indexes alone.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

STANDINGS = "milestones_standing"
SETTINGS = {
    "autovacuum_vacuum_scale_factor": 0,
    "autovacuum_vacuum_threshold": 1000,
    "autovacuum_vacuum_insert_scale_factor": 0,
    "autovacuum_vacuum_insert_threshold": 1000,
}


def set_them(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        settings = ", ".join(f"{name} = {value}" for name, value in SETTINGS.items())
        schema_editor.execute(f"ALTER TABLE {STANDINGS} SET ({settings})")


def reset_them(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {STANDINGS} RESET ({', '.join(SETTINGS)})")


class Migration(migrations.Migration):
    dependencies = [("milestones", "0030_pairs_differ_in_order")]

    operations = [migrations.RunPython(set_them, reset_them)]
