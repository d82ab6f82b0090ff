"""Two days compared, as a reader asks for it; and statuses to be recorded between them."""

from __future__ import annotations

import datetime as dt

from django.test import Client

from milestones.actions import NewLine, NewUpdate, record_status
from milestones.models import Milestone
from tests.milestones.recording import LATER
from tests.reading import rows_in_csv

SINCE_THE_REPORT = "from=2006-06-15&to=2006-09-01"


def record(code: str, *lines: NewLine, as_of: dt.date = LATER, reason: str = "") -> None:
    record_status(NewUpdate(Milestone.objects.get(code=code), as_of, lines, reason))


def in_csv(client: Client, query: str = "") -> list[dict[str, str]]:
    return rows_in_csv(client, f"/changes.csv?{query}")


def codes(client: Client, query: str = "") -> list[str]:
    return [row["code"] for row in in_csv(client, query)]


def page(client: Client, query: str = "", status: int = 200, language: str = "en") -> str:
    response = client.get(f"/{language}/changes/?{query}")
    assert response.status_code == status, response.content
    return " ".join(response.content.decode().split())
