"""What is late, which statuses contradict their deadline, and what was delivered in time."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import pytest
from django.db import connection

from milestones.actions import StatusLine, rebuild_standings
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone, Standing, conditions
from tests.conftest import REPORT_DAY
from tests.milestones.factories import asked, codes, edit_deadlines, milestone, stood
from tests.milestones.recording import DELAYED, ON_TRACK, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DUE = dt.date(2006, 9, 30)
BEFORE, AFTER, LATER = dt.date(2006, 9, 1), dt.date(2006, 10, 1), dt.date(2006, 12, 1)
COMPLETED = StatusLine(Pair.ALL, Status.COMPLETED)


@pytest.fixture(autouse=True)
def _deadline() -> None:
    """TS-1.4, reported as initiated in June 2006, is due in September."""
    edit_deadlines("TS-1.4", date=DUE, precision="month")


@pytest.mark.parametrize(
    ("pair", "late", "delayed", "overdue", "slipped"),
    [(Pair.ALL, 28, 16, 17, 9), (Pair.US_MX, 23, 13, 15, 6), (Pair.US_CN, 21, 13, 12, 9)],
)
def test_the_late_are_the_delayed_the_overdue_and_the_slipped(
    pair: Pair, late: int, delayed: int, overdue: int, slipped: int
) -> None:
    tally = asked(REPORT_DAY, pair).tally
    by_status = tally.by_status[Status.DELAYED]
    assert (tally.late, by_status, tally.overdue, tally.slipped) == (
        *(late, delayed, overdue, slipped),
    )
    milestones = Milestone.objects.as_of(REPORT_DAY, pair)
    assert len(codes(milestones.where(conditions.late(REPORT_DAY)))) == late
    assert len(codes(milestones.filter(late=True))) == late


def test_by_how_much_the_real_milestones_are_late() -> None:
    late = codes(Milestone.objects.as_of(REPORT_DAY).where(conditions.late(REPORT_DAY)))
    told = {
        code: (row.days_overdue, row.slip_months)
        for code in late
        for row in [stood(code, REPORT_DAY)]
    }
    assert [code for code, by in told.items() if None not in by] == (
        "TS-2.2 BP-2.2 BP-2.4 BP-3.1 BP-4.2 BP-6.1 BF-1.7".split()
    )
    assert [code for code, by in told.items() if by == (None, None)] == (
        "TS-3.2 CS-3.2 BP-2.3 LE-3.2 PR-2.3 BF-1.4 BF-1.8 BF-2.3 ST-1.2".split()
    )
    assert (told["BF-1.2"], told["LE-1.8"], told["BP-2.4"]) == ((166, None), (258, None), (76, 15))


def test_a_milestone_is_overdue_by_the_days_since_its_last_deadline() -> None:
    assert stood("TS-1.4", DUE).days_overdue is None
    assert stood("TS-1.4", AFTER).days_overdue == 1
    record(LATER, COMPLETED)
    assert stood("TS-1.4", LATER).days_overdue is None


def test_what_is_delivered_is_not_late_though_it_slipped() -> None:
    moved = ImpreciseDate.month(2006, 12)
    record(BEFORE, StatusLine(Pair.ALL, Status.COMPLETED_ONGOING, revised=moved))
    delivered = stood("TS-1.4", LATER)
    assert (delivered.slipped, delivered.late) == (True, False)


def test_a_status_is_reported_as_of_its_update_and_never_while_planned() -> None:
    assert stood("TS-1.4", REPORT_DAY - dt.timedelta(days=1)).reported_as_of is None
    assert stood("TS-1.4", LATER).reported_as_of == REPORT_DAY


def test_on_track_contradicts_a_deadline_only_if_reported_after_it() -> None:
    record(BEFORE, ON_TRACK)
    before = stood("TS-1.4", LATER)
    assert (before.overdue, before.contradictory) == (True, False)
    record(DUE, ON_TRACK)
    assert not stood("TS-1.4", LATER).contradictory
    record(AFTER, ON_TRACK)
    assert stood("TS-1.4", LATER).contradictory
    assert not stood("TS-1.4", DUE).contradictory


def test_the_real_milestones_were_delivered_on_time_or_it_cannot_be_told() -> None:
    delivered = Standing.objects.on(REPORT_DAY).exclude(delivery="").order_by("position")
    by_delivery: dict[str, list[str]] = {}
    for code, delivery in delivered.values_list("milestone__code", "delivery"):
        by_delivery.setdefault(delivery, []).append(code)
    assert by_delivery == {
        "on_time": "CS-2.6 CS-3.1 LE-2.2".split(),
        "unknown": "CS-2.3 BP-3.2 BP-5.2 BP-7.1 MS-1.3 PR-2.1 PR-2.7 BF-1.5".split(),
        "undated": ["PR-1.3"],
    }


@pytest.mark.parametrize(
    ("reports", "delivery"),
    [
        ([(BEFORE, DELAYED)], ""),
        ([(BEFORE, COMPLETED)], "on_time"),
        ([(DUE, COMPLETED)], "on_time"),
        ([(AFTER, COMPLETED)], "unknown"),
        ([(BEFORE, ON_TRACK), (AFTER, COMPLETED)], "unknown"),
        ([(AFTER, DELAYED), (LATER, COMPLETED)], "late"),
        ([(BEFORE, COMPLETED), (AFTER, StatusLine(Pair.ALL, Status.COMPLETED_ONGOING))], "on_time"),
        ([(BEFORE, COMPLETED), (AFTER, DELAYED), (LATER, COMPLETED)], "late"),
    ],
)
def test_the_first_report_as_delivered_and_the_last_before_it_decide(
    reports: list[tuple[dt.date, StatusLine]], delivery: str
) -> None:
    for day, line in reports:
        record(day, line)
    standing = Standing.objects.get(milestone__code="TS-1.4", pair=Pair.ALL, until_date=None)
    assert standing.delivery == delivery


def test_each_pair_is_delivered_for_itself() -> None:
    record(BEFORE, StatusLine(Pair.US_CN, Status.COMPLETED), StatusLine(Pair.US_MX, Status.DELAYED))
    record(AFTER, StatusLine(Pair.US_CN, Status.COMPLETED), StatusLine(Pair.US_MX, Status.DELAYED))
    record(LATER, COMPLETED)
    standings = Standing.objects.filter(milestone__code="TS-1.4", until_date=None)
    assert dict(standings.values_list("pair", "delivery")) == {
        "ALL": "late",
        "US-CN": "on_time",
        "US-MX": "late",
    }


def test_a_deadline_that_is_edited_decides_anew_what_was_in_time() -> None:
    record(AFTER, COMPLETED)
    edit_deadlines("TS-1.4", date=dt.date(2006, 10, 31), precision="month")
    assert stood("TS-1.4", AFTER).delivery == "on_time"
    milestone().deadlines.all().delete()
    rebuild_standings([milestone()])
    assert stood("TS-1.4", AFTER).delivery == "undated"


def revised(month: int) -> StatusLine:
    return StatusLine(Pair.ALL, Status.DELAYED, revised=ImpreciseDate.month(2007, month))


def test_a_milestone_slipped_again_once_its_date_is_later_than_an_earlier_one() -> None:
    record(BEFORE, revised(3))
    record(AFTER, DELAYED)
    record(AFTER.replace(month=11), revised(2))
    record(LATER, revised(4))
    record(LATER.replace(day=15), revised(4))
    standings = Standing.objects.filter(milestone__code="TS-1.4", pair=Pair.ALL)
    assert list(standings.order_by("from_date").values_list("from_date", "slipped_again"))[2:] == [
        (BEFORE, False),
        (AFTER, False),
        (AFTER.replace(month=11), False),
        (LATER, True),
        (LATER.replace(day=15), True),
    ]


def rows() -> list[dict[str, object]]:
    return [dict(row) for row in Standing.objects.order_by("pk").values()]


def test_the_migration_fills_in_what_recording_keeps() -> None:
    record(BEFORE, revised(3))
    record(AFTER, revised(4))
    record(LATER, COMPLETED)
    record(LATER.replace(day=15), COMPLETED, code="BP-3.1")
    record(LATER.replace(day=15), ON_TRACK, code="CS-3.4")
    kept = rows()
    migration = import_module("milestones.migrations.0012_late_and_delivered")
    Standing.objects.update(contradictory=False, slipped_again=False, delivery="")
    assert rows() != kept
    with connection.cursor() as cursor:
        for statement in migration.FILL:
            cursor.execute(statement)
    assert rows() == kept
