"""The spreadsheets: typed cells that can be read, filtered and trusted without a manual."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.opendata.datasets import DATASETS
from milestones.opendata.exports import xlsx
from tests.downloads import rows_in_json, rows_in_workbook, workbook
from tests.milestones.recording import record
from tests.terms import LICENCE, TERMS

pytestmark = pytest.mark.django_db


def midnight(day: str) -> dt.datetime:
    """A day as the library reads it from a cell."""
    return dt.datetime.fromisoformat(day)


def sheet(client: Client, address: str, place: int = 0) -> Worksheet:
    return workbook(client, address).worksheets[place]


def test_a_row_has_its_cells_in_their_types(client: Client) -> None:
    (row,) = rows_in_workbook(client, "/milestones.xlsx?q=BP-3.1")
    assert {name: row[name] for name in list(row)[8:]} == {
        "first_deadline": "2005-12",
        "last_deadline": "2005-12",
        "deadline_basis": "printed",
        "status": "delayed",
        "status_us_cn": "delayed",
        "status_us_mx": "delayed",
        "revised_deadline": "2007-12",
        "slip_months": 24,
        "overdue": True,
        "contradiction": False,
        "as_of": midnight("2006-06-15"),
        "source_line": 203,
        "reported_as_of": midnight("2006-06-15"),
        "days_overdue": 166,
        "late": True,
    }


def test_days_and_instants_are_dates_and_months_are_words(client: Client) -> None:
    first = sheet(client, "/history.xlsx?q=TS-1.1")
    cells = dict(zip((cell.value for cell in first[1]), first[2], strict=True))
    looks = {name: cells[name].number_format for name in ("as_of", "recorded_at", "report")}
    assert looks == {"as_of": "yyyy-mm-dd", "recorded_at": "yyyy-mm-dd hh:mm:ss", "report": "@"}
    assert cells["as_of"].value == midnight("2006-06-15")
    assert isinstance(cells["recorded_at"].value, dt.datetime)
    assert (cells["revised_deadline"].value, cells["revised_deadline"].data_type) == (
        "2006-Fall",
        "s",
    )


def test_instants_are_in_utc_as_in_the_other_files(client: Client) -> None:
    (in_json,) = rows_in_json(client, "/history.json?q=TS-1.2")
    (row,) = rows_in_workbook(client, "/history.xlsx?q=TS-1.2")
    assert f"{row['recorded_at']:%Y-%m-%dT%H:%M:%SZ}" == in_json["recorded_at"]


@pytest.mark.parametrize("name", DATASETS)
def test_the_heading_stays_in_sight_and_filters_the_rows(client: Client, name: str) -> None:
    first = sheet(client, f"/{name}.xlsx")
    assert first.title == name
    assert first.freeze_panes == "A2"
    assert first.auto_filter.ref == first.dimensions
    assert all(cell.font.b for cell in first[1])
    without_rows = sheet(client, f"/{name}.xlsx?q=zebra")
    assert (without_rows.max_row, without_rows.auto_filter.ref) == (1, without_rows.dimensions)


def test_columns_are_as_wide_as_their_words_up_to_a_limit(client: Client) -> None:
    columns = sheet(client, "/milestones.xlsx").column_dimensions.values()
    widths = {place: some.width for some in columns for place in range(some.min, some.max + 1)}
    # A program adds room at the edges to the width in characters.
    assert [int(widths[place]) for place in (1, 3, 6)] == [9, 37, 60]
    assert sheet(client, "/milestones.xlsx")["F2"].alignment.wrap_text


def test_a_second_sheet_says_what_the_rows_are(client: Client) -> None:
    address = "/milestones.xlsx?as_of=2006-12-31&sort=-code&status=delayed&status=completed"
    about = list(sheet(client, address, 1).iter_rows(values_only=True))
    assert about[:9] == [
        ("title", "Milestones", None),
        ("as_of", midnight("2006-12-31"), None),
        ("filters", "as_of=2006-12-31\nsort=-code\nstatus=delayed\nstatus=completed", None),
        ("count", 23, None),
        ("address", f"http://testserver{address}", None),
        ("terms", TERMS, None),
        ("licence", LICENCE["address"], None),
        ("method", "http://testserver/en/about/", None),
        (
            "limits",
            "Words of more than 32,767 characters end in … here, since a cell holds no more; CSV "
            "and JSON have them whole.",
            None,
        ),
    ]
    assert about[9:12] == [
        (None, None, None),
        ("column", "kind", "meaning"),
        ("code", "string", "The milestone's public code; it never changes."),
    ]
    names = [column.name for column in DATASETS["milestones"].columns]
    assert [row[0] for row in about[11:]] == names


def test_a_comparison_says_both_its_days(client: Client) -> None:
    address = "/changes.xlsx?from=2005-06-27&to=2006-06-15"
    about = list(sheet(client, address, 1).iter_rows(values_only=True))
    assert about[1:3] == [
        ("from", midnight("2005-06-27"), None),
        ("to", midnight("2006-06-15"), None),
    ]


def test_a_workbook_is_titled_and_bears_no_time_of_the_clock(client: Client) -> None:
    properties = workbook(client, "/statuses.xlsx").properties
    assert (properties.title, properties.creator) == (
        "spp-statuses-as-of-2006-06-15",
        "SPP Tracker",
    )
    assert properties.created == properties.modified == midnight("2006-06-15")


def test_a_day_before_spreadsheets_count_days_is_written_in_words(client: Client) -> None:
    (row, *_rest) = rows_in_workbook(client, "/changes.xlsx?from=1899-12-31&to=2006-06-15")
    assert (row["from"], row["to"]) == ("1899-12-31", midnight("2006-06-15"))


def test_more_rows_than_a_sheet_holds_are_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MAX_ROWS", 105)
    response = client.get("/milestones.xlsx")
    assert (response.status_code, response.content.decode()) == (
        400,
        "rows: There are 106 rows, and a spreadsheet holds 105. Narrow them with a filter, or "
        "download them as CSV.\n",
    )
    assert client.head("/milestones.xlsx").status_code == 400
    assert client.get("/milestones.xlsx?area=bioprotection").status_code == 200
    assert client.get("/milestones.csv").status_code == 200


@pytest.mark.parametrize("words", ["#N/A", "1e5", "007", "2006-12", "TRUE", "1/2"])
def test_words_that_look_like_something_else_stay_words(client: Client, words: str) -> None:
    record(dt.date(2006, 9, 1), StatusLine(Pair.ALL, Status.ON_TRACK, words))
    first = sheet(client, "/statuses.xlsx?q=TS-1.4")
    cell: Any = first["F2"]
    assert (cell.value, cell.data_type, cell.number_format) == (words, "s", "@")
