"""What the tests of milestones start from, besides the real data."""

from __future__ import annotations

import pytest

from milestones.actions import NewLine
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from tests.milestones.changes import record


@pytest.fixture
def later(db: None) -> None:
    """Statuses recorded after the report: of each kind of change one."""
    record("TS-1.2", NewLine(Pair.ALL, Status.DELAYED, "Delayed", ImpreciseDate.month(2008, 3)))
    record("TS-1.3", NewLine(Pair.ALL, Status.COMPLETED))
    record(
        "TS-1.1",  # the roll-up stays initiated
        NewLine(Pair.US_CN, Status.COMPLETED),
        NewLine(Pair.US_MX, Status.INITIATED),
    )
    moved = ImpreciseDate.month(2008, 3)
    record("BP-3.1", NewLine(Pair.ALL, Status.DELAYED, "Delayed to December 2007", moved))
    record("TS-1.4", NewLine(Pair.ALL, Status.INITIATED, "Initiated, a first part done"))
    record("TS-1.5", NewLine(Pair.ALL, Status.INITIATED, "Initiated"))  # just as before
