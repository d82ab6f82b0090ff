"""The page, the CSV, the spreadsheet and the JSON have the rows of the query, in its order and with
the same values. ``test_oracle`` proves that the rows of a query are the right ones."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from milestones.choices import Status
from milestones.opendata.datasets import DATASETS
from milestones.queries import MilestoneQuery
from tests.downloads import codes_in_csv, codes_on_pages
from tests.milestones.row_comparison import DAYS, FILTERS, as_shown, in_every_format, on_pages

pytestmark = pytest.mark.django_db

ON_A_DAY = [
    urlencode({name: value, "as_of": DAYS[place % len(DAYS)]})
    for place, (name, value) in enumerate(FILTERS.items())
]
"""Each filter, on one of the days."""


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("day", DAYS)
def test_page_and_files_have_the_same_rows(client: Client, day: str) -> None:
    query = f"as_of={day}"
    rows = in_every_format(client, "milestones", query)
    assert on_pages(client, query) == [as_shown(row, query) for row in rows]


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("query", ON_A_DAY)
def test_page_and_file_have_the_milestones_of_the_query(client: Client, query: str) -> None:
    codes = [milestone.code for milestone in MilestoneQuery(QueryDict(query)).milestones]
    assert codes_in_csv(client, f"/milestones.csv?{query}") == codes
    assert codes_on_pages(client, "/en/milestones/", query) == codes


OTHER_FILES = sorted(DATASETS.keys() - {"milestones"})


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("name", "day"),
    [
        (name, day)
        if place % len(DAYS) == turn
        else pytest.param(name, day, marks=pytest.mark.exhaustive)
        for place, name in enumerate(OTHER_FILES)
        for turn, day in enumerate(DAYS)
    ],
)
def test_every_file_has_the_same_rows_in_all_formats(client: Client, name: str, day: str) -> None:
    in_every_format(client, name, f"as_of={day}")


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("query", ON_A_DAY[:-1])
def test_status_lines_are_of_the_milestones_of_the_query(client: Client, query: str) -> None:
    asked = MilestoneQuery(QueryDict(query)).milestones
    reported = [milestone.code for milestone in asked if milestone.status != Status.PLANNED]
    for name in ("statuses", "history"):
        assert list(dict.fromkeys(codes_in_csv(client, f"/{name}.csv?{query}"))) == reported
