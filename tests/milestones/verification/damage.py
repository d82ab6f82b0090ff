"""Damage done to the store behind the tracker's back, by somebody who may do anything in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from milestones.verification import find


def named() -> list[str]:
    """What is found wrong, but for guards."""
    return [str(finding) for finding in find() if finding.check != "guards"]


def damage(statement: str, *values: int | str) -> None:
    """Execute a statement while no trigger keeps watch."""
    with _without_triggers(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def _without_triggers() -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What is still to be checked at the end of the transaction is checked first.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)
