"""Two days compared: what counts as a change, and which way it went."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict
from django.test import Client

from milestones.actions import StatusLine
from milestones.changes import Direction, MilestoneChange
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.queries import ChangesQuery
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.milestones.comparing import SINCE_THE_REPORT, codes, in_csv
from tests.milestones.recording import COMPLETED, DELAYED, LATER, ON_TRACK, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def compared(first: dt.date, second: dt.date, pair: Pair = Pair.ALL) -> dict[str, MilestoneChange]:
    changes = query(first, second, pair)
    return {change.milestone.code: change for change in changes.details(changes.changes)}


def query(first: dt.date, second: dt.date, pair: Pair = Pair.ALL) -> ChangesQuery:
    data = QueryDict(mutable=True)
    data.update({"from": first.isoformat(), "to": second.isoformat()})
    if pair is not Pair.ALL:
        data["pair"] = pair
    return ChangesQuery(data)


def test_from_the_plan_to_the_report_every_milestone_left_planned() -> None:
    matrix = query(PLAN_DAY, REPORT_DAY).matrix
    assert {(was, now): cell.milestones for (was, now), cell in matrix.cells.items()} == {
        (Status.PLANNED, Status.DELAYED): 16,
        (Status.PLANNED, Status.INITIATED): 14,
        (Status.PLANNED, Status.ON_TRACK): 60,
        (Status.PLANNED, Status.PARTIALLY_COMPLETED): 4,
        (Status.PLANNED, Status.COMPLETED_ONGOING): 5,
        (Status.PLANNED, Status.COMPLETED): 7,
    }
    assert (matrix.ahead, matrix.behind, matrix.new) == (90, 16, 0)
    assert (matrix.otherwise, matrix.unchanged, matrix.milestones) == (0, 0, 106)


def test_a_change_has_its_cells(client: Client) -> None:
    body = client.get("/changes.csv?initiative=CS-3&q=CS-3.2").getvalue().decode()
    assert body.split("\r\n") == [
        "code,priority_area,milestone,from,to,from_status,to_status,from_as_reported,"
        "to_as_reported,from_revised_deadline,to_revised_deadline,direction",
        "CS-3.2,Cargo Security,"
        "Develop a plan to enhance export control compliance outreach within 12 months "
        "(June 2006).,2005-06-27,2006-06-15,planned,delayed,,"
        "US-CN: Completed / US-MX: Delayed,,,behind",
        "",
    ]


CELLS = (
    "from_status to_status from_as_reported to_as_reported from_revised_deadline "
    "to_revised_deadline direction"
).split()


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    "cells",
    [
        "TS-1.1|initiated|initiated|"
        "US-CN: Partially Completed, Finished Fall 2006 / US-MX: Initiated|"
        "US-CN: Completed / US-MX: Initiated|2006-Fall||same",
        "TS-1.2|on_track|delayed|On track|Delayed||2008-03|behind",
        "TS-1.3|on_track|completed|On track|Completed|||ahead",
        "TS-1.4|initiated|initiated|Initiated|Initiated, a first part done|||same",
        "BP-3.1|delayed|delayed|Delayed to December 2007|Delayed to December 2007|2007-12|2008-03"
        "|same",
    ],
)
def test_a_status_a_date_a_pair_or_words_can_change(client: Client, cells: str) -> None:
    code, *told = cells.split("|")
    (row,) = [row for row in in_csv(client, SINCE_THE_REPORT) if row["code"] == code]
    assert [row[name] for name in CELLS] == told


@pytest.mark.usefixtures("later")
def test_what_is_reported_again_in_the_same_words_did_not_change(client: Client) -> None:
    changed = ["TS-1.1", "TS-1.2", "TS-1.3", "TS-1.4", "BP-3.1"]
    assert codes(client, SINCE_THE_REPORT) == changed
    assert "TS-1.5" in codes(client, f"{SINCE_THE_REPORT}&changed=no")
    assert len(codes(client, f"{SINCE_THE_REPORT}&changed=no")) == 101
    assert len(codes(client, f"{SINCE_THE_REPORT}&changed=any")) == 106


def test_a_revised_date_that_is_only_otherwise_exact_is_a_change() -> None:
    again = dt.date(2006, 12, 1)
    for day, revised in (LATER, ImpreciseDate.year(2008)), (again, ImpreciseDate.month(2008, 12)):
        record(day, StatusLine(Pair.ALL, Status.DELAYED, revised=revised), code="BP-3.1")
    assert list(compared(LATER, again)) == ["BP-3.1"]


@pytest.mark.usefixtures("later")
def test_a_corrected_status_is_compared_as_corrected(client: Client) -> None:
    record(LATER, ON_TRACK, code="TS-1.3", reason="Misread.")
    assert "TS-1.3" not in codes(client, SINCE_THE_REPORT)


def test_a_correction_of_the_report_shows_on_the_first_day_too() -> None:
    record(REPORT_DAY, DELAYED, code="TS-1.3", reason="The report erred.")
    record(LATER, COMPLETED, code="TS-1.3")
    change = compared(REPORT_DAY, LATER)["TS-1.3"]
    assert (change.whole.was.status, change.whole.now.status) == ("delayed", "completed")


@pytest.mark.usefixtures("later")
def test_with_a_pair_its_own_statuses_are_compared(client: Client) -> None:
    us_cn, us_mx = (
        in_csv(client, f"{SINCE_THE_REPORT}&pair=US-CN"),
        codes(client, f"{SINCE_THE_REPORT}&pair=US-MX"),
    )
    assert [us_cn[0][name] for name in CELLS] == [
        "partially_completed",
        "completed",
        "Partially Completed, Finished Fall 2006",
        "Completed",
        "2006-Fall",
        "",
        "ahead",
    ]
    assert us_mx == ["TS-1.2", "TS-1.3", "TS-1.4", "BP-3.1"]
    assert len(codes(client, "pair=US-MX&changed=any")) < 106


@pytest.mark.usefixtures("later")
def test_pairs_are_told_apart_only_where_they_differ() -> None:
    changes = compared(REPORT_DAY, LATER)
    assert [(pair, side.status) for pair, side in changes["TS-1.1"].now_by_pair] == [
        ("US-CN", "completed"),
        ("US-MX", "initiated"),
    ]
    assert changes["TS-1.2"].now_by_pair == []
    assert compared(REPORT_DAY, LATER, Pair.US_CN)["TS-1.1"].now_by_pair == []


@pytest.mark.parametrize(
    ("was", "now", "direction"),
    [
        ("planned", "delayed", "behind"),
        ("planned", "initiated", "ahead"),
        ("delayed", "initiated", "ahead"),
        ("on_track", "delayed", "behind"),
        ("completed_ongoing", "completed", "ahead"),
        ("completed", "completed_ongoing", "behind"),
        ("on_track", "on_track", "same"),
        (None, "planned", None),
    ],
)
def test_which_way_a_status_moved(was: str | None, now: str, direction: str | None) -> None:
    assert Direction.between(Status(was) if was else None, Status(now)) == direction
