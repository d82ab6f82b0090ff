"""The same filters give the same rows, in the same order, with the same values: on the page, in
CSV, in the spreadsheet and in JSON."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.test import Client

from milestones.datasets import DATASETS
from tests.milestones.same_rows import FILTERS, as_shown, in_every_format, on_pages

pytestmark = pytest.mark.django_db

DAYS = ("2005-12-31", "2006-06-15", "2006-09-01")
"""Everything planned; as reported; as recorded since, with one of every kind of change."""

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


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("name", sorted(DATASETS.keys() - {"milestones"}))
def test_every_file_has_the_same_rows_in_all_formats(client: Client, name: str) -> None:
    column = list(DATASETS[name].sorts)[-1]
    for filters in [{}, *({one: FILTERS[one]} for one in NAMES), {"sort": f"-{column}"}]:
        if filters.get("sort", "-status").removeprefix("-") in DATASETS[name].sorts:
            for day in DAYS if EVERY_DAY or not filters else DAYS[2:]:
                in_every_format(client, name, urlencode({**filters, "as_of": day}))
