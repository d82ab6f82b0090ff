"""Counts are kept as their changes from day to day, so that no page counts all standings anew."""

from importlib import import_module

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

versions = import_module("milestones.migrations.0004_data_version")

TABLE = "milestones_countchange"

ALIKE = "pair, {day}, area_id, status, due_under, last_due, slipped, differ"
FILL = f"""
INSERT INTO {TABLE}
    (pair, day, area_id, status, due_under, last_due, slipped, differ, change)
SELECT pair, day, area_id, status, due_under, last_due, slipped, differ, SUM(change)
FROM (
    SELECT {ALIKE.format(day="from_date AS day")}, 1 AS change FROM milestones_standing
    UNION ALL
    SELECT {ALIKE.format(day="until_date")}, -1 FROM milestones_standing
    WHERE until_date IS NOT NULL
) AS changes
GROUP BY pair, day, area_id, status, due_under, last_due, slipped, differ
HAVING SUM(change) <> 0
"""
STATUSES = [
    ("planned", "Planned"),
    ("delayed", "Delayed"),
    ("initiated", "Initiated"),
    ("on_track", "On track"),
    ("partially_completed", "Partially completed"),
    ("completed_ongoing", "Completed / ongoing"),
    ("completed", "Completed"),
]
PAIRS = [("ALL", "All parties"), ("US-CN", "Canada–U.S."), ("US-MX", "Mexico–U.S.")]


def count_versions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor, table: str = TABLE) -> None:
    """Whatever is written here is a new data version, as in every table that pages read."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    each, does = (
        ("STATEMENT", f"EXECUTE FUNCTION {versions.MARK}()")
        if on_postgresql
        else ("ROW", f"BEGIN {versions.ON_SQLITE} END")
    )
    for event in _events(on_postgresql=on_postgresql):
        schema_editor.execute(
            f"CREATE TRIGGER {table}_counts_{event.lower()} AFTER {event} ON {table} "
            f"FOR EACH {each} {does}"
        )


def count_versions_no_more(
    apps: Apps, schema_editor: BaseDatabaseSchemaEditor, table: str = TABLE
) -> None:
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for event in _events(on_postgresql=on_postgresql):
        where = f" ON {table}" if on_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {table}_counts_{event.lower()}{where}")


def _events(*, on_postgresql: bool) -> list[str]:
    return ["INSERT", "UPDATE", "DELETE", *(["TRUNCATE"] if on_postgresql else [])]


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0006_wide_standings"),
        ("priorities", "0002_editors_and_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pair", models.CharField(choices=PAIRS, max_length=5, verbose_name="pair")),
                ("day", models.DateField(verbose_name="from")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="priorities.priorityarea",
                    ),
                ),
                (
                    "status",
                    models.CharField(choices=STATUSES, max_length=20, verbose_name="status"),
                ),
                ("due_under", models.TextField(blank=True)),
                ("last_due", models.DateField(blank=True, null=True)),
                ("slipped", models.BooleanField()),
                ("differ", models.BooleanField()),
                ("change", models.IntegerField()),
            ],
            options={
                "verbose_name": "change of a count",
                "verbose_name_plural": "changes of counts",
                "indexes": [
                    models.Index(
                        fields=[
                            *("pair", "due_under", "last_due", "area", "status"),
                            *("slipped", "differ", "day", "change"),
                        ],
                        name="count_changes_summed",
                    ),
                    models.Index(fields=["day"], name="count_changes_of_a_day"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(change=0), name="a_count_changes"),
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunPython(count_versions, count_versions_no_more),
        migrations.RemoveIndex(model_name="standing", name="counts_of_now"),
        migrations.RemoveIndex(model_name="standing", name="counts_of_a_day"),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["pair", "due_under", "position", "from_date", "until_date", "milestone"],
                name="in_order_by_deadline",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(slipped=True),
                fields=["pair", "slip_months", "position", "from_date", "until_date"],
                name="put_off_furthest",
            ),
        ),
    ]
