"""The searched words have the French and Spanish names of the areas, and a reason its new label."""

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from milestones.search import searchable

counts = import_module("milestones.migrations.0007_counts_of_standings")

TABLE = "priorities_historicalgoal"
TEXTS = (
    "text",
    "plan_text",
    "initiative__text",
    "initiative__area__name",
    "initiative__area__name_fr",
    "initiative__area__name_es",
)
BATCH = 1000


def index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Index what is on record already."""
    model = apps.get_model("milestones", "SearchText")
    rows = apps.get_model("milestones", "Milestone").objects.order_by("pk")
    columns = rows.values_list("pk", *TEXTS, "code", "initiative__code")

    def made() -> Iterator[Any]:
        for pk, *values in columns.iterator(BATCH):
            texts, codes = values[: len(TEXTS)], values[len(TEXTS) :]
            words = searchable(dict.fromkeys(filter(None, texts)), codes)
            yield model(milestone_id=pk, words=words)

    model.objects.bulk_create(
        made(),
        BATCH,
        update_conflicts=True,
        unique_fields=["milestone"],
        update_fields=["words"],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0014_published_address"),
        ("priorities", "0003_translations"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reminder",
            name="concern",
            field=models.CharField(
                choices=[
                    ("overdue", "Overdue"),
                    ("contradictory", "On track, but past deadline"),
                    ("due_soon", "Due soon"),
                    ("not_updated", "Not updated since the last edition"),
                ],
                max_length=13,
            ),
        ),
        migrations.RunPython(index, migrations.RunPython.noop),
        migrations.RunPython(
            partial(counts.count_versions, table=TABLE),
            partial(counts.count_versions_no_more, table=TABLE),
        ),
    ]
