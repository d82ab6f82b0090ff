"""Two days compared, as a reader asks for it; and statuses to be recorded between them."""

from __future__ import annotations

import datetime as dt

from django.test import Client

from milestones.actions import StatusLine, StatusUpdateInput, record_status
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone
from tests.downloads import rows_in_csv
from tests.milestones.recording import LATER

SINCE_THE_REPORT = "from=2006-06-15&to=2006-09-01"


def record(code: str, *lines: StatusLine, as_of: dt.date = LATER, reason: str = "") -> None:
    record_status(StatusUpdateInput(Milestone.objects.get(code=code), as_of, lines, reason))


def record_later() -> None:
    """Statuses recorded after the report: of each kind of change one."""
    record("TS-1.2", StatusLine(Pair.ALL, Status.DELAYED, "Delayed", ImpreciseDate.month(2008, 3)))
    record("TS-1.3", StatusLine(Pair.ALL, Status.COMPLETED))
    record(
        "TS-1.1",  # the roll-up stays initiated
        StatusLine(Pair.US_CN, Status.COMPLETED),
        StatusLine(Pair.US_MX, Status.INITIATED),
    )
    moved = ImpreciseDate.month(2008, 3)
    record("BP-3.1", StatusLine(Pair.ALL, Status.DELAYED, "Delayed to December 2007", moved))
    record("TS-1.4", StatusLine(Pair.ALL, Status.INITIATED, "Initiated, a first part done"))
    record("TS-1.5", StatusLine(Pair.ALL, Status.INITIATED, "Initiated"))  # just as before


def in_csv(client: Client, query: str = "") -> list[dict[str, str]]:
    return rows_in_csv(client, f"/changes.csv?{query}")


def codes(client: Client, query: str = "") -> list[str]:
    return [row["code"] for row in in_csv(client, query)]


def page(client: Client, query: str = "", status: int = 200, language: str = "en") -> str:
    response = client.get(f"/{language}/changes/?{query}")
    assert response.status_code == status, response.content
    return " ".join(response.content.decode().split())
