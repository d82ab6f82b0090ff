"""The table of the cache, in which all processes see which codes were used."""

from typing import Any

from django.core.management import call_command
from django.db import migrations


def create_table(_apps: Any, schema_editor: Any) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunPython(create_table, migrations.RunPython.noop)]
