"""The timeline: what is drawn where, and that each part of it leads to what it stands for."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.db.models import Q
from django.http import QueryDict
from django.test import Client

from milestones.charts.bars import Axis, Tick
from milestones.charts.timeline import WIDTH, Timeline, timeline
from milestones.charts.timeline_arrows import Arrow, Label, arrows, moves
from milestones.charts.timeline_columns import (
    BASELINE,
    COLUMN,
    TALLEST,
    DeadlineColumn,
    DeadlineFlags,
)
from milestones.dates import ImpreciseDate
from milestones.models import Deadline
from milestones.queries import MilestoneQuery
from milestones.views.progress import MAX_SLIPS
from tests.conftest import REPORT_DAY
from tests.milestones.factories import add_deadline

pytestmark = pytest.mark.django_db


def drawn(query: str = "") -> Timeline:
    asked = MilestoneQuery(QueryDict(query))
    result = timeline(
        asked.by_deadline(),
        asked.milestones.filter(Q(slipped=True)).with_deadlines(),
        DeadlineFlags(*Deadline.objects.unusual_periods(asked.standings())),
        asked.day,
    )
    assert result
    return result


def test_a_month_stands_where_it_ends() -> None:
    axis = Axis(dt.date(2006, 1, 1), months=24, left=0, right=240)
    assert axis.x(dt.date(2006, 1, 31)) == 10
    assert axis.x(dt.date(2006, 12, 31)) == 120
    assert axis.start(ImpreciseDate.month(2006, 12)) == 120
    assert axis.start(ImpreciseDate.season(2006, "Fall")) == 80
    assert axis.start(ImpreciseDate.year(2006)) == 0
    assert axis.years == [Tick(0, 60, "2006"), Tick(120, 180, "2007")]
    autumn = Axis(dt.date(2005, 9, 1), months=10, left=0, right=100)
    assert autumn.years == [Tick(0, 20, "2005"), Tick(40, 70, "2006")]


def test_a_column_has_a_part_for_each_status_most_progress_at_its_foot() -> None:
    december = next(column for column in drawn().columns if column.deadline.code == "2005-12")
    assert [(part.status, part.height, part.hatched) for part in december.parts] == [
        ("completed", 25, False),
        ("completed_ongoing", 17, True),
        ("on_track", 42, False),
        ("initiated", 8, True),
        ("delayed", 9, True),
    ]
    for column in drawn().columns:
        assert sum(part.height for part in column.parts) == BASELINE - column.top
    assert max(BASELINE - column.top for column in drawn().columns) == TALLEST


def test_everything_stays_within_the_drawing() -> None:
    timeline = drawn()
    assert timeline.width == WIDTH
    for column in timeline.columns:
        assert 0 <= column.x < column.x + column.width <= WIDTH
        assert 0 <= column.top < BASELINE <= timeline.height
    for arrow in timeline.arrows:
        assert 0 <= arrow.x <= arrow.end <= WIDTH


def test_dates_that_are_calculated_recurring_or_vague_are_told_apart() -> None:
    columns = {column.deadline.code: column for column in drawn().columns}
    derived = [code for code, column in columns.items() if column.derived]
    assert derived == ["2005-12", "2007-03", "2007-06"]
    assert [code for code, column in columns.items() if column.recurring] == ["2006-06"]
    assert [code for code, column in columns.items() if column.span is not None] == ["2008"]


def test_each_slipped_milestone_is_an_arrow_from_its_deadline_to_the_revised_date() -> None:
    timeline = drawn()
    by_code = {arrow.milestone.code: arrow for arrow in timeline.arrows}
    assert len(by_code) == 9
    assert by_code["BP-3.1"].vague is None
    assert by_code["BP-3.1"].x == timeline.axis.x(dt.date(2005, 12, 31))
    assert by_code["BP-3.1"].end == timeline.axis.x(dt.date(2007, 12, 31))
    assert by_code["TS-1.1"].vague == timeline.axis.x(dt.date(2006, 8, 31))


def test_columns_stand_where_they_fall_due_and_never_hide_each_other() -> None:
    for order, month in enumerate(range(1, 61), start=2):
        when = ImpreciseDate.month(2006 + (month - 1) // 12, (month - 1) % 12 + 1)
        add_deadline("BF-1.12", when, order)
    timeline = drawn()
    for column, other in pairwise(timeline.columns):
        assert column.x + column.width <= other.x
    for column in timeline.columns:
        if column.deadline.when:
            distance = abs(column.middle - timeline.axis.x(column.deadline.when.date))
            assert distance <= COLUMN // 2
    assert timeline.width > WIDTH
    assert drawn("area=cargo-security").width == WIDTH


def test_a_long_record_makes_a_wider_drawing() -> None:
    add_deadline("BF-1.12", ImpreciseDate.month(2050, 6), 9)
    assert drawn().width > 4 * WIDTH


@pytest.mark.parametrize("day", ["2005-12-31", "2006-06-15", "2006-10-31", "2007-01-31"])
def test_the_line_of_the_day_keeps_clear_of_counts_and_names(day: str) -> None:
    timeline = drawn(f"as_of={day}")
    shapes: tuple[DeadlineColumn | Arrow, ...] = (*timeline.columns, *timeline.arrows)
    hidden = [overlap for shape in shapes if (overlap := shape.overlap(timeline.today))]
    for start, end in timeline.line:
        assert not [top for top, bottom in hidden if top < end and start < bottom]


def test_the_name_of_an_arrow_stands_where_there_is_room() -> None:
    for arrow in drawn().arrows:
        assert arrow.label.fits(WIDTH)
        assert not arrow.label.above
    late = Label(300, ends=True)
    assert late.crosses(140)
    assert not late.crosses(310)


def test_without_room_on_either_side_the_name_of_an_arrow_is_above_it() -> None:
    slipped = drawn().arrows[0].milestone
    axis = Axis(dt.date(2005, 7, 1), months=30, left=0, right=200)
    (arrow,) = arrows(moves([slipped]), axis, top=0, width=200, today=0)
    assert arrow.label.above
    assert arrow.label.fits(200)
    assert arrow.label_y == arrow.y - 7


def test_with_nothing_to_draw_there_is_no_drawing(client: Client) -> None:
    assert timeline([], [], DeadlineFlags((), ()), REPORT_DAY) is None
    assert 'class="timeline' not in client.get("/en/deadlines/?q=zebra").content.decode()


def test_without_a_slip_only_what_fell_due_is_drawn() -> None:
    assert drawn("as_of=2005-12-31").arrows == ()


def test_every_column_leads_to_the_milestones_it_counts(client: Client) -> None:
    page = client.get("/en/deadlines/").content.decode()
    drawing = page.split('class="timeline-wide')[1].split("</figure>")[0]
    columns = re.findall(r'href="([^"]+deadline=[^"]+)">\s*<title>[^<]+?: (\d+) milest', drawing)
    assert len(columns) == 12
    for address, count in columns:
        query = QueryDict(html.unescape(address).partition("?")[2])
        assert MilestoneQuery(query).milestones.count() == int(count), address


def test_with_very_many_put_off_the_longest_are_drawn_and_the_page_says_so(
    client: Client, add_milestones: Callable[[int], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_milestones(1000)
    monkeypatch.setattr("milestones.views.progress.MAX_SLIPS", 5)
    page = " ".join(client.get("/en/deadlines/").content.decode().split())
    assert "Showing the 5 longest slips." in page
    assert "View all 9 that slipped" in page
    assert page.count('class="slip-from"') == 5 + 1
    assert MAX_SLIPS == 24
