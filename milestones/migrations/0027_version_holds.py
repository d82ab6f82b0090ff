"""On PostgreSQL, whoever raises the data version waits for those that hold it.

A process that is asked for many responses at once holds the version for a few milliseconds, instead
of reading it for each of them (see ``spp_tracker/response_cache/version_hold.py``). A hold is a
shared advisory lock whose key is the number of the version's table.

SQLite needs none: there, a read costs next to nothing.
"""

from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

versions = import_module("milestones.migrations.0004_data_version")

WAITS = "milestones_wait_for_holds"
CREATE_FUNCTION = f"""
    CREATE FUNCTION {WAITS}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
        PERFORM pg_advisory_xact_lock(TG_RELID::bigint);
        RETURN NULL;
    END $$
"""
# Before any row is locked: nobody holds one while waiting for those who only read.
CREATE_TRIGGER = f"""
    CREATE TRIGGER {WAITS} BEFORE INSERT OR UPDATE OR DELETE ON {versions.VERSION}
    FOR EACH STATEMENT EXECUTE FUNCTION {WAITS}()
"""


def put_up(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE_FUNCTION)
        schema_editor.execute(CREATE_TRIGGER)


def take_down(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {WAITS} ON {versions.VERSION}")
        schema_editor.execute(f"DROP FUNCTION {WAITS}()")


class Migration(migrations.Migration):
    dependencies = [("milestones", "0026_unused_index")]

    operations = [migrations.RunPython(put_up, take_down)]
