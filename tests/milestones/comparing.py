"""Two days compared, as a reader asks for it; and statuses to be recorded between them."""

from __future__ import annotations

from django.test import Client

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from tests.downloads import rows_in_csv
from tests.milestones.recording import COMPLETED, INITIATED, LATER, record

SINCE_THE_REPORT = "from=2006-06-15&to=2006-09-01"


def record_later() -> None:
    """Statuses recorded after the report: of each kind of change one."""
    moved = ImpreciseDate.month(2008, 3)
    record(LATER, StatusLine(Pair.ALL, Status.DELAYED, revised=moved), code="TS-1.2")
    record(LATER, COMPLETED, code="TS-1.3")
    apart = StatusLine(Pair.US_CN, Status.COMPLETED), StatusLine(Pair.US_MX, Status.INITIATED)
    record(LATER, *apart, code="TS-1.1")  # the roll-up stays initiated
    line = StatusLine(Pair.ALL, Status.DELAYED, "Delayed to December 2007", moved)
    record(LATER, line, code="BP-3.1")
    record(LATER, StatusLine(Pair.ALL, Status.INITIATED, "Initiated, a first part done"))
    record(LATER, INITIATED, code="TS-1.5")  # just as before


def in_csv(client: Client, query: str = "") -> list[dict[str, str]]:
    return rows_in_csv(client, f"/changes.csv?{query}")


def codes(client: Client, query: str = "") -> list[str]:
    return [row["code"] for row in in_csv(client, query)]


def page(client: Client, query: str = "", status: int = 200, language: str = "en") -> str:
    response = client.get(f"/{language}/changes/?{query}")
    assert response.status_code == status, response.content
    return " ".join(response.content.decode().split())
