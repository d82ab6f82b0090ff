"""What needs attention on a day is counted from standings that are alike, which are kept counted."""

from importlib import import_module
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

counts = import_module("milestones.migrations.0007_counts_of_standings")

TABLE = "milestones_attentioncount"
ALIKE = (
    "pair, from_date, until_date, status, last_due, first_due, revised_date, previous_status, "
    "status_us_cn, status_us_mx, differ, contradictory, slipped_again"
)
FILL = f"""
INSERT INTO {TABLE} ({ALIKE}, standings)
SELECT {ALIKE}, COUNT(*) FROM milestones_standing GROUP BY {ALIKE}
"""


def count_versions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    counts.count_versions(apps, schema_editor, TABLE)


def count_versions_no_more(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    counts.count_versions_no_more(apps, schema_editor, TABLE)


def status(**options: Any) -> Any:
    return models.CharField(choices=counts.STATUSES, max_length=20, **options)


class Migration(migrations.Migration):
    dependencies = [("milestones", "0028_counts_of_a_search")]

    operations = [
        migrations.CreateModel(
            name="AttentionCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pair", models.CharField(choices=counts.PAIRS, max_length=5, verbose_name="pair")),
                ("status", status(verbose_name="status")),
                ("last_due", models.DateField(blank=True, null=True)),
                ("differ", models.BooleanField()),
                ("contradictory", models.BooleanField()),
                ("from_date", models.DateField(verbose_name="from")),
                ("until_date", models.DateField(blank=True, null=True, verbose_name="until")),
                ("first_due", models.DateField(blank=True, null=True)),
                (
                    "revised_date",
                    models.DateField(blank=True, null=True, verbose_name="revised deadline"),
                ),
                ("previous_status", status(null=True)),
                ("status_us_cn", status(null=True)),
                ("status_us_mx", status(null=True)),
                ("slipped_again", models.BooleanField()),
                ("standings", models.IntegerField()),
            ],
            options={
                "verbose_name": "count for attention",
                "verbose_name_plural": "counts for attention",
                "indexes": [
                    models.Index(
                        fields=[
                            *("pair", "from_date", "until_date", "status", "last_due"),
                            *("first_due", "revised_date", "previous_status", "status_us_cn"),
                            *("status_us_mx", "differ", "contradictory", "slipped_again"),
                            "standings",
                        ],
                        name="attention_counts_summed",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("standings", 0), _negated=True),
                        name="an_attention_count_is_not_zero",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunPython(count_versions, count_versions_no_more),
    ]
