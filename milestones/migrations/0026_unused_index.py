"""No query looks for the changes of a day any more: whoever writes finds them by what they count."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("milestones", "0025_current_counts")]

    operations = [
        migrations.RemoveIndex(model_name="countchange", name="count_changes_of_a_day"),
    ]
