"""The record is sealed, and the database refuses more: dates that do not end their period, and
changes to the history of reference data and to the seals.

What is on record already is sealed here. The guards of dates are triggers rather than constraints:
SQLite would rebuild its largest tables for a constraint, and a row that is wrong already (which
``manage.py verify`` names) would stop the migration.
"""

import django.utils.timezone
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from milestones.actions.sealing import seal_keys

LABELS = (
    *("priorities.Plan", "milestones.StatusReport"),
    *("milestones.StatusUpdate", "milestones.Withdrawal", "milestones.UpdateWithdrawal"),
    *(f"priorities.Historical{name}" for name in ("Goal", "PriorityArea", "Initiative")),
    *(f"milestones.Historical{name}" for name in ("Milestone", "Deadline")),
)

HISTORY = (
    *(f"priorities_historical{name}" for name in ("goal", "priorityarea", "initiative")),
    *(f"milestones_historical{name}" for name in ("milestone", "deadline")),
)
SEALS = ("milestones_seal", "milestones_seal_previous")
REVISED = ("revised_date", "revised_precision")
DATES = {
    "milestones_deadline": ("date", "precision"),
    "milestones_pairstatus": REVISED,
    "milestones_standing": REVISED,
}
"""Tables with an imprecise date: the columns of its day and its precision."""

HISTORY_STAYS = "The history of reference data is never changed or deleted."
SEALS_STAY = "Seals are never changed or deleted."
LAST_DAY = "A date known to the month, season or year is stored as the last day of it."

REFUSE = "milestones_refuse"
"""The function that refuses on PostgreSQL, with the message that it is given."""

ENDS_ITS_PERIOD = """
    {is_a_day} AND CASE NEW.{precision}
        WHEN 'month' THEN {tomorrow} = 1
        WHEN 'season' THEN {tomorrow} = 1 AND {month} IN (2, 5, 8, 11)
        WHEN 'year' THEN {tomorrow} = 1 AND {month} = 12
        ELSE true
    END
"""
ON_SQLITE = {
    "tomorrow": "CAST(strftime('%d', NEW.{date}, '+1 day') AS integer)",
    "month": "CAST(strftime('%m', NEW.{date}) AS integer)",
    "is_a_day": "date(NEW.{date}, '+0 days') IS NEW.{date}",
}
ON_POSTGRESQL = {
    "tomorrow": "extract(day FROM NEW.{date} + 1)",
    "month": "extract(month FROM NEW.{date})",
    "is_a_day": "true",
}


def _guards(*, on_postgresql: bool) -> list[tuple[str, str, str, str, str]]:
    """Name, event, table, condition and message of each guard."""
    stay = [
        (f"{table}_no_{event.lower()}", event, table, "true", message)
        for tables, message in ((HISTORY, HISTORY_STAYS), (SEALS, SEALS_STAY))
        for table in tables
        for event in ("UPDATE", "DELETE")
    ]
    dialect = ON_POSTGRESQL if on_postgresql else ON_SQLITE
    dated = [
        (
            f"{table}_last_day_{event.lower()}",
            f"UPDATE OF {date}, {precision}" if event == "UPDATE" else event,
            table,
            f"NOT ({ENDS_ITS_PERIOD.format(precision=precision, **dialect).format(date=date)})",
            LAST_DAY,
        )
        for table, (date, precision) in DATES.items()
        for event in ("INSERT", "UPDATE")
    ]
    return stay + dated


def put_up(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    if on_postgresql:
        schema_editor.execute(
            f"CREATE FUNCTION {REFUSE}() RETURNS trigger LANGUAGE plpgsql "
            "SET search_path FROM CURRENT AS $$ BEGIN "
            "RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], "
            "ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for name, event, table, condition, message in _guards(on_postgresql=on_postgresql):
        does = (
            f"EXECUTE FUNCTION {REFUSE}('{message}')"
            if on_postgresql
            else f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW "
            f"WHEN ({condition}) {does}"
        )


def take_down(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, _event, table, _condition, _message in _guards(on_postgresql=on_postgresql):
        schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if on_postgresql else ""))
    if on_postgresql:
        schema_editor.execute(f"DROP FUNCTION {REFUSE}()")


def seal_what_is_there(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    for label in LABELS:
        rows = apps.get_model(label)._base_manager.order_by("pk")
        seal_keys(apps, label, rows.values_list("pk", flat=True).iterator())


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0017_withdrawn_updates_and_names"),
        ("priorities", "0003_translations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verified_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finding_count", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "verification",
                "verbose_name_plural": "verifications",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sealed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("contents", models.JSONField()),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "previous",
                    models.ManyToManyField(related_name="following", to="milestones.seal"),
                ),
            ],
            options={
                "verbose_name": "seal",
                "verbose_name_plural": "seals",
            },
        ),
        migrations.RunPython(put_up, take_down),
        migrations.RunPython(seal_what_is_there, migrations.RunPython.noop),
    ]
