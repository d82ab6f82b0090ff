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
from milestones.charts.timeline import WIDE, Drawing, Timeline, timeline
from milestones.charts.timeline_arrows import Arrow, Label
from milestones.charts.timeline_columns import COLUMN, NARROW, TALLEST, Bar, DeadlineFlags
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


def both() -> list[Drawing]:
    return [drawn().wide, drawn().narrow]


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


def test_a_bar_has_a_part_for_each_of_what_became_of_its_milestones() -> None:
    for post in drawn().wide.posts:
        tally = post.deadline.tally
        assert sum(part.height for part in post.parts) == post.y - post.end
        assert ("delivered" in {part.name for part in post.parts}) == bool(tally.completed)
        assert ("contradiction" in {part.name for part in post.parts}) == bool(tally.contradiction)
    assert max(post.y - post.end for post in drawn().wide.posts) == TALLEST


def test_everything_stays_within_the_drawing() -> None:
    for drawing, width in zip(both(), (WIDE, NARROW), strict=True):
        assert drawing.width == width
        for post in drawing.posts:
            for part in post.parts:
                assert 0 <= part.x < part.x + part.width <= width
                assert 0 <= part.y < part.y + part.height <= drawing.height
        for slip in drawing.slips:
            assert 0 <= slip.x <= slip.end <= width


def test_dates_that_are_reckoned_recurring_or_vague_are_told_apart() -> None:
    for drawing in both():
        by_code = {post.deadline.code: post for post in drawing.posts}
        assert [code for code, post in by_code.items() if post.derived] == [
            "2005-12",
            "2007-03",
            "2007-06",
        ]
        assert [code for code, post in by_code.items() if post.recurring] == ["2006-06"]
        assert [code for code, post in by_code.items() if post.span is not None] == ["2008"]


def test_each_milestone_put_off_is_an_arrow_from_its_deadline_to_the_revised_date() -> None:
    for drawing in both():
        arrows = {slip.milestone.code: slip for slip in drawing.slips}
        assert len(arrows) == 9
        assert arrows["BP-3.1"].vague is None
        assert arrows["BP-3.1"].x == drawing.axis.x(dt.date(2005, 12, 31))
        assert arrows["BP-3.1"].end == drawing.axis.x(dt.date(2007, 12, 31))
        assert arrows["TS-1.1"].vague == drawing.axis.x(dt.date(2006, 8, 31))


def test_the_day_stands_between_what_has_passed_and_what_is_to_come() -> None:
    narrow = drawn().narrow
    for post in narrow.posts:
        passed = post.deadline.when is not None and post.deadline.when.date < REPORT_DAY
        assert (post.y < narrow.gap) == passed


def test_columns_stand_where_they_fall_due_and_never_hide_each_other() -> None:
    for order, month in enumerate(range(1, 61), start=2):
        when = ImpreciseDate.month(2006 + (month - 1) // 12, (month - 1) % 12 + 1)
        add_deadline("BF-1.12", when, order)
    wide = drawn().wide
    for post, other in pairwise(wide.posts):
        assert post.x + post.thick <= other.x
    for post in wide.posts:
        if post.deadline.when:
            assert abs(post.middle - wide.axis.x(post.deadline.when.date)) <= COLUMN // 2
    assert wide.width > WIDE
    assert drawn("area=cargo-security").wide.width == WIDE


def test_a_long_record_makes_a_wider_drawing() -> None:
    add_deadline("BF-1.12", ImpreciseDate.month(2050, 6), 9)
    assert drawn().wide.width > 4 * WIDE
    assert drawn().narrow.width == NARROW


@pytest.mark.parametrize("day", ["2005-12-31", "2006-06-15", "2006-10-31", "2007-01-31"])
def test_the_line_of_the_day_keeps_clear_of_figures_and_names(day: str) -> None:
    timeline = drawn(f"as_of={day}")
    things: list[Bar | Arrow]
    for drawing in (timeline.wide, timeline.narrow):
        things = [*drawing.slips, *(drawing.posts if drawing is timeline.wide else ())]
        hidden = [overlap for thing in things if (overlap := thing.overlap(drawing.today))]
        for start, end in drawing.line:
            assert not [
                interval for interval in hidden if interval[0] < end and start < interval[1]
            ]


def test_the_name_of_an_arrow_stands_where_there_is_room() -> None:
    for slip in drawn().wide.slips:
        assert slip.label.fits(WIDE)
        assert not slip.label.above
    for slip in drawn().narrow.slips:
        assert slip.label.fits(NARROW)
        assert slip.label.above
    late = Label(300, ends=True)
    assert late.crosses(140)
    assert not late.crosses(310)


def test_with_nothing_to_draw_there_is_no_drawing(client: Client) -> None:
    assert timeline([], [], DeadlineFlags((), ()), REPORT_DAY) is None
    assert 'class="timeline"' not in client.get("/en/deadlines/?q=zebra").content.decode()


def test_without_a_slip_only_what_fell_due_is_drawn() -> None:
    assert drawn("as_of=2005-12-31").wide.slips_height == 0


def test_every_column_leads_to_the_milestones_it_counts(client: Client) -> None:
    page = client.get("/en/deadlines/").content.decode()
    drawing = page.split('class="timeline-wide')[1].split("timeline-narrow")[0]
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
    assert page.count('class="slip-from"') == 2 * 5 + 1
    assert MAX_SLIPS == 24


def test_a_list_opens_where_a_link_leads_into_it(client: Client) -> None:
    page = client.get("/en/deadlines/").content.decode()
    for code in re.findall(r'href="#list-([^"]+)"', page):
        assert f'<div id="list-{code}">' in page
    assert page.count('<details class="period-list" open>') == 1


def test_with_many_deadlines_fewer_are_listed_under_each(client: Client) -> None:
    for order in range(2, 62):
        add_deadline("BF-1.12", ImpreciseDate.month(2009 + order // 12, order % 12 + 1), order)
    page = " ".join(client.get("/en/deadlines/").content.decode().split())
    assert "Showing the first 4." in page
    assert "View all 20" in page
