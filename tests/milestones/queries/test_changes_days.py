"""Which two days are compared, what is told where nothing was on record on one of them, and what
is refused."""

from __future__ import annotations

import datetime as dt
import html
import json

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.queries import ChangesQuery
from milestones.queries.query import MAX_DAYS
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.downloads import codes_on_pages
from tests.milestones.comparing import SINCE_THE_REPORT, codes, in_csv, page
from tests.milestones.recording import ON_TRACK, record
from tests.terms import LICENCE, TERMS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("", "from-2006-06-15-to-2006-09-01"),
        ("to=2006-06-15", "from-2005-06-27-to-2006-06-15"),
        ("as_of=2006-06-15", "from-2005-06-27-to-2006-06-15"),
        ("as_of=2006-06-15&to=2006-06-15", "from-2005-06-27-to-2006-06-15"),
        ("from=2005-12-31", "from-2005-12-31-to-2006-09-01"),
        ("to=2005-06-27", "from-2005-06-27-to-2005-06-27"),
    ],
)
def test_days_not_asked_for_are_the_newest_and_the_edition_before(
    client: Client, query: str, days: str
) -> None:
    response = client.get(f"/changes.csv?{query}")
    assert response["Content-Disposition"] == f'attachment; filename="spp-changes-{days}.csv"'


@pytest.mark.parametrize(("first_day", "was_reported_on"), [(PLAN_DAY, False), (REPORT_DAY, True)])
def test_of_many_days_the_first_in_the_index_tells_whether_anything_was_reported(
    first_day: dt.date, was_reported_on: bool
) -> None:
    """PostgreSQL would check all standings, in whatever order they are, where none was."""
    for number in range(1, MAX_DAYS + 1):
        record(REPORT_DAY + dt.timedelta(number), ON_TRACK)
    asked = ChangesQuery(QueryDict(f"from={first_day}"))
    with CaptureQueriesContext(connection) as captured:
        assert asked._was_reported_on is was_reported_on
    assert captured[-1]["sql"].endswith("ORDER BY 1 ASC LIMIT 1")


@pytest.mark.parametrize(
    ("query", "message", "days"),
    [
        (
            "from=2006-06-15&as_of=2006-01-01",
            "from: 2006-06-15 is after 2006-01-01, the date that it is compared with.\n",
            ("2005-06-27", "2006-01-01"),
        ),
        (
            "as_of=2005-12-31&to=2006-06-15",
            "as_of: It differs from 2006-06-15, the date of “to”. Leave one of the two out.\n",
            ("2005-06-27", "2006-06-15"),
        ),
    ],
)
def test_days_that_do_not_go_together_give_way_on_the_page_and_are_refused_in_data(
    client: Client, query: str, message: str, days: tuple[str, str]
) -> None:
    response = client.get(f"/changes.csv?{query}")
    assert (response.status_code, response.content.decode()) == (400, message)
    asked = ChangesQuery(QueryDict(query))
    assert tuple(str(day) for day in asked.days.values()) == days
    assert client.get(f"/en/changes/?{query}").status_code == 200


def test_json_tells_both_days(client: Client) -> None:
    answer = json.loads(client.get("/changes.json?to=2006-06-15&q=TS-1.2").getvalue())
    assert answer["meta"] | {"columns": []} == {
        "dataset": "changes",
        "title": "Changes between two dates",
        "address": "http://testserver/changes.json?q=TS-1.2&to=2006-06-15&from=2005-06-27",
        "terms": TERMS,
        "licence": LICENCE,
        "method": "http://testserver/en/about/",
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
    assert "On June 26, 2005 there were no milestones" in shown
    assert "new in the plan" in shown


def test_two_days_before_the_plan_have_nothing_to_compare(client: Client) -> None:
    assert in_csv(client, "from=2005-01-01&to=2005-06-26") == []
    assert "No data yet." in page(client, "from=2005-01-01&to=2005-06-26")


def test_a_day_compared_with_itself_has_no_changes(client: Client) -> None:
    same = "from=2006-06-15&to=2006-06-15"
    assert in_csv(client, same) == []
    assert len(codes(client, f"{same}&changed=no")) == 106
    assert "Nothing changed: both dates are the same." in page(client, same)


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("query", "delivered"),
    [
        (SINCE_THE_REPORT, ["TS-1.3"]),
        (f"{SINCE_THE_REPORT}&sort=-code", ["TS-1.3"]),
        (f"{SINCE_THE_REPORT}&pair=US-CN", ["TS-1.1", "TS-1.3"]),
        (f"{SINCE_THE_REPORT}&pair=US-CN&sort=-code", ["TS-1.3", "TS-1.1"]),
        (f"{SINCE_THE_REPORT}&direction=first_report", []),
        ("from=2005-01-01&to=2006-06-15&area=cargo-security", ["CS-2.3", "CS-2.6", "CS-3.1"]),
    ],
)
def test_milestones_delivered_since_are_those_that_were_not_before(
    client: Client, query: str, delivered: list[str]
) -> None:
    assert codes(client, f"{query}&delivered=1") == delivered
    assert codes_on_pages(client, "/en/changes/", f"{query}&delivered=1") == delivered


def test_days_between_which_nothing_was_reported_have_no_changes(client: Client) -> None:
    assert "No milestone changed in this way" in page(client, "from=2005-06-27&to=2006-06-14")


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        (
            "from=2006-06-15&to=2006-06-14",
            "from: 2006-06-15 is after 2006-06-14, the date that it is compared with.",
        ),
        (
            "from=2006-06-16",
            "from: 2006-06-16 is after 2006-06-15, the date that it is compared with.",
        ),
        ("from=June", "from: “June” is not a date: write it like 2006-06-15."),
        ("to=2006-02-30", "to: “2006-02-30” is not a date: write it like 2006-06-15."),
        (
            "direction=up",
            "direction: “up” is not a direction: write ahead, behind, mixed, same or first_report.",
        ),
        ("delivered=no", "delivered: Unknown value “no”: write 1, or leave it out."),
        ("changed=1", "changed: Unknown value “1”: write yes, no or any."),
        ("to=2006-06-15&to=2006-06-14", "to: Given more than once."),
        (
            "now=none",
            "now: Unknown status “none”. Valid: planned, delayed, initiated, on_track, "
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


@pytest.mark.parametrize(
    "name", ["from", "to", "was", "now", "delivered", "slipped_since", "direction", "changed"]
)
def test_the_parameters_of_changes_are_known_there_alone(client: Client, name: str) -> None:
    for address in ("/en/milestones/", "/milestones.csv", "/en/"):
        assert client.get(f"{address}?{name}=2006-06-15").status_code == 400
    assert client.get("/en/changes/?page=99").status_code == 400
    assert client.get("/changes.csv?page=1").status_code == 400
    assert client.get("/changes.csv?nonsense=1").status_code == 400
