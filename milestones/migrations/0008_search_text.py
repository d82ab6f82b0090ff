"""The words that milestones are searched by are kept folded, so that every database finds the same."""

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from milestones.search import searchable

counts = import_module("milestones.migrations.0007_counts_of_standings")

TABLE = "milestones_searchtext"
BATCH = 1000


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Index what is on record already."""
    model = apps.get_model("milestones", "SearchText")
    texts = ("text", "plan_text", "initiative__text", "initiative__area__name")
    rows = apps.get_model("milestones", "Milestone").objects.order_by("pk")
    columns = rows.values_list("pk", *texts, "code", "initiative__code")

    def made() -> Iterator[Any]:
        for pk, *values in columns.iterator(BATCH):
            words = searchable(dict.fromkeys(filter(None, values[:4])), values[4:])
            yield model(milestone_id=pk, words=words)

    model.objects.bulk_create(made(), BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0007_counts_of_standings"),
        ("priorities", "0002_editors_and_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "milestone",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="milestones.milestone",
                        verbose_name="milestone",
                    ),
                ),
                ("words", models.TextField(verbose_name="words")),
            ],
            options={
                "verbose_name": "searched words",
                "verbose_name_plural": "searched words",
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(
            partial(counts.count_versions, table=TABLE),
            partial(counts.count_versions_no_more, table=TABLE),
        ),
    ]
