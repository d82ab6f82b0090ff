"""The database itself: its guards, its storage and its references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection

from milestones.models import Deadline, PairStatus, ProposalDecision, Seal, Standing
from milestones.models.seal import SEALED
from milestones.verification.common import Finding

_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def guards() -> Iterator[Finding]:
    """The triggers that keep the record append-only, dates exact and standings apart are there."""
    there = triggers()
    for table, guard in expected_guards():
        if guard not in there:
            what = f"the trigger {guard} is missing or disabled"
            yield Finding("guards", table, what)


def triggers() -> set[str]:
    """The names of the triggers that are there and enabled."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def expected_guards() -> Iterator[tuple[str, str]]:
    """The table and the name of each guard (see migrations 0002, 0003, 0017 to 0019 and 0021)."""
    models: list[Any] = [*map(apps.get_model, SEALED), PairStatus, Seal, Seal.previous.through]
    for model in models:
        for event in ("update", "delete"):
            yield model._meta.db_table, f"{model._meta.db_table}_no_{event}"
    for model in (Deadline, PairStatus, Standing):
        for event in ("insert", "update"):
            yield model._meta.db_table, f"{model._meta.db_table}_last_day_{event}"
    for model, guard in (
        (Standing, "insert"),
        (Standing, "update"),
        (PairStatus, "no_insert"),
        (ProposalDecision, "by_another"),
    ):
        yield model._meta.db_table, f"{model._meta.db_table}_{guard}"


def storage() -> Iterator[Finding]:
    """SQLite's own check of its file; PostgreSQL's tool for it is pg_amcheck."""
    if connection.vendor == "sqlite":
        for (what,) in _pragma("integrity_check"):
            if what != "ok":
                yield Finding("storage", "the database's file", what)


def references() -> Iterator[Finding]:
    """Every row that another refers to is there; on PostgreSQL its constraints see to it."""
    if connection.vendor == "sqlite":
        for table, row, parent, _number in _pragma("foreign_key_check"):
            what = f"refers to a row of {parent} that is not there"
            yield Finding("references", f"{table}, row {row}", what)


def _pragma(name: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
