"""One definition of the data: files, data dictionary, data package, OpenAPI and docs agree."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoDbBlocker

from milestones.opendata.datasets import DATASETS
from milestones.opendata.schema.openapi import PARAMETERS
from tests.downloads import workbook
from tests.markup import Page

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Descriptions:
    """The three descriptions of the data: a page, a data package, OpenAPI."""

    page: Page
    package: Any
    openapi: Any

    def dictionary(self, caption: str) -> list[list[str]]:
        """The rows of a table on the page, cell by cell."""
        tables = self.page.all("table")
        (table,) = [table for table in tables if next(table.all("caption")).text == caption]
        return [[cell.text for cell in row.all("th", "td")] for row in table.all("tr")][1:]

    def fields(self, name: str) -> list[dict[str, Any]]:
        """The columns of a file as the data package describes them."""
        (resource,) = [
            resource for resource in self.package["resources"] if resource["name"] == name
        ]
        fields: list[dict[str, Any]] = resource["schema"]["fields"]
        return fields

    def row(self, name: str) -> dict[str, Any]:
        """A row of a file as OpenAPI describes it."""
        schema = self.openapi["components"]["schemas"][name]
        row: dict[str, Any] = schema["properties"]["rows"]["items"]
        return row


@pytest.fixture(scope="module")
def described(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Descriptions:
    client = Client()
    with django_db_blocker.unblock():
        return Descriptions(
            Page(client.get("/en/data/").content.decode()),
            client.get("/datapackage.json").json(),
            client.get("/openapi.json").json(),
        )


@pytest.mark.parametrize("name", DATASETS)
def test_all_name_the_same_columns_in_the_same_order(
    client: Client, described: Descriptions, name: str
) -> None:
    dataset = DATASETS[name]
    columns = [column.name for column in dataset.columns]

    in_csv = client.get(f"/{name}.csv").getvalue().decode()
    assert next(csv.reader(io.StringIO(in_csv, newline=""))) == columns
    in_json = json.loads(client.get(f"/{name}.json").getvalue())
    assert list(in_json["rows"][0]) == columns
    assert [column["name"] for column in in_json["meta"]["columns"]] == columns
    sheet = workbook(client, f"/{name}.xlsx").worksheets[0]
    assert [cell.value for cell in next(sheet.iter_rows())] == columns

    on_page = described.dictionary(f"Columns of {dataset.title}")
    assert [row[0] for row in on_page] == columns
    assert [field["name"] for field in described.fields(name)] == columns
    row = described.row(name)
    assert list(row["properties"]) == row["required"] == columns
    page = (settings.BASE_DIR / "docs" / "data.md").read_text("utf-8")
    assert f"| {dataset.title}: `/{name}` | `{','.join(columns)}` |" in page


@pytest.mark.parametrize("name", DATASETS)
def test_all_say_the_same_of_a_column(described: Descriptions, name: str) -> None:
    dataset = DATASETS[name]
    on_page = described.dictionary(f"Columns of {dataset.title}")
    for column, row, field in zip(dataset.columns, on_page, described.fields(name), strict=True):
        cell = described.row(name)["properties"][column.name]
        assert row[1] == field["type"] == column.kind
        assert row[2].startswith(str(column.meaning))
        assert field["description"] == cell["description"] == str(column.meaning)
        constraints = field.get("constraints", {})
        codes = [code.value for code in column.codes]
        assert constraints.get("enum", []) == codes
        assert [code for code in cell.get("enum", []) if code] == codes
        assert all(code in row[2] for code in codes)
        assert constraints.get("required", False) is ("Never empty." in row[2]) is column.required
        assert ("null" in cell["type"]) is not column.required
        assert constraints.get("pattern", "") == column.pattern == cell.get("pattern", "")[1:-1]
        assert column.pattern in row[2]


def test_a_column_that_is_limited_says_so_on_the_page_in_every_language(
    client: Client, described: Descriptions
) -> None:
    rows = described.dictionary("Columns of Progress by priority area")
    assert {row[0]: row[2] for row in rows}["completed_share"] == (
        "The share that is completed or completed / ongoing, 0 to 1. At least: 0. At most: 1. "
        "Never empty."
    )
    assert "US-MX" in client.get("/fr/data/").content.decode()


@pytest.mark.parametrize("name", DATASETS)
def test_all_name_the_parameters_that_an_address_reads(
    client: Client, described: Descriptions, name: str
) -> None:
    shared = described.openapi["components"]["parameters"]
    parameters = described.openapi["paths"][f"/{name}.csv"]["get"]["parameters"]
    names = [
        shared[parameter["$ref"].rpartition("/")[2]]["name"]
        if "$ref" in parameter
        else parameter["name"]
        for parameter in parameters
    ]
    refused = client.get(f"/{name}.csv?nonsense=1").content.decode()
    assert refused.strip().endswith(f"Valid: {', '.join(names)}.")
    assert set(names) <= set(PARAMETERS)


def test_every_parameter_is_on_the_page_with_an_example_that_works(
    client: Client, described: Descriptions
) -> None:
    rows = described.dictionary("Parameters")
    assert [row[0] for row in rows] == list(PARAMETERS)
    for name, example, _meaning in rows:
        file = {
            "page": "changes.atom",
            "lang": "embed/",
            "reason": "attention.csv",
            "horizon": "attention.csv",
        }.get(name, "changes.csv")
        query = QueryDict(mutable=True)
        query[name] = example.replace("-status", "-to_status")
        answer = client.get(f"/{file}?{query.urlencode()}")
        text = answer.getvalue().decode()
        assert (answer.status_code == 200) or "no results" in text, text


def test_the_descriptions_of_the_rows_on_the_page_are_a_link_away(client: Client) -> None:
    page = Page(client.get("/en/data/?area=cargo-security&as_of=2006-06-15").content.decode())
    links = [link.get("href") for link in page.links]
    assert "/datapackage.json?area=cargo-security&as_of=2006-06-15" in links
    assert "/openapi.json" in links


def test_every_column_that_another_refers_to_is_there() -> None:
    for dataset in DATASETS.values():
        names = {column.name for column in dataset.columns}
        assert dataset.key
        assert set(dataset.key) <= names
        for column in dataset.columns:
            if column.refers_to:
                name, field = column.refers_to.split(".")
                assert DATASETS[name].key == (field,)
