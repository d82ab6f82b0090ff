"""Which milestones stand alike is read in one pass."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0008_search_text"),
        ("priorities", "0002_editors_and_history"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("until_date", None)),
                fields=[
                    "due_under",
                    "last_due",
                    "area",
                    "status",
                    "slipped",
                    "differ",
                    "pair",
                    "milestone",
                ],
                name="alike_now",
            ),
        ),
    ]
