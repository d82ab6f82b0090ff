"""The page, the CSV, the spreadsheet and the JSON have the rows of the query, in its order and with
the same values. ``test_oracle`` proves that the rows of a query are the right ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from milestones.opendata.datasets import DATASETS
from milestones.queries import MilestoneQuery
from tests.downloads import codes_in_csv, codes_on_pages, rows_in_json
from tests.milestones.row_comparison import DAYS, FILTERS, as_shown, in_every_format, on_pages

pytestmark = pytest.mark.django_db

NAMES = list(FILTERS)
ON_A_DAY = [
    urlencode({name: value, "as_of": DAYS[place % len(DAYS)]})
    for place, (name, value) in enumerate(FILTERS.items())
]
"""Each filter, on one of the days."""


def queries(name: str) -> Iterator[str]:
    """A filter alone and together with each of those after it, on each day."""
    for day in DAYS:
        yield urlencode({name: FILTERS[name], "as_of": day})
    for other in NAMES[NAMES.index(name) + 1 :]:
        for day in DAYS:
            yield urlencode({name: FILTERS[name], other: FILTERS[other], "as_of": day})


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


@pytest.mark.exhaustive
@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("name", NAMES)
def test_page_and_files_have_the_same_rows_with_a_filter_and_with_two(
    client: Client, name: str
) -> None:
    count = 0
    for query in queries(name):
        rows = in_every_format(client, "milestones", query)
        assert on_pages(client, query) == [as_shown(row, query) for row in rows], query
        count += len(rows)
    assert count


OTHER_FILES = sorted(DATASETS.keys() - {"milestones"})


def known_by(name: str) -> dict[str, str]:
    """A value of each filter that a file knows."""
    return {**FILTERS, "sort": f"-{list(DATASETS[name].sorts)[-1]}"}


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("name", OTHER_FILES)
def test_every_file_has_the_same_rows_in_all_formats(
    client: Client, name: str, exhaustive: bool
) -> None:
    step = 1 if exhaustive else 4
    some = list(known_by(name).items())[OTHER_FILES.index(name) % step :: step]
    for filters in [{}, *({filter_name: value} for filter_name, value in some)]:
        for day in DAYS if exhaustive or not filters else DAYS[2:]:
            of_the_same_milestones(client, name, {**filters, "as_of": day})


@pytest.mark.exhaustive
@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("name", OTHER_FILES)
def test_every_file_has_the_same_rows_in_all_formats_with_two_filters(
    client: Client, name: str
) -> None:
    for two in combinations(known_by(name).items(), 2):
        for day in DAYS:
            of_the_same_milestones(client, name, {**dict(two), "as_of": day})


def of_the_same_milestones(client: Client, name: str, filters: dict[str, str]) -> None:
    """A file has the same rows in all formats; if they are status lines, of those milestones
    that the same filters choose."""
    query = urlencode(filters)
    rows = in_every_format(client, name, query)
    if name in {"statuses", "history"} and "sort" not in filters:
        chosen = rows_in_json(client, f"/milestones.json?{query}")
        reported = [row["code"] for row in chosen if row["status"] != "planned"]
        assert list(dict.fromkeys(row["code"] for row in rows)) == reported, query
