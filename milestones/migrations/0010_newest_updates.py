"""The feed finds its newest entries without sorting all of them."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0009_alike_now"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="statusupdate",
            index=models.Index(fields=["-recorded_at", "-as_of", "-id"], name="newest_updates"),
        ),
    ]
