"""Recording for pairs: they part, agree again, and roll up to the one furthest behind."""

from __future__ import annotations

import datetime as dt

import pytest

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone, PairStatus, StatusUpdate
from tests.conftest import REPORT_DAY
from tests.milestones.factories import milestone
from tests.milestones.recording import LATER, ON_TRACK, record, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_pairs_may_part_and_agree_again() -> None:
    apart = [StatusLine(Pair.US_CN, Status.COMPLETED), StatusLine(Pair.US_MX, Status.DELAYED)]
    record(LATER, *apart)
    record(dt.date(2006, 10, 1), StatusLine(Pair.ALL, Status.ON_TRACK))
    record(dt.date(2006, 11, 1), *reversed(apart))
    assert [
        statuses(day) for day in (REPORT_DAY, LATER, dt.date(2006, 10, 1), dt.date(2006, 11, 1))
    ] == [
        ("initiated", "initiated", "initiated"),
        ("delayed", "completed", "delayed"),
        ("on_track", "on_track", "on_track"),
        ("delayed", "completed", "delayed"),
    ]


def test_pairs_are_corrected_from_one_line_to_two_and_back() -> None:
    apart = [StatusLine(Pair.US_CN, Status.INITIATED), StatusLine(Pair.US_MX, Status.DELAYED)]
    record(REPORT_DAY, *apart, reason="Only Mexico is behind")
    assert statuses(REPORT_DAY) == ("delayed", "initiated", "delayed")
    record(REPORT_DAY, StatusLine(Pair.ALL, Status.INITIATED), reason="Neither is")
    assert statuses(REPORT_DAY) == ("initiated", "initiated", "initiated")
    assert [
        (update.revision, [line.pair for line in update.lines.all()])
        for update in StatusUpdate.objects.filter(milestone__code="TS-1.4")
    ] == [(1, ["ALL"]), (2, ["US-CN", "US-MX"]), (3, ["ALL"])]


@pytest.mark.parametrize(
    ("canada", "mexico", "roll_up"),
    [
        (Status.COMPLETED, Status.DELAYED, "delayed"),
        (Status.INITIATED, Status.DELAYED, "delayed"),
        (Status.ON_TRACK, Status.INITIATED, "initiated"),
        (Status.PARTIALLY_COMPLETED, Status.ON_TRACK, "on_track"),
        (Status.COMPLETED_ONGOING, Status.PARTIALLY_COMPLETED, "partially_completed"),
        (Status.COMPLETED, Status.COMPLETED_ONGOING, "completed_ongoing"),
        (Status.COMPLETED, Status.COMPLETED, "completed"),
    ],
)
def test_pairs_count_as_the_one_furthest_behind(
    canada: Status, mexico: Status, roll_up: str
) -> None:
    record(LATER, StatusLine(Pair.US_CN, canada), StatusLine(Pair.US_MX, mexico))
    assert statuses(LATER) == (roll_up, canada, mexico)
    swapped = dt.date(2006, 10, 1)
    record(swapped, StatusLine(Pair.US_CN, mexico), StatusLine(Pair.US_MX, canada))
    assert statuses(swapped) == (roll_up, mexico, canada)


def test_pairs_roll_up_to_the_later_of_their_revised_dates() -> None:
    record(
        LATER,
        StatusLine(Pair.US_CN, Status.DELAYED, revised=ImpreciseDate.month(2009, 3)),
        StatusLine(Pair.US_MX, Status.DELAYED, revised=ImpreciseDate.year(2008)),
    )
    found = {pair: Milestone.objects.as_of(LATER, pair).get(code="TS-1.4").revised for pair in Pair}
    assert found == {
        Pair.ALL: ImpreciseDate.month(2009, 3),
        Pair.US_CN: ImpreciseDate.month(2009, 3),
        Pair.US_MX: ImpreciseDate.year(2008),
    }


def test_an_update_that_lacks_a_pair_counts_as_planned_for_it_and_blocks_nothing() -> None:
    incomplete = StatusUpdate.objects.create(milestone=milestone(), as_of=LATER)
    PairStatus.objects.create(
        update=incomplete, pair=Pair.US_CN, status=Status.COMPLETED, as_reported="Completed"
    )
    record(LATER + dt.timedelta(days=1), ON_TRACK)
    (standing,) = Milestone.objects.as_of(LATER).filter(code="TS-1.4")
    assert (standing.status_us_cn, standing.status_us_mx) == ("completed", "planned")
