"""Sessions know whose they are (everybody logs in again), and the secrets of second factors are
encrypted."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from spp_tracker.accounts.encryption import decrypt_all, encrypt_all


def encrypt(apps: Any, schema_editor: Any) -> None:
    encrypt_all(_authenticators(apps, schema_editor))


def decrypt(apps: Any, schema_editor: Any) -> None:
    decrypt_all(_authenticators(apps, schema_editor))


def _authenticators(apps: Any, schema_editor: Any) -> Any:
    return apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)


def end_former_sessions(apps: Any, schema_editor: Any) -> None:
    sessions = apps.get_model("sessions", "Session").objects
    sessions.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("spp_tracker", "0001_cache"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        verbose_name="session key",
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("last_used", models.DateTimeField()),
                ("address", models.GenericIPAddressField(null=True)),
                ("browser", models.CharField(max_length=200)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.RunPython(end_former_sessions, migrations.RunPython.noop),
        migrations.RunPython(encrypt, decrypt),
    ]
