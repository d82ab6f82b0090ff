"""The counts of now have a table of their own, so that no page sums all changes for them."""

from importlib import import_module

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

counts = import_module("milestones.migrations.0007_counts_of_standings")
delivered = import_module("milestones.migrations.0012_late_and_delivered")

TABLE = "milestones_currentcount"
FILL = f"""
INSERT INTO {TABLE} ({delivered.ALIKE}, milestones)
SELECT {delivered.ALIKE}, SUM(change) FROM {counts.TABLE}
GROUP BY {delivered.ALIKE} HAVING SUM(change) <> 0
"""


def count_versions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    counts.count_versions(apps, schema_editor, TABLE)


def count_versions_no_more(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    counts.count_versions_no_more(apps, schema_editor, TABLE)


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0024_earlier_revised_dates"),
        ("priorities", "0002_editors_and_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="CurrentCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pair", models.CharField(choices=counts.PAIRS, max_length=5, verbose_name="pair")),
                (
                    "status",
                    models.CharField(choices=counts.STATUSES, max_length=20, verbose_name="status"),
                ),
                ("due_under", models.TextField(blank=True)),
                ("last_due", models.DateField(blank=True, null=True)),
                ("slipped", models.BooleanField()),
                ("differ", models.BooleanField()),
                ("contradictory", models.BooleanField()),
                (
                    "delivery",
                    models.CharField(blank=True, choices=delivered.DELIVERIES, max_length=7),
                ),
                ("milestones", models.IntegerField()),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="priorities.priorityarea",
                    ),
                ),
            ],
            options={
                "verbose_name": "current count",
                "verbose_name_plural": "current counts",
                "indexes": [
                    models.Index(
                        fields=[
                            *("pair", "due_under", "last_due", "area", "status", "slipped"),
                            *("differ", "contradictory", "delivery", "milestones"),
                        ],
                        name="current_counts_summed",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("milestones", 0), _negated=True),
                        name="a_count_is_not_zero",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunPython(count_versions, count_versions_no_more),
    ]
