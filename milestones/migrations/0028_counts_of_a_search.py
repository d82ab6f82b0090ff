"""The index that counts what a search finds now has all that the count reads."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("milestones", "0027_version_holds")]

    operations = [
        migrations.RemoveIndex(model_name="standing", name="alike_now"),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=[
                    *("due_under", "last_due", "area", "status", "slipped", "differ"),
                    *("contradictory", "delivery", "pair", "milestone", "until_date"),
                ],
                condition=models.Q(until_date=None),
                name="alike_now",
            ),
        ),
    ]
