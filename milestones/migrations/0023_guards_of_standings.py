"""The guard of standings asks only the standing before and the one after.

It read all standings of the milestone and pair for each row, so writing took longer with every
update on record. If none overlap so far, a new one overlaps some only if it overlaps one of those
two.
"""

from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

guards = import_module("milestones.migrations.0002_guards")

OF_THE_SAME = f"""
    FROM {guards.STANDING} other
    WHERE other.milestone_id = NEW.milestone_id AND other.pair = NEW.pair
"""
OVERLAPS = f"""
    EXISTS (SELECT 1 FROM (
        SELECT other.until_date {OF_THE_SAME} AND other.from_date < NEW.from_date
        ORDER BY other.from_date DESC LIMIT 1
    ) AS before WHERE before.until_date IS NULL OR before.until_date > NEW.from_date)
    OR EXISTS (SELECT 1 FROM (
        SELECT other.from_date {OF_THE_SAME} AND other.from_date > NEW.from_date
        ORDER BY other.from_date LIMIT 1
    ) AS later WHERE NEW.until_date IS NULL OR NEW.until_date > later.from_date)
"""
OVERLAPPED = f"EXISTS ({guards.OVERLAP})"
"""The condition so far."""


def _replace(schema_editor: BaseDatabaseSchemaEditor, condition: str) -> None:
    for event in ("INSERT", "UPDATE"):
        name = f"{guards.STANDING}_{event.lower()}"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
                f"SET search_path FROM CURRENT AS $$ BEGIN IF {condition} THEN "
                f"RAISE EXCEPTION '{guards.NO_OVERLAP}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
            )
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")
            schema_editor.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {guards.STANDING} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{guards.NO_OVERLAP}'); END"
            )


def ask_neighbours(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _replace(schema_editor, OVERLAPS)


def ask_all(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _replace(schema_editor, OVERLAPPED)


class Migration(migrations.Migration):
    dependencies = [("milestones", "0022_temporary_passwords")]

    operations = [migrations.RunPython(ask_neighbours, ask_all)]
