"""Two days compared: what counts as a change, which way it went, and the rows behind each count."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.actions import NewLine, NewUpdate, record_status
from milestones.choices import Pair, Status
from milestones.comparisons import Change, Direction
from milestones.dates import ImpreciseDate
from milestones.models import Milestone
from tests.conftest import PLAN_DAY, REPORT_DAY

pytestmark = pytest.mark.django_db

LATER = dt.date(2006, 9, 1)
SINCE_THE_REPORT = "from=2006-06-15&to=2006-09-01"


def record(code: str, *lines: NewLine, as_of: dt.date = LATER, reason: str = "") -> None:
    record_status(NewUpdate(Milestone.objects.get(code=code), as_of, lines, reason))


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


def in_csv(client: Client, query: str = "") -> list[dict[str, str]]:
    body = client.get(f"/changes.csv?{query}").getvalue().decode()
    return list(csv.DictReader(io.StringIO(body, newline="")))


def codes(client: Client, query: str = "") -> list[str]:
    return [row["code"] for row in in_csv(client, query)]


def page(client: Client, query: str = "", status: int = 200, language: str = "en") -> str:
    response = client.get(f"/{language}/changes/?{query}")
    assert response.status_code == status, response.content
    return " ".join(response.content.decode().split())


def codes_on_pages(client: Client, query: str) -> list[str]:
    found: list[str] = []
    for number in range(1, 10):
        response = client.get(f"/en/changes/?{query}&per_page=100&page={number}")
        if response.status_code == 400:
            break
        text = response.content.decode()
        found += re.findall(r'class="c-code">\s*<a href="/en/milestones/([A-Z]{2}-[0-9.]+)/', text)
    return found


def compared(first: dt.date, second: dt.date, pair: Pair = Pair.ALL) -> dict[str, Change]:
    rows = Milestone.objects.compared(first, second, pair)
    return {row.code: Change.of(row, pair) for row in rows.filter(changed=True)}


def test_from_the_plan_to_the_report_every_milestone_left_planned() -> None:
    matrix = Milestone.objects.compared(PLAN_DAY, REPORT_DAY).matrix()
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
    record("BP-3.1", NewLine(Pair.ALL, Status.DELAYED, "Delayed", ImpreciseDate.year(2008)))
    again = dt.date(2006, 12, 1)
    at_its_end = ImpreciseDate.month(2008, 12)
    record("BP-3.1", NewLine(Pair.ALL, Status.DELAYED, "Delayed", at_its_end), as_of=again)
    assert list(compared(LATER, again)) == ["BP-3.1"]


@pytest.mark.usefixtures("later")
def test_a_corrected_status_is_compared_as_corrected(client: Client) -> None:
    record("TS-1.3", NewLine(Pair.ALL, Status.ON_TRACK, "On track"), reason="Misread.")
    assert "TS-1.3" not in codes(client, SINCE_THE_REPORT)


def test_a_correction_of_the_report_shows_on_the_first_day_too() -> None:
    record(
        "TS-1.3", NewLine(Pair.ALL, Status.DELAYED), as_of=REPORT_DAY, reason="The report erred."
    )
    record("TS-1.3", NewLine(Pair.ALL, Status.COMPLETED))
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


@pytest.mark.usefixtures("later")
def test_the_data_say_which_way_as_the_matrix_does(client: Client) -> None:
    for query in ("", SINCE_THE_REPORT, "from=2005-01-01"):
        for row in in_csv(client, f"{query}&changed=any"):
            was = Status(row["from_status"]) if row["from_status"] else None
            between = Direction.between(was, Status(row["to_status"]))
            assert row["direction"] == (between or "")


# The days


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("", "from-2006-06-15-to-2006-09-01"),
        ("to=2006-06-15", "from-2005-06-27-to-2006-06-15"),
        ("as_of=2006-06-15", "from-2005-06-27-to-2006-06-15"),
        ("as_of=2006-06-15&to=2006-07-01", "from-2006-06-15-to-2006-07-01"),
        ("from=2005-12-31", "from-2005-12-31-to-2006-09-01"),
        ("from=2006-06-15&as_of=2006-01-01", "from-2005-06-27-to-2006-01-01"),
        ("to=2005-06-27", "from-2005-06-27-to-2005-06-27"),
    ],
)
def test_days_not_asked_for_are_the_newest_and_the_edition_before(
    client: Client, query: str, days: str
) -> None:
    response = client.get(f"/changes.csv?{query}")
    assert response["Content-Disposition"] == f'attachment; filename="spp-changes-{days}.csv"'


def test_json_tells_both_days(client: Client) -> None:
    answer = json.loads(client.get("/changes.json?to=2006-06-15&q=TS-1.2").getvalue())
    assert answer["meta"] | {"columns": []} == {
        "dataset": "changes",
        "from": "2005-06-27",
        "to": "2006-06-15",
        "filters": {"to": ["2006-06-15"], "q": ["TS-1.2"]},
        "count": 1,
        "columns": [],
    }
    assert answer["rows"][0]["from_as_reported"] is None


def test_before_the_plan_nothing_had_been_promised(client: Client) -> None:
    rows = in_csv(client, "from=2005-06-26&to=2005-06-27")
    assert len(rows) == 106
    assert {(row["from_status"], row["to_status"], row["direction"]) for row in rows} == {
        ("", "planned", "")
    }
    assert codes(client, "from=2005-06-26&was=none") == codes(client, "from=2005-06-26")
    assert codes(client, "from=2005-06-27&was=none") == []
    shown = page(client, "from=2005-06-26&to=2005-06-27")
    assert "On June 26, 2005 nothing was on record" in shown
    assert "newly promised" in shown


def test_two_days_before_the_plan_have_nothing_to_compare(client: Client) -> None:
    assert in_csv(client, "from=2005-01-01&to=2005-06-26") == []
    assert "Nothing on record yet." in page(client, "from=2005-01-01&to=2005-06-26")


def test_a_day_compared_with_itself_has_no_changes(client: Client) -> None:
    same = "from=2006-06-15&to=2006-06-15"
    assert in_csv(client, same) == []
    assert len(codes(client, f"{same}&changed=no")) == 106
    assert "Nothing changed: both days are the same." in page(client, same)


def test_days_between_which_nothing_was_reported_have_no_changes(client: Client) -> None:
    assert "No milestone changed in this way" in page(client, "from=2005-06-27&to=2006-06-14")


@pytest.mark.usefixtures("empty_database")
def test_before_anything_is_loaded_the_page_answers(client: Client) -> None:
    assert "Nothing on record yet." in page(client)
    assert "Nothing on record yet." in page(client, "from=2006-06-15")
    assert in_csv(client) == []


# What cannot be answered


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        (
            "from=2006-06-15&to=2006-06-14",
            "from: 2006-06-15 is after 2006-06-14, the day that it is compared with.",
        ),
        (
            "from=2006-06-16",
            "from: 2006-06-16 is after 2006-06-15, the day that it is compared with.",
        ),
        ("from=June", "from: “June” is not a day: write it like 2006-06-15."),
        ("to=2006-02-30", "to: “2006-02-30” is not a day: write it like 2006-06-15."),
        ("direction=up", "direction: “up” is not a direction: write ahead, behind or same."),
        ("changed=1", "changed: “1” is not known here: write yes, no or any."),
        ("to=2006-06-15&to=2006-06-14", "to: It is given more than once."),
        (
            "now=none",
            "now: “none” is not a status. There are: planned, delayed, initiated, on_track, "
            "partially_completed, completed_ongoing, completed.",
        ),
    ],
)
def test_a_bad_query_names_the_parameter_and_shows_no_rows(
    client: Client, query: str, problem: str
) -> None:
    response = client.get(f"/changes.csv?{query}")
    assert (response.status_code, response.content.decode()) == (400, f"{problem}\n")
    name, words = problem.split(": ", 1)
    in_json = client.get(f"/changes.json?{query}")
    assert (in_json.status_code, in_json.json()) == (400, {"errors": {name: [words]}})
    shown = page(client, query, status=400)
    assert html.escape(words) in shown
    assert "/en/milestones/TS-1.2/" not in shown


@pytest.mark.parametrize("name", ["from", "to", "was", "now", "direction", "changed"])
def test_the_parameters_of_changes_are_known_there_alone(client: Client, name: str) -> None:
    for address in ("/en/milestones/", "/milestones.csv", "/en/"):
        assert client.get(f"{address}?{name}=2006-06-15").status_code == 400
    assert client.get("/en/changes/?page=99").status_code == 400
    assert client.get("/changes.csv?page=1").status_code == 400
    assert client.get("/changes.csv?nonsense=1").status_code == 400


# The same rows everywhere

QUERIES = [
    "",
    SINCE_THE_REPORT,
    f"{SINCE_THE_REPORT}&changed=any&sort=-direction",
    f"{SINCE_THE_REPORT}&was=initiated&now=initiated&changed=no",
    "from=2005-01-01&status=delayed&sort=-code",
    "from=2005-06-27&was=planned&now=delayed",
    "from=2005-06-27&pair=US-MX&area=cargo-security",
    "from=2005-06-27&to=2006-06-15&overdue=1&sort=to_status",
    "from=2005-06-27&due_from=2006-06&due_to=2006-06&goal=1",
    "from=2005-06-27&slipped=1&sort=-to_revised_deadline",
    "from=2005-06-27&q=border&direction=ahead&sort=to_as_reported",
    "q=zebra",
]


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("query", QUERIES)
def test_page_csv_and_json_have_the_same_rows(client: Client, query: str) -> None:
    rows = in_csv(client, query)
    answer = json.loads(client.get(f"/changes.json?{query}").getvalue())
    assert [{key: cell or "" for key, cell in row.items()} for row in answer["rows"]] == rows
    assert codes_on_pages(client, query) == [row["code"] for row in rows]


def figures(shown: str) -> Sequence[tuple[str, int]]:
    """The links to the list on the page, each with the count that it stands on."""
    found = re.findall(r'<a href="([^"]+)#changed"[^>]*>(.*?)</a>', shown)
    return [
        (html.unescape(address), int(re.findall(r"\d+", re.sub(r"<[^>]*>", " ", words))[0]))
        for address, words in found
    ]


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 25),
        ("from=2005-06-27&to=2006-06-15", 16),
        ("from=2005-01-01", 15),
        ("pair=US-CN&area=traveller-security", 24),
        (f"{SINCE_THE_REPORT}&was=delayed&now=delayed&changed=any&sort=code", 25),
        (f"{SINCE_THE_REPORT}&status=delayed&direction=same", 9),
    ],
)
def test_each_figure_leads_to_just_the_rows_it_counts(
    client: Client, query: str, count: int
) -> None:
    counted = figures(page(client, query))
    assert len(counted) == count
    for address, milestones in counted:
        behind = urlsplit(address).query
        assert len(codes(client, behind)) == milestones, address
        assert codes_on_pages(client, behind) == codes(client, behind)
        assert f"{milestones} milestone" in page(client, behind)


@pytest.mark.usefixtures("later")
def test_the_matrix_is_the_same_whichever_figure_was_picked(client: Client) -> None:
    picked = f"{SINCE_THE_REPORT}&was=on_track&now=delayed&direction=behind&changed=yes"
    assert figures(page(client, picked)) == figures(page(client, SINCE_THE_REPORT))


@pytest.mark.usefixtures("later")
def test_the_page_tells_what_moved_in_whose_words(client: Client) -> None:
    shown = page(client, SINCE_THE_REPORT)
    assert "“" not in "".join(re.findall(r"<q[^>]*>(.*?)</q>", shown))
    for words in (
        "Partially Completed, Finished Fall 2006",
        "Revised to March 2008",
        "put off 3 months",
        "same status, other words",
        "Canada–U.S.: moved ahead",
        "Canada–U.S.: no revised date any more",
        "Fell behind",
    ):
        assert words in shown


@pytest.mark.usefixtures("later")
def test_the_second_day_travels_to_other_pages(client: Client) -> None:
    shown = page(client, "from=2005-06-27&to=2006-06-15")
    assert "/en/milestones/TS-1.1/?as_of=2006-06-15" in shown
    assert "/en/deadlines/?as_of=2006-06-15" in shown


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("query", ["", "from=2006-06-15&to=2006-09-01&pair=US-CN&status=delayed"])
def test_every_link_of_the_page_to_itself_answers(client: Client, query: str) -> None:
    shown = page(client, query)
    links = {html.unescape(link) for link in re.findall(r'href="([^"#]*)', shown)}
    own = [link for link in links if link.startswith(("?", "/en/changes/", "/changes."))]
    assert len(own) > 10
    for link in own:
        address = f"/en/changes/{link}" if link.startswith("?") else link
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_page_answers_in_every_language(client: Client, language: str) -> None:
    shown = page(client, language=language)
    assert shown.count("<h1") == 1
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(set(ids)) == len(ids)


def test_the_dictionary_explains_the_changes(client: Client) -> None:
    shown = client.get("/en/data/").content.decode()
    assert "<code>changes.csv</code>" in shown
    assert "from_as_reported" in shown


@pytest.mark.parametrize(
    ("address", "count"),
    [("/en/changes/?per_page=100&sort=direction", 10), ("/changes.csv", 4), ("/changes.json", 5)],
)
def test_a_comparison_asks_a_fixed_number_of_questions(
    client: Client, add_milestones: Callable[[int], None], address: str, count: int
) -> None:
    assert queries(client, address) == count
    add_milestones(1000)
    everything = f"{address}{'&' if '?' in address else '?'}changed=any"
    assert queries(client, everything) == count


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
        assert response.status_code == 200
        if response.streaming:
            response.getvalue()
    bookkeeping = ("SAVEPOINT", "RELEASE SAVEPOINT", "DECLARE", "FETCH", "CLOSE")
    counted = [one for one in asked.captured_queries if not one["sql"].startswith(bookkeeping)]
    # PostgreSQL streams rows through a cursor of the server, which Django's log does not show.
    unseen = connection.vendor == "postgresql" and response.streaming
    return len(counted) + int(unseen)
