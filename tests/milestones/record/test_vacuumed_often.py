"""PostgreSQL vacuums standings after few changes, so that counts go on to read only indexes."""

import pytest
from django.db import connection

from milestones.models import Standing

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no versions of rows"),
]


def test_standings_are_vacuumed_after_a_thousand_changes_however_many_there_are() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reloptions FROM pg_class WHERE oid = %s::regclass", [Standing._meta.db_table]
        )
        (options,) = cursor.fetchone()

    assert dict(option.split("=") for option in options) == {
        "autovacuum_vacuum_scale_factor": "0",
        "autovacuum_vacuum_threshold": "1000",
        "autovacuum_vacuum_insert_scale_factor": "0",
        "autovacuum_vacuum_insert_threshold": "1000",
    }
