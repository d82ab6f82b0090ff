"""An index for what the revised date was on an earlier day, to count slips between two days."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0023_guards_of_standings"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("revised_date__isnull", False)),
                fields=["milestone", "pair", "from_date", "until_date", "revised_date"],
                name="earlier_revised_dates",
            ),
        ),
    ]
