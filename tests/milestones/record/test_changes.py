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
from milestones.pages.changes import notes
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
    assert matrix.first_reports == {
        Status.DELAYED: 16,
        Status.INITIATED: 14,
        Status.ON_TRACK: 60,
        Status.PARTIALLY_COMPLETED: 4,
        Status.COMPLETED_ONGOING: 5,
        Status.COMPLETED: 7,
    }
    assert (matrix.ahead, matrix.mixed, matrix.behind, matrix.new) == (0, 0, 0, 0)
    assert (matrix.otherwise, matrix.unchanged, matrix.milestones) == (0, 0, 106)


def test_a_change_has_its_cells(client: Client) -> None:
    body = client.get("/changes.csv?initiative=CS-3&q=CS-3.2").getvalue().decode()
    assert body.split("\r\n") == [
        "code,priority_area,milestone,from,to,from_status,to_status,from_as_reported,"
        "to_as_reported,from_revised_deadline,to_revised_deadline,direction",
        "CS-3.2,Cargo Security,"
        "Develop a plan to enhance export control compliance outreach within 12 months "
        "(June 2006).,2005-06-27,2006-06-15,planned,delayed,,"
        "US-CN: Completed / US-MX: Delayed,,,first_report",
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
        ("planned", "delayed", "first_report"),
        ("planned", "initiated", "first_report"),
        ("planned", "completed", "first_report"),
        ("planned", "planned", "same"),
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


def test_a_more_advanced_status_with_a_later_date_is_no_progress() -> None:
    def direction(was: Status, now: Status) -> Direction | None:
        return Direction.between(was, now, is_later=True)

    assert direction(Status.INITIATED, Status.ON_TRACK) == "mixed"
    assert direction(Status.ON_TRACK, Status.COMPLETED) == "mixed"
    assert direction(Status.ON_TRACK, Status.INITIATED) == "behind"
    assert direction(Status.ON_TRACK, Status.ON_TRACK) == "same"
    assert direction(Status.PLANNED, Status.ON_TRACK) == "first_report"


PROGRESSED = [
    # BP-3.1 was delayed to December 2007, TS-1.5 initiated and due in December 2006.
    ("BP-3.1", ImpreciseDate.month(2008, 1), "mixed", "slipped 1 month"),
    ("BP-3.1", ImpreciseDate.month(2007, 12), "ahead", ""),
    ("BP-3.1", ImpreciseDate.month(2007, 11), "ahead", "1 month sooner"),
    ("BP-3.1", None, "ahead", "no revised date any more"),
    ("TS-1.5", ImpreciseDate.month(2007, 6), "mixed", "slipped 6 months"),
    ("TS-1.5", ImpreciseDate.month(2006, 12), "ahead", "a revised date"),
    ("TS-1.5", None, "ahead", ""),
]


@pytest.mark.parametrize(("code", "revised", "direction", "note"), PROGRESSED)
def test_a_revised_date_is_compared_with_the_one_before_else_with_the_deadline(
    client: Client, code: str, revised: ImpreciseDate | None, direction: str, note: str
) -> None:
    line = StatusLine(Pair.ALL, Status.PARTIALLY_COMPLETED, "Partially completed", revised)
    record(LATER, line, code=code)
    changes = query(REPORT_DAY, LATER)
    assert (changes.matrix.ahead, changes.matrix.mixed) == (
        (1, 0) if direction == "ahead" else (0, 1)
    )
    assert [row["code"] for row in in_csv(client, f"{SINCE_THE_REPORT}&direction=ahead")] == (
        [code] if direction == "ahead" else []
    )
    (row,) = in_csv(client, SINCE_THE_REPORT)
    assert (row["code"], row["direction"]) == (code, direction)
    (change,) = changes.details(changes.changes)
    assert (change.whole.direction, notes(change)) == (direction, [note] if note else [])
    # Reported again, it is still compared with the first day.
    again = LATER + dt.timedelta(days=90)
    record(again, line, code=code)
    assert query(REPORT_DAY, again).matrix.mixed == changes.matrix.mixed


def test_milestones_that_slip_with_their_first_report_are_first_reports(client: Client) -> None:
    rows = in_csv(client, "from=2005-06-27&to=2006-06-15&slipped=1")
    assert {row["direction"] for row in rows} == {"first_report"}
    assert len(rows) == 9
