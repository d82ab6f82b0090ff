"""Of a session's key the database has a digest only. Those that had the key itself end."""

from typing import Any

from django.db import migrations, models


def end_sessions(apps: Any, schema_editor: Any) -> None:
    sessions = apps.get_model("spp_tracker", "Session").objects
    sessions.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("spp_tracker", "0002_accounts")]

    operations = [
        migrations.RunPython(end_sessions, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="session",
            name="session_key",
            field=models.CharField(max_length=64, primary_key=True, serialize=False),
        ),
    ]
