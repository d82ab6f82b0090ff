"""While the file of a SQLite database is damaged, no answer pretends that all is well."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from sqlite3 import dbapi2
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("copied_database")]

PAGE = 4096


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the database, which threads that are started meanwhile see."""
    if connection.vendor != "sqlite":
        pytest.skip("What is damaged is a file.")
    usual = connections.settings["default"]
    copy = tmp_path / "damaged.sqlite3"
    copy.write_bytes(Path(str(usual["NAME"])).read_bytes())
    monkeypatch.setitem(connections.settings, "default", {**usual, "NAME": str(copy)})
    opened: list[dbapi2.Connection] = []
    connect = dbapi2.connect

    def note_opened(*arguments: Any, **options: Any) -> dbapi2.Connection:
        opened.append(connect(*arguments, **options))
        return opened[-1]

    monkeypatch.setattr(dbapi2, "connect", note_opened)
    yield copy
    # Django does not close a connection whose first statement fails.
    for one in opened:
        one.close()


def statuses(*addresses: str) -> list[tuple[int, str, str]]:
    """The status, type and ``Retry-After`` of each."""

    def ask() -> list[tuple[int, str, str]]:
        client = Client()
        answers = [client.get(address) for address in addresses]
        return [
            (answer.status_code, answer["Content-Type"], answer.get("Retry-After", ""))
            for answer in answers
        ]

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask).result()


@pytest.mark.parametrize("kept", [0, 1])
def test_every_kind_of_address_says_so(file: Path, kept: int) -> None:
    """Without its first page it is not a database; without the others it is malformed."""
    content = file.read_bytes()
    file.write_bytes(content[: kept * PAGE] + b"damaged " * (len(content) // 8 - kept * PAGE // 8))
    assert statuses("/en/", "/milestones.csv", "/milestones.json", "/changes.atom") == [
        (503, "text/html; charset=utf-8", "30"),
        (503, "text/plain; charset=utf-8", "30"),
        (503, "application/json", "30"),
        (503, "text/plain; charset=utf-8", "30"),
    ]
    assert statuses("/readyz") == [(503, "text/plain; charset=utf-8", "")]
