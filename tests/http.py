"""Asking for answers as whoever keeps them does."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client


def fetch(client: Client, address: str, **headers: str) -> Any:
    """An answer, read to its end; first, what PostgreSQL does at the end of a transaction."""
    connection.check_constraints()
    answer = client.get(address, headers=headers)
    answer.getvalue()
    return answer


def etag(client: Client, address: str = "/milestones.json") -> str:
    answer = fetch(client, address)
    assert answer.status_code == 200
    tag: str = answer["ETag"]
    return tag
