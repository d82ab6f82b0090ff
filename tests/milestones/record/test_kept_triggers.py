"""A migration that rebuilds a table on SQLite keeps the triggers of all tables."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.db.migrations import AlterField
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation

from milestones.migrations._triggers import keeping_triggers
from tests.database_copy import at_once

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("copied_database"),
    pytest.mark.both_databases,
]

LONGER_WORDING = AlterField("deadline", "wording", models.CharField(max_length=400))


def triggers() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
            if connection.vendor == "sqlite"
            else "SELECT tgname, tgrelid::regclass::text, tgenabled::text FROM pg_trigger "
            "WHERE NOT tgisinternal ORDER BY tgname"
        )
        rows: list[tuple[str, ...]] = cursor.fetchall()
    return rows


def migrate(*operations: Operation) -> None:
    """Execute these operations, forwards and back again, each time in a transaction."""
    before = MigrationExecutor(connection).loader.project_state()
    states = [before]
    for operation in operations:
        states.append(states[-1].clone())
        operation.state_forwards("milestones", states[-1])
    steps = list(zip(operations, states, states[1:], strict=False))
    with connection.schema_editor() as editor:
        for operation, old, new in steps:
            operation.database_forwards("milestones", editor, old, new)
    with connection.schema_editor() as editor:
        for operation, old, new in reversed(steps):
            operation.database_backwards("milestones", editor, new, old)


def test_triggers_are_kept() -> None:
    def kept() -> bool:
        before = triggers()
        migrate(*keeping_triggers(LONGER_WORDING))
        return len(before) > 80 and triggers() == before

    assert at_once(kept) == [True]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps them by itself.")
def test_without_it_they_are_lost() -> None:
    def lost() -> set[str]:
        before = triggers()
        migrate(LONGER_WORDING)
        return {table for _name, table, _sql in set(before) - set(triggers())}

    assert at_once(lost) == [{"milestones_deadline"}]
