"""The data files: their columns, their cells, and how they are sent."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.opendata.datasets import DATASETS
from priorities.models import Goal, PriorityArea
from tests.downloads import rows_in_csv
from tests.milestones.recording import COMPLETED, LATER, record
from tests.terms import LICENCE, TERMS

pytestmark = pytest.mark.django_db


def text(client: Client, address: str) -> str:
    response = client.get(address)
    body: bytes = response.getvalue()
    assert response.status_code == 200, body
    return body.decode()


def test_milestones_csv_has_its_columns_and_rows(client: Client) -> None:
    assert text(client, "/milestones.csv?initiative=CS-2&q=E-manifest").split("\r\n") == [
        "code,goal,priority_area,initiative_code,initiative,milestone,plan_text,parties,"
        "first_deadline,last_deadline,deadline_basis,status,status_us_cn,status_us_mx,"
        "revised_deadline,slip_months,overdue,contradiction,as_of,source_line,reported_as_of,"
        "days_overdue,late",
        "CS-2.1,SECURE NORTH AMERICA FROM EXTERNAL THREATS,Cargo Security,CS-2,"
        '"Develop compatible standards, technologies and processes for intermodal supply chain '
        "security that emphasize risk management, a layered approach to supply chain security, "
        'and the expedited movement of low-risk commerce.",'
        "Evaluate within 6 months (December 2005) and seek to expand within 18 months "
        "(December 2006) the use of E-manifest.,"
        "Evaluate within 6 months and seek to expand within 18 months the use of E-manifest.,"
        "ALL,2005-12,2006-12,printed,on_track,on_track,on_track,,,false,false,2006-06-15,103,"
        "2006-06-15,,false",
        "",
    ]


CELLS = (
    "code parties first_deadline last_deadline deadline_basis status status_us_cn status_us_mx "
    "revised_deadline slip_months overdue contradiction source_line days_overdue late"
).split()


@pytest.mark.parametrize(
    "cells",
    [
        "TS-1.1 ALL 2006-06 2006-06 printed initiated partially_completed initiated 2006-Fall 5 "
        "false false 25 - true",
        "TS-1.2 ALL 2007-12-31 2007-12-31 printed on_track on_track on_track - - false false 30 "
        "- false",
        "TS-1.5 US-CN 2006-12 2006-12 printed initiated initiated - - - false false 42 - false",
        "CS-3.4 US-MX 2006-03 2006-03 printed initiated - initiated - - true false 142 76 true",
        "BP-3.1 ALL 2005-12 2005-12 printed delayed delayed delayed 2007-12 24 true false 203 "
        "166 true",
        "BP-7.1 ALL 2005-12 2005-12 derived completed completed completed - - false false 255 - "
        "false",
        "AS-1.2 ALL 2005-12 2005-12 printed on_track on_track on_track - - true true 293 166 true",
        "BF-1.4 ALL - - - delayed delayed delayed - - false false 558 - true",
        "BF-1.7 US-CN 2005-12 2005-12 printed initiated initiated - 2006-Fall 11 true false 570 "
        "166 true",
        "BF-1.12 ALL 2008 2008 printed on_track on_track on_track - - false false 591 - false",
        "PR-2.3 ALL 2006-06 2006-06 printed delayed on_track delayed - - false false 505 - true",
    ],
)
def test_the_cells_of_irregular_milestones(client: Client, cells: str) -> None:
    code = cells.split(maxsplit=1)[0]
    (row,) = rows_in_csv(client, f"/milestones.csv?q={code}")
    assert [row[name] or "-" for name in CELLS] == cells.split()


def test_statuses_csv_has_a_row_for_each_line_in_force(client: Client) -> None:
    rows = rows_in_csv(client, "/statuses.csv")
    assert len(rows) == 116
    recorded_at = dt.datetime.fromisoformat(rows[0].pop("recorded_at"))
    assert recorded_at.utcoffset() == dt.timedelta(0)
    assert rows[0] == {
        "code": "TS-1.1",
        "priority_area": "Traveller Security",
        "pair": "US-CN",
        "status": "partially_completed",
        "status_label": "Partially completed",
        "as_reported": "Partially Completed, Finished Fall 2006",
        "revised_deadline": "2006-Fall",
        "as_of": "2006-06-15",
        "report": "Status report on the Security Priorities, mid-June 2006",
        "source_line": "27",
    }


def test_statuses_for_a_pair_are_those_that_speak_for_it(client: Client) -> None:
    rows = rows_in_csv(client, "/statuses.csv?pair=US-MX&area=cargo-security")
    assert {row["pair"] for row in rows} == {"ALL", "US-MX"}
    assert [row["code"] for row in rows if row["pair"] == "US-MX"] == ["CS-3.2"]
    assert "CS-1.2" not in {row["code"] for row in rows}


def test_priorities_csv(client: Client) -> None:
    """``test_progress`` has the figures of every area and deadline."""
    goal = "PREVENT AND RESPOND TO THREATS WITHIN NORTH AMERICA"
    assert text(client, "/priorities.csv?area=law-enforcement-cooperation").split("\r\n") == [
        "goal,priority_area,milestones,planned,delayed,initiated,on_track,partially_completed,"
        "completed_ongoing,completed,overdue,contradiction,completed_share,"
        "due,delivered_of_due,delivered_of_due_low,delivered_of_due_high,late",
        f"{goal},Law Enforcement Cooperation,14,0,1,1,10,1,1,0,1,0,0.0714,1,0,,,2",
        "",
    ]


def test_deadlines_csv(client: Client) -> None:
    assert text(client, "/deadlines.csv?due_to=2006-03").split("\r\n") == [
        "deadline,milestones,planned,delayed,initiated,on_track,partially_completed,"
        "completed_ongoing,completed,overdue",
        "2005-09,1,0,0,0,0,1,0,0,1",
        "2005-12,12,0,1,1,5,0,2,3,6",
        "2006-03,13,0,5,3,0,2,0,3,10",
        "",
    ]


@pytest.mark.parametrize(
    ("sort", "first"),
    [("deadline", "2005-09"), ("-deadline", "none"), ("-milestones", "2006-06")],
)
def test_summaries_are_sorted_too(client: Client, sort: str, first: str) -> None:
    rows = rows_in_csv(client, f"/deadlines.csv?sort={sort}")
    assert (rows[0]["deadline"], len(rows)) == (first, 12)


@pytest.mark.parametrize("name", ["milestones", "statuses", "history", "attention", "priorities"])
def test_areas_are_sorted_as_in_the_documents(client: Client, name: str) -> None:
    """Their names depend on the language of a page, which has the rows of the file."""
    areas = list(PriorityArea.objects.values_list("name", flat=True))
    for sort, order in (("priority_area", areas), ("-priority_area", areas[::-1])):
        rows = rows_in_csv(client, f"/{name}.csv?sort={sort}")
        seen = dict.fromkeys(row["priority_area"] for row in rows)
        assert list(seen) == [area for area in order if area in seen]


def test_goals_are_sorted_as_in_the_documents(client: Client) -> None:
    goals = list(Goal.objects.values_list("name", flat=True))
    for name in ("milestones", "priorities"):
        rows = rows_in_csv(client, f"/{name}.csv?sort=-goal")
        assert list(dict.fromkeys(row["goal"] for row in rows)) == goals[::-1]


def test_before_the_plan_there_are_columns_and_no_rows(client: Client) -> None:
    for name in DATASETS:
        assert text(client, f"/{name}.csv?as_of=2005-06-26").count("\r\n") == 1
        answer = json.loads(text(client, f"/{name}.json?as_of=2005-06-26"))
        assert (answer["rows"], answer["meta"]["count"]) == ([], 0)


@pytest.mark.usefixtures("empty_database")
def test_before_anything_is_loaded_there_are_columns_and_no_rows(client: Client) -> None:
    for name in DATASETS:
        assert text(client, f"/{name}.csv").count("\r\n") == 1


def test_json_tells_what_it_was_asked(client: Client) -> None:
    query = "as_of=2006-12-31&status=delayed&status=completed"
    answer = json.loads(text(client, f"/milestones.json?{query}&pair="))
    columns = answer["meta"].pop("columns")
    assert answer["meta"] == {
        "dataset": "milestones",
        "title": "Milestones",
        "as_of": "2006-12-31",
        "filters": {"as_of": ["2006-12-31"], "status": ["delayed", "completed"]},
        "count": 23,
        "address": f"http://testserver/milestones.json?{query}",
        "terms": TERMS,
        "licence": LICENCE,
        "method": "http://testserver/en/about/",
    }
    assert columns[-2:] == [
        {
            "name": "days_overdue",
            "kind": "integer",
            "meaning": "Days from the last deadline to the date; empty unless overdue.",
        },
        {
            "name": "late",
            "kind": "boolean",
            "meaning": "Whether it is not delivered, and reported delayed, overdue, or slipped.",
        },
    ]
    first = answer["rows"][0]
    assert (first["overdue"], first["slip_months"], first["source_line"]) == (True, None, 71)


@pytest.mark.parametrize("name", ["milestones", "changes", "history"])
def test_the_address_in_a_file_gives_the_same_rows_on_any_later_day(
    client: Client, name: str
) -> None:
    answer = json.loads(text(client, f"/{name}.json?area=bioprotection&sort=-code"))
    record(dt.date(2007, 1, 1), COMPLETED, code="BP-3.1")
    again = json.loads(text(client, answer["meta"]["address"]))
    assert again["rows"] == answer["rows"] != []
    now = json.loads(text(client, f"/{name}.json?area=bioprotection&sort=-code"))
    assert now["rows"] != answer["rows"]


@pytest.mark.parametrize("file", ["history.csv", "milestones.xlsx", "changes.json"])
def test_the_same_rows_have_the_same_bytes(client: Client, file: str) -> None:
    assert client.get(f"/{file}").getvalue() == client.get(f"/{file}").getvalue()


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("suffix", "content_type", "how"),
    [
        ("csv", "text/csv; charset=utf-8; header=present", "attachment"),
        ("xlsx", XLSX, "attachment"),
        ("json", "application/json", "inline"),
    ],
)
def test_files_are_named_after_their_day(
    client: Client, suffix: str, content_type: str, how: str
) -> None:
    response = client.get(f"/statuses.{suffix}?as_of=2006-01-01")
    name = f"spp-statuses-as-of-2006-01-01.{suffix}"
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'{how}; filename="{name}"'


def test_a_negative_number_is_no_formula(client: Client) -> None:
    line = StatusLine(Pair.ALL, Status.ON_TRACK, revised=ImpreciseDate.month(2008, 4))
    record(LATER, line, code="TS-1.3")
    (row,) = rows_in_csv(client, "/milestones.csv?q=TS-1.3")
    assert (row["revised_deadline"], row["slip_months"]) == ("2008-04", "-2")


def test_columns_are_named_once_explained_and_sortable() -> None:
    for dataset in DATASETS.values():
        names = [column.name for column in dataset.columns]
        assert len(set(names)) == len(names)
        assert all(str(column.meaning).endswith(".") for column in dataset.columns)
        assert set(dataset.sorts) == set(names)
