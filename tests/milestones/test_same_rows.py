"""The same filters give the same rows, in the same order, with the same values: on the page, in
CSV, in the spreadsheet and in JSON."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import combinations
from urllib.parse import urlencode

import pytest
from django.test import Client

from milestones.datasets import DATASETS
from tests.milestones.same_rows import DAYS, FILTERS, as_shown, in_every_format, on_pages
from tests.reading import rows_in_json

pytestmark = pytest.mark.django_db

EVERY_DAY = os.environ.get("SAME_ROWS") == "all"
"""Every pair of filters on each of the days takes minutes; unasked, each is tried on one."""

NAMES = list(FILTERS)


def queries(name: str) -> Iterator[str]:
    """A filter alone on each day, and together with each of those after it."""
    for day in DAYS:
        yield urlencode({name: FILTERS[name], "as_of": day})
    for place, other in enumerate(NAMES[NAMES.index(name) + 1 :]):
        for day in DAYS if EVERY_DAY else [DAYS[place % len(DAYS)]]:
            yield urlencode({name: FILTERS[name], other: FILTERS[other], "as_of": day})


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("day", DAYS)
def test_page_and_files_have_the_same_rows(client: Client, day: str) -> None:
    rows = in_every_format(client, "milestones", f"as_of={day}")
    assert len(rows) == 106
    assert on_pages(client, f"as_of={day}") == [as_shown(row) for row in rows]


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("name", NAMES)
def test_page_and_files_have_the_same_rows_with_a_filter_and_with_two(
    client: Client, name: str
) -> None:
    found = 0
    for query in queries(name):
        rows = in_every_format(client, "milestones", query)
        assert on_pages(client, query) == [as_shown(row, query) for row in rows], query
        found += len(rows)
    assert found


OTHER_FILES = sorted(DATASETS.keys() - {"milestones"})


def known_by(name: str) -> dict[str, str]:
    """A value of each filter that a file knows."""
    return {**FILTERS, "sort": f"-{list(DATASETS[name].sorts)[-1]}"}


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("name", OTHER_FILES)
def test_every_file_has_the_same_rows_in_all_formats(client: Client, name: str) -> None:
    for filters in [{}, *({one: value} for one, value in known_by(name).items())]:
        for day in DAYS if EVERY_DAY or not filters else DAYS[2:]:
            of_the_same_milestones(client, name, {**filters, "as_of": day})


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("name", OTHER_FILES)
def test_every_file_has_the_same_rows_in_all_formats_with_two_filters(
    client: Client, name: str
) -> None:
    """Unasked, each two filters are tried on one of the files."""
    for number, two in enumerate(combinations(known_by(name).items(), 2)):
        if EVERY_DAY or OTHER_FILES[number % len(OTHER_FILES)] == name:
            for day in DAYS if EVERY_DAY else DAYS[2:]:
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
