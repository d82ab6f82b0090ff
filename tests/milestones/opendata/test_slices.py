"""A part of the rows: so many of them, from a place on, and where the others are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.opendata.datasets import DATASETS
from tests.downloads import codes_in_csv, rows_in_csv, rows_in_json, rows_in_workbook

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def links(client: Client, address: str) -> dict[str, str]:
    """Where each link of a file leads, without the address of the site."""
    header = client.get(address).get("Link", "")
    links = re.findall(r'<http://testserver([^>]+)>; rel="(\w+)"', header)
    return {where: to for to, where in links if where != "canonical"}


def test_a_part_has_its_rows_and_says_how_many_there_are_in_all(client: Client) -> None:
    everything = codes_in_csv(client, "/milestones.csv?sort=-status")
    answer = client.get("/milestones.json?sort=-status&limit=25&offset=50").getvalue()
    meta, rows = json.loads(answer).values()
    assert [row["code"] for row in rows] == everything[50:75]
    assert (meta["count"], meta["filters"]) == (
        106,
        {"sort": ["-status"], "limit": ["25"], "offset": ["50"]},
    )


PARTS = {
    "limit=3": slice(0, 3),
    "limit=2&offset=5": slice(5, 7),
    "offset=4": slice(4, None),
    "limit=&offset=": slice(0, None),
    "limit=1000&offset=999": slice(999, None),
}


@pytest.mark.parametrize("name", DATASETS)
def test_every_file_has_its_parts(client: Client, name: str) -> None:
    whole = rows_in_csv(client, f"/{name}.csv")
    for query, part in PARTS.items():
        assert rows_in_csv(client, f"/{name}.csv?{query}") == whole[part], query


def test_every_format_has_the_same_part(client: Client) -> None:
    assert (
        rows_in_json(client, "/statuses.json?limit=2&offset=5")
        == (rows_in_json(client, "/statuses.json")[5:7])
    )
    assert (
        rows_in_workbook(client, "/statuses.xlsx?limit=2&offset=5")
        == (rows_in_workbook(client, "/statuses.xlsx")[5:7])
    )


@pytest.mark.parametrize("name", DATASETS)
def test_who_follows_the_links_has_every_row_once(client: Client, name: str) -> None:
    address, rows = f"/{name}.json?limit=25&sort={next(iter(DATASETS[name].sorts))}", []
    whole = rows_in_json(client, address.replace("limit=25&", ""))
    while address:
        rows += rows_in_json(client, address)
        address = links(client, address).get("next", "")
    assert rows == whole


AS_OF = "as_of=2006-06-15"


@pytest.mark.parametrize(
    ("asked", "offsets"),
    [
        ("limit=50", {"first": 0, "next": 50, "last": 100}),
        ("limit=50&offset=50", {"first": 0, "prev": 0, "next": 100, "last": 100}),
        ("limit=50&offset=100", {"first": 0, "prev": 50, "last": 100}),
        ("limit=50&offset=20", {"first": 0, "prev": 0, "next": 70, "last": 100}),
        ("limit=53", {"first": 0, "next": 53, "last": 53}),
        ("limit=106", {"first": 0, "last": 0}),
        ("limit=50&offset=900", {"first": 0, "prev": 100, "last": 100}),
        ("limit=10&q=zebra", {"first": 0, "last": 0}),
    ],
)
def test_links_lead_to_the_other_parts(client: Client, asked: str, offsets: dict[str, int]) -> None:
    addresses = links(client, f"/milestones.json?{asked}")
    linked = {where: int(re.findall(r"offset=(\d+)", to)[0]) for where, to in addresses.items()}
    assert linked == offsets


def test_links_keep_what_was_asked_and_the_day(client: Client) -> None:
    asked = "limit=10&sort=-code&status=delayed&status=initiated"
    assert links(client, f"/milestones.csv?{asked}")["next"] == (
        f"/milestones.csv?{asked}&{AS_OF}&offset=10"
    )
    assert links(client, "/changes.json?limit=10")["next"] == (
        "/changes.json?limit=10&from=2005-06-27&to=2006-06-15&offset=10"
    )


def test_without_a_limit_there_are_no_links(client: Client) -> None:
    assert links(client, "/milestones.json") == links(client, "/milestones.json?offset=5") == {}


def test_rows_that_are_left_out_are_not_read(
    client: Client, add_milestones: Callable[[int], object]
) -> None:
    def questions() -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            assert len(rows_in_json(client, "/milestones.json?limit=10&offset=60")) == 10
        return [query["sql"] for query in asked.captured_queries]

    before = len(questions())
    add_milestones(200)
    assert len(questions()) == before
