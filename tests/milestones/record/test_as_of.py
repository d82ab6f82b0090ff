"""Where the real milestones stood on a day.

Every figure here was counted by hand in the two documents, not taken from the code.
"""

from __future__ import annotations

import datetime as dt

import pytest

from milestones.choices import Pair
from milestones.models import Milestone, PairStatus, conditions
from tests.conftest import REPORT_DAY
from tests.milestones.factories import codes
from tests.milestones.recording import DELAYED, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_the_lines_in_force_on_a_day_are_the_reports() -> None:
    assert PairStatus.objects.in_force(REPORT_DAY - dt.timedelta(days=1)).count() == 0
    in_force = PairStatus.objects.in_force(REPORT_DAY)
    by_pair = {pair: in_force.filter(pair=pair).count() for pair in Pair}
    assert by_pair == {Pair.ALL: 96, Pair.US_CN: 10, Pair.US_MX: 10}


def test_a_corrected_line_is_no_longer_in_force() -> None:
    record(REPORT_DAY, DELAYED, code="IC-1.3", reason="Misread")
    in_force = PairStatus.objects.in_force(REPORT_DAY).filter(update__milestone__code="IC-1.3")
    assert [(line.pair, line.status) for line in in_force] == [("ALL", "delayed")]


def due(first: dt.date | None, last: dt.date | None) -> list[str]:
    return codes(Milestone.objects.as_of(REPORT_DAY).where(conditions.due_between(first, last)))


def test_due_between_counts_both_days() -> None:
    assert due(None, dt.date(2005, 9, 29)) == []
    assert due(None, dt.date(2005, 9, 30)) == ["LE-1.8"]
    assert due(dt.date(2008, 12, 31), None) == ["BF-1.12"]
    assert due(dt.date(2009, 1, 1), None) == []
    assert due(dt.date(2008, 3, 1), dt.date(2008, 3, 31)) == ["MS-1.4", "MS-2.2"]
    assert len(due(None, None)) == 106 - 13
