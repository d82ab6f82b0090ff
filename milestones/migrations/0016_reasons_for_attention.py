"""What needs attention is counted in one pass, and editors are reminded of every reason for it."""

from django.db import migrations, models

CONCERNS = (
    "contradictory",
    "overdue",
    "slipped_again",
    "due_soon",
    "new_date_passed",
    "regressed",
    "pairs_apart",
    "not_updated",
)


class Migration(migrations.Migration):
    dependencies = [("milestones", "0015_translated_names")]

    operations = [
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("until_date", None)),
                fields=[
                    "pair",
                    "status",
                    "last_due",
                    "first_due",
                    "revised_date",
                    "from_date",
                    "previous_status",
                    "status_us_cn",
                    "status_us_mx",
                    "differ",
                    "contradictory",
                    "slipped_again",
                    "area",
                    "until_date",
                    "milestone",
                ],
                name="attention_now",
            ),
        ),
        migrations.RemoveConstraint(model_name="reminder", name="a_known_concern"),
        migrations.AlterField(
            model_name="reminder", name="concern", field=models.CharField(max_length=20)
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(concern__in=CONCERNS), name="a_known_concern"
            ),
        ),
    ]
