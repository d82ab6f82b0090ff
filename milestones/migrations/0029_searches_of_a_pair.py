"""Counts of a search are of one pair at a time: the index that has them begins with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("milestones", "0026_unused_index")]

    operations = [
        migrations.RemoveIndex(model_name="standing", name="alike_now"),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=[
                    *("pair", "due_under", "last_due", "area", "status", "slipped"),
                    *("differ", "contradictory", "delivery", "milestone"),
                ],
                condition=models.Q(until_date=None),
                name="alike_now",
            ),
        ),
    ]
