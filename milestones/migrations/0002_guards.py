"""What the database itself guards, beyond constraints: history is never changed, and a milestone
has one standing for each pair and day.

SQLite loses a table's triggers when a later migration rebuilds the table: such a migration must
run these operations again. The tests of append-only history and of constraints tell if it did not.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RECORD = (
    "milestones_statusupdate",
    "milestones_pairstatus",
    "milestones_statusreport",
    "priorities_plan",
)
LINE = "milestones_pairstatus"
STANDING = "milestones_standing"

APPEND_ONLY = "What is on record is never changed or deleted: record a correction instead."
NO_OVERLAP = "A milestone has one standing for each pair and day: reckon them anew."

OVERLAP = f"""
    SELECT 1 FROM {STANDING} other
    WHERE other.id <> NEW.id AND other.milestone_id = NEW.milestone_id AND other.pair = NEW.pair
    AND (other.until_date IS NULL OR other.until_date > NEW.from_date)
    AND (NEW.until_date IS NULL OR other.from_date < NEW.until_date)
"""


COUNTED = f"EXISTS (SELECT 1 FROM {STANDING} WHERE update_id = NEW.update_id)"
"""An update that milestones stand by is complete: no line joins it later."""


def _guards(record: tuple[str, ...]) -> list[tuple[str, str, str, str, str]]:
    """Name, event, table, message and condition of each guard."""
    return (
        [
            (f"{table}_no_{event.lower()}", event, table, APPEND_ONLY, "")
            for table in record
            for event in ("UPDATE", "DELETE")
        ]
        + [
            (f"{STANDING}_{event.lower()}", event, STANDING, NO_OVERLAP, f"EXISTS ({OVERLAP})")
            for event in ("INSERT", "UPDATE")
        ]
        + [(f"{LINE}_no_insert", "INSERT", LINE, APPEND_ONLY, COUNTED)]
    )


def put_up(
    _apps: Apps, schema_editor: BaseDatabaseSchemaEditor, record: tuple[str, ...] = RECORD
) -> None:
    for name, event, table, message, condition in _guards(record):
        # A new standing has its id, and has passed the constraints, only after it is there.
        moment = "AFTER" if table == STANDING else "BEFORE"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN "
                f"IF {condition or 'true'} THEN RAISE EXCEPTION '{message}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                "RETURN NEW; END $$ LANGUAGE plpgsql"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} {moment} {event} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
        else:
            when = f"WHEN {condition}" if condition else ""
            schema_editor.execute(
                f"CREATE TRIGGER {name} {moment} {event} ON {table} {when} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )


def take_down(
    _apps: Apps, schema_editor: BaseDatabaseSchemaEditor, record: tuple[str, ...] = RECORD
) -> None:
    for name, _event, table, _message, _condition in _guards(record):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("milestones", "0001_initial")]

    operations = [migrations.RunPython(put_up, take_down)]
