"""The page of both pairs reads only milestones whose pairs differ, not all that come before them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("milestones", "0029_attention_counts")]

    operations = [
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["pair", "position", "from_date", "until_date"],
                condition=models.Q(differ=True),
                name="pairs_differ_in_order",
            ),
        ),
    ]
