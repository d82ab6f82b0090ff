"""Where an edition was published, and an index of the sentences that editions reworded."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0013_revised_dates"),
    ]

    operations = [
        # Nullable, so that SQLite adds the column in place: triggers name the table.
        migrations.AddField(
            model_name="statusreport",
            name="url",
            field=models.URLField(
                blank=True,
                max_length=500,
                null=True,
                validators=[django.core.validators.URLValidator(["http", "https"])],
                verbose_name="web address",
            ),
        ),
        migrations.AddIndex(
            model_name="statusupdate",
            index=models.Index(
                fields=["report", "milestone"],
                condition=~models.Q(sentence=""),
                name="reworded_sentences",
            ),
        ),
    ]
