"""Two days compared, as a reader asks for it; and statuses to be recorded between them."""

from __future__ import annotations

from django.test import Client

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from tests.downloads import rows_in_csv
from tests.milestones.factories import milestone
from tests.milestones.recording import COMPLETED, INITIATED, LATER

SINCE_THE_REPORT = "from=2006-06-15&to=2006-09-01"


def record_later() -> None:
    """Statuses recorded after the report: of each kind of change one."""
    moved = ImpreciseDate.month(2008, 3)
    changes: dict[str, list[StatusLine]] = {
        "TS-1.2": [StatusLine(Pair.ALL, Status.DELAYED, revised=moved)],
        "TS-1.3": [COMPLETED],
        # The roll-up stays initiated.
        "TS-1.1": [
            StatusLine(Pair.US_CN, Status.COMPLETED),
            StatusLine(Pair.US_MX, Status.INITIATED),
        ],
        "BP-3.1": [StatusLine(Pair.ALL, Status.DELAYED, "Delayed to December 2007", moved)],
        "TS-1.4": [StatusLine(Pair.ALL, Status.INITIATED, "Initiated, a first part done")],
        # Just as before.
        "TS-1.5": [INITIATED],
    }
    record_statuses(
        StatusUpdateInput(milestone(code), LATER, lines) for code, lines in changes.items()
    )


def in_csv(client: Client, query: str = "") -> list[dict[str, str]]:
    return rows_in_csv(client, f"/changes.csv?{query}")


def codes(client: Client, query: str = "") -> list[str]:
    return [row["code"] for row in in_csv(client, query)]


def page(client: Client, query: str = "", status: int = 200, language: str = "en") -> str:
    response = client.get(f"/{language}/changes/?{query}")
    assert response.status_code == status, response.content
    return " ".join(response.content.decode().split())
