"""The same sheet applied by several people at the same moment is on record once."""

from __future__ import annotations

import pytest

from milestones.imports.common import ImportRejected
from milestones.models import StatusUpdate
from tests.database_copy import at_once
from tests.milestones.imports.statuses.sheets import DAY, applied, as_csv, export, row

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("copied_database"),
    pytest.mark.both_databases,
]


def test_a_sheet_applied_together_is_recorded_once() -> None:
    rows = export()
    for code in ("TS-1.2", "TS-1.3", "CS-1.1"):
        row(rows, code).update(status="delayed", as_reported="Waiting for the law")
    data = as_csv(rows)

    def task() -> int:
        try:
            return len(applied(data))
        except ImportRejected:
            return 0

    assert sorted(at_once(*[task] * 6)) == [0, 0, 0, 0, 0, 3]

    def recorded() -> list[tuple[str, int]]:
        updates = StatusUpdate.objects.filter(as_of=DAY).order_by("milestone__code")
        return list(updates.values_list("milestone__code", "revision"))

    assert at_once(recorded) == [[("CS-1.1", 1), ("TS-1.2", 1), ("TS-1.3", 1)]]
