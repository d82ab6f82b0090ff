"""The promise calendar: each milestone at its last deadline, with the day between the months."""

import datetime as dt
import gzip
import html
import re

import pytest
from django.http import QueryDict
from django.test import Client

from milestones.charts.promise_calendar import PromiseCalendar, column_of, promise_calendar
from milestones.charts.promise_calendar_drawings import PITCH, CalendarColumn, Drawing, Mark
from milestones.choices import Pair
from milestones.dates import ImpreciseDate
from milestones.queries import MilestoneQuery
from tests.milestones.factories import edit_deadlines

pytestmark = pytest.mark.django_db

DAY = dt.date(2006, 6, 15)


def drawn(params: str = "") -> PromiseCalendar:
    query = MilestoneQuery(QueryDict(params))
    calendar = promise_calendar(
        query.counts,
        query.areas,
        query.listed(query.in_order()),
        months_of=query.whole_counts,
        by_pair=query.pair is Pair.ALL,
    )
    assert calendar
    return calendar


def both(params: str = "") -> list[Drawing]:
    calendar = drawn(params)
    return [calendar.wide, calendar.narrow]


def all_marks(drawing: Drawing) -> list[Mark]:
    return [mark for band in drawing.bands for mark in drawing.marks(band)]


def marks(drawing: Drawing) -> dict[str, Mark]:
    return {mark.promise.code: mark for mark in all_marks(drawing)}


def test_the_columns_are_the_months_of_deadlines_and_of_revised_dates() -> None:
    months = [column.last and f"{column.last:%Y-%m}" for column in drawn().columns]
    assert months == [
        *("2005-09", "2005-12", "2006-03", "2006-06", "2006-11", "2006-12", "2007-03", "2007-06"),
        *("2007-12", "2008-03", "2008-06", "2008-12", None),
    ]
    without_slips = drawn("area=aviation-security")
    assert [column for column in without_slips.columns if column.month == "2006-11"] == []
    assert len(without_slips.columns) == 12, "of the whole plan, whatever is shown"


def test_each_milestone_has_one_mark_in_the_cell_that_counts_it() -> None:
    calendar = drawn()
    cells = [cell for row in calendar.rows for cell in row.cells.values()]
    assert all(cell.tally.milestones == len(cell.promises) for cell in cells)
    assert len(cells) == 52
    for drawing in (calendar.wide, calendar.narrow):
        assert len(marks(drawing)) == len(all_marks(drawing)) == 106


@pytest.mark.parametrize(
    ("params", "signs"),
    [
        ("", {"halves", "arrow", "vague due", "vague arrow"}),
        ("area=bioprotection&pair=US-MX", {"arrow", "vague arrow"}),
        ("area=cargo-security", {"halves"}),
        ("area=aviation-security", set()),
    ],
)
def test_the_key_explains_the_signs_that_are_drawn(params: str, signs: set[str]) -> None:
    assert drawn(params).signs == signs


@pytest.mark.parametrize(
    ("params", "dashed"),
    [("", ["vague-due", "slip vague-slip"]), ("area=bioprotection", ["slip vague-slip"])],
)
def test_the_key_explains_what_is_dashed(client: Client, params: str, dashed: list[str]) -> None:
    page = client.get(f"/en/briefing/?{params}").content.decode()
    sign = page.partition("Only the season or year is known")[0].rpartition("<li>")[2]
    assert re.findall(r'class="([^"]*vague[^"]*)"', sign) == dashed


def test_marks_stand_apart_so_that_each_can_be_hit() -> None:
    for params in ("", "area=bioprotection"):
        for drawing in both(params):
            places = [(mark.x, mark.y) for mark in all_marks(drawing)]
            for number, (x, y) in enumerate(places):
                assert 0 <= x <= drawing.width - PITCH
                assert 0 <= y <= drawing.height - PITCH
                for other_x, other_y in places[number + 1 :]:
                    assert abs(x - other_x) >= PITCH or abs(y - other_y) >= PITCH


def test_a_narrow_drawing_fits_a_telephone() -> None:
    assert drawn().narrow.width == 328
    assert drawn("area=bioprotection").narrow.width == 328


@pytest.mark.parametrize("day", ["2005-06-27", "2006-06-15", "2006-12-31", "2009-01-01"])
def test_the_line_of_the_day_parts_what_has_passed_from_the_rest(day: str) -> None:
    calendar = drawn(f"as_of={day}")
    for drawing, along in ((calendar.wide, "x"), (calendar.narrow, "y")):
        for mark in all_marks(drawing):
            due = mark.promise.due
            passed = due is not None and str(due.date) < day
            assert (getattr(mark, along) < drawing.today) == passed, mark.promise.code


def test_left_of_the_line_is_overdue_whatever_is_not_delivered() -> None:
    wide = drawn().wide
    left = [mark.promise.code for mark in all_marks(wide) if mark.x < wide.today]
    assert len(left) == 25
    query = MilestoneQuery(QueryDict())
    overdue = {m.code for m in query.listed(query.in_order()) if m.overdue}
    assert len(overdue.intersection(left)) == 17


def test_the_month_of_the_day_is_divided_by_it() -> None:
    june = dt.date(2006, 6, 1), dt.date(2006, 6, 30)
    assert column_of(june[1], DAY) == CalendarColumn(DAY, june[1], passed=False)
    assert column_of(dt.date(2006, 6, 14), DAY) == CalendarColumn(
        june[0], dt.date(2006, 6, 14), passed=True
    )
    assert column_of(DAY, DAY) == CalendarColumn(DAY, june[1], passed=False)
    assert column_of(dt.date(2006, 3, 31), DAY) == CalendarColumn(
        dt.date(2006, 3, 1), dt.date(2006, 3, 31), passed=True
    )
    assert column_of(None, DAY) == CalendarColumn(None, None, passed=False)


def test_what_was_due_earlier_in_the_month_of_the_day_is_left_of_its_line() -> None:
    edit_deadlines("TS-2.4", date=dt.date(2006, 6, 10), precision="day")
    wide = drawn().wide
    assert marks(wide)["TS-2.4"].x < wide.today < marks(wide)["TS-3.1"].x


def test_a_mark_is_split_where_the_pairs_differ() -> None:
    split = {
        code: mark.promise.statuses
        for code, mark in marks(drawn().wide).items()
        if len(mark.promise.statuses) == 2
    }
    assert len(split) == 10
    assert split["CS-3.2"] == ("completed", "delayed")
    assert split["BP-2.2"] == ("delayed", "completed")
    of_pair = marks(drawn("pair=US-MX").wide)
    assert of_pair["BP-2.2"].promise.statuses == ("completed",)


def test_an_arrow_leads_from_each_slipped_milestone_to_its_revised_date() -> None:
    calendar = drawn()
    for drawing, way in ((calendar.wide, "H"), (calendar.narrow, "V")):
        ends = {heading.column.month: heading.middle for heading in drawing.headings}
        arrows = {code: mark for code, mark in marks(drawing).items() if mark.arrow}
        assert len(arrows) == 9
        for code, month in {"BP-3.1": "2007-12", "BP-4.2": "2007-06", "TS-1.1": "2006-11"}.items():
            assert arrows[code].arrow.endswith(f"{way}{ends[month]}"), code


def test_dates_that_are_known_as_a_season_or_year_are_marked() -> None:
    by_code = {code: mark.promise for code, mark in marks(drawn().wide).items()}
    assert [code for code, promise in by_code.items() if promise.is_vague] == ["BF-1.12"]
    assert {code for code, promise in by_code.items() if promise.revised_is_vague} == {
        *("TS-1.1", "TS-2.2", "BP-2.2", "BP-6.2", "BF-1.7")
    }


def test_no_mark_is_in_the_way_of_an_arrow() -> None:
    drawing = all_marks(drawn().wide)
    for mark in drawing:
        if mark.arrow:
            across = mark.x + 10
            below = [
                other for other in drawing if other.x <= across <= other.x + 20 and mark.y < other.y
            ]
            lane = int(re.findall(r"V(\d+)", mark.arrow)[0])
            assert [other for other in below if other.y < lane] == []


def test_a_date_brought_forward_has_an_arrow_back() -> None:
    edit_deadlines("BP-3.1", date=dt.date(2008, 6, 30))
    mark = marks(drawn().wide)["BP-3.1"]
    assert re.search(r"l7 -4v8z$", mark.head)
    assert int(mark.arrow.rpartition("H")[2]) < mark.x


def test_with_nothing_to_draw_there_is_no_calendar(client: Client) -> None:
    query = MilestoneQuery(QueryDict("q=zebra"))
    nothing = promise_calendar(
        query.counts, query.areas, [], months_of=query.whole_counts, by_pair=True
    )
    assert nothing is None
    assert 'class="calendar' not in client.get("/en/?q=zebra").content.decode()


def test_without_marks_each_cell_has_its_number() -> None:
    query = MilestoneQuery(QueryDict())
    calendar = promise_calendar(
        query.counts, query.areas, [], months_of=query.whole_counts, by_pair=True
    )
    assert calendar
    assert not calendar.has_marks
    for drawing in (calendar.wide, calendar.narrow):
        numbers = [number for band in drawing.bands for number in drawing.numbers(band)]
        assert len(numbers) == 52
        assert sum(number.tally.milestones for number in numbers) == 106


def test_every_mark_leads_to_its_milestone_and_is_named(client: Client) -> None:
    page = client.get("/en/").content.decode()
    drawing = page.split('class="timeline-wide')[1].split("timeline-narrow")[0]
    titles = dict(
        re.findall(r'href="/en/milestones/([A-Z]{2}-\d+\.\d+)/">\s*<title>(.*?)</title>', drawing)
    )
    assert len(titles) == 106
    assert html.unescape(titles["CS-3.2"]) == (
        "CS-3.2: Develop a plan to enhance export control compliance outreach within 12 months… "
        "– Canada–U.S.: Completed; Mexico–U.S.: Delayed; due June 2006"
    )
    assert titles["TS-2.2"].endswith("Partially completed; due March 2006; revised to Fall 2006")
    assert titles["ST-1.1"].endswith("; no deadline")


def test_beyond_a_few_hundred_each_cell_leads_to_as_many_rows_as_it_says(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milestones.views.progress.MAX_MARKS", 100)
    page = client.get("/en/").content.decode()
    for part in ("timeline-wide", "timeline-narrow"):
        drawing = page.split(f'class="{part}')[1].split("</svg>\n    </div>")[0]
        cells = re.findall(r'href="([^"]+)">\s*<title>[^<]+: (\d+) milestones?</title>', drawing)
        assert len(cells) >= 52
        for address, count in cells[:52]:
            query = QueryDict(html.unescape(address).partition("?")[2])
            assert MilestoneQuery(query).milestones.count() == int(count), address


@pytest.mark.parametrize("params", ["", "pair=US-CN", "as_of=2006-03-15", "last_due_to=2006-04-10"])
def test_every_number_of_the_table_leads_to_as_many_rows(client: Client, params: str) -> None:
    page = client.get(f"/en/?{params}").content.decode()
    table = page.split("calendar-cells")[-1].split("</table>")[0]
    numbers = re.findall(r'class="cell-status" href="([^"]+)">.*?(\d+)</a>', table)
    assert numbers
    total = 0
    for address, count in numbers:
        query = MilestoneQuery(QueryDict(html.unescape(address).partition("?")[2]))
        assert query.milestones.count() == int(count), address
        total += int(count)
    assert total == MilestoneQuery(QueryDict(params)).tally.milestones


def test_deadlines_of_a_season_stand_in_its_last_month() -> None:
    assert column_of(ImpreciseDate.season(2007, "Fall").date, DAY).month == "2007-11"


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_second_drawing_costs_little_once_it_is_compressed(
    client: Client, language: str
) -> None:
    """It repeats the names of the first, which are to be near enough to be found again."""
    page = client.get(f"/{language}/").content
    second = page.split(b"timeline-narrow")[1].split(b"</svg>")[0]
    without = page.replace(second, b"")
    added = len(gzip.compress(page, 4)) - len(gzip.compress(without, 4))
    assert added < len(gzip.compress(second, 4)) / 2
