"""An import that is killed at any point leaves all or nothing.

``KILLS`` in the environment says how many imports are killed, at points spread over the time that
one takes.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from milestones.actions import rebuild_standings
from milestones.models import Milestone, Standing
from tests.database_copy import at_once
from tests.milestones.imports.report.editions import LATER
from tests.milestones.imports.report.killing import Importer
from tests.milestones.imports.test_seed import everything

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("copied_database"),
    pytest.mark.both_databases,
]


KILLS = int(os.environ.get("KILLS", "10"))

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "second.txt"
    path.write_text(LATER, "utf-8")
    return path


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes a database that is as it was before, and lets threads see that one."""
    original = connections.settings["default"]
    name = str(tmp_path / "killed.sqlite3") if connection.vendor == "sqlite" else "killed"

    def make() -> str:
        if connection.vendor == "sqlite":
            _copy_file(original["NAME"], name)
        else:
            _on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            _on_server(f'CREATE DATABASE {name} TEMPLATE "{original["NAME"]}"')
        connections.settings["default"] = {**original, "NAME": name}
        return name

    yield make
    connections.settings["default"] = original
    if connection.vendor != "sqlite":
        _on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _copy_file(source: str, name: str) -> None:
    for path in Path(name).parent.glob(f"{Path(name).name}*"):
        path.unlink()
    with closing(sqlite3.connect(source)) as known, closing(sqlite3.connect(name)) as copy:
        known.backup(copy)


def _on_server(statement: str, *values: str) -> list[Any]:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def wait_for_the_server(name: str) -> None:
    """The server notices after a moment that the other side is gone."""
    still_there = "SELECT 1 FROM pg_stat_activity WHERE datname = %s"
    while connection.vendor != "sqlite" and _on_server(still_there, name):
        time.sleep(0.01)


def standings() -> list[Any]:
    columns = ("milestone", "pair", "from_date", "until_date", "status", "revised_date")
    return list(Standing.objects.order_by(*columns[:3]).values_list(*columns))


def found() -> tuple[Rows, list[Any], list[Any]]:
    """Everything on record, where milestones stand, and where they stand if reckoned anew."""
    rows, before = everything(), standings()
    rebuild_standings(Milestone.objects.all())
    return rows, before, standings()


def counts(rows: Rows) -> dict[str, int]:
    return {label: len(entries) for label, entries in rows.items()}


def test_an_import_that_is_killed_leaves_all_or_nothing(
    fresh: Callable[[], str], document: Path
) -> None:
    outcomes: Counter[str] = Counter()
    with Importer() as importer:
        name = fresh()
        nothing, *_ = at_once(found)[0]
        start = time.monotonic()
        assert importer.run(name, document) == 0
        takes = time.monotonic() - start
        everything_new, whole, _ = at_once(found)[0]
        for kill in range(KILLS):
            name = fresh()
            after = 1.2 * takes * (kill + random.random()) / KILLS  # noqa: S311 - no secret
            ended = importer.run(name, document, after)
            wait_for_the_server(name)
            rows, stand, reckoned = at_once(found)[0]
            assert stand == reckoned
            if len(rows["milestones.StatusReport"]) == 1:
                assert (ended, rows) == (-signal.SIGKILL, nothing)
                outcomes["nothing"] += 1
            else:
                assert (counts(rows), stand) == (counts(everything_new), whole)
                outcomes["all"] += 1
    report = f"{KILLS} imports of {takes:.2f} s killed: {dict(outcomes)}"
    sys.stdout.write(f"{report}\n")
    assert outcomes["nothing"], report
