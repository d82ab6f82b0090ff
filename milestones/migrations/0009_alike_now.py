"""Which milestones stand alike is read in one pass, and lists in their order without a row of the
table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0008_search_text"),
        ("priorities", "0002_editors_and_history"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="standing",
            name="in_document_order",
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("until_date", None)),
                fields=[
                    "pair",
                    "due_under",
                    "last_due",
                    "area",
                    "status",
                    "slipped",
                    "differ",
                    "milestone",
                ],
                name="alike_now",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["pair", "position", "from_date", "until_date", "milestone"],
                name="in_document_order",
            ),
        ),
    ]
