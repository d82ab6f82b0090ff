"""The data package: Frictionless finds nothing wrong with the files that it describes."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.request import urlopen

import frictionless
import pytest
from django.test import Client
from openapi_spec_validator import validate

from milestones.actions import StatusLine, withdraw_edition
from milestones.choices import Pair, Status
from milestones.imports.report import apply_edition
from milestones.opendata.datasets import DATASETS
from tests.conftest import REPORT_DAY
from tests.database_copy import at_once
from tests.milestones.imports.report.editions import DECIDED, edition
from tests.milestones.recording import record
from tests.terms import LICENCE, TERMS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("live_site")]


def package_of(address: str) -> dict[str, Any]:
    with urlopen(address) as answer:  # noqa: S310
        package: dict[str, Any] = json.load(answer)
    return package


def errors_in(described: Any) -> list[str]:
    """What Frictionless finds wrong with a package and with the files that it names."""
    report = frictionless.validate(described)
    return [str(error) for error in report.flatten(["title", "rowNumber", "type", "message"])]


QUERIES = [
    "",
    "?pair=US-MX",
    "?as_of=2005-01-01",
    *(
        pytest.param(query, marks=pytest.mark.exhaustive)
        for query in (
            "?as_of=2005-12-31",
            "?goal=2",
            "?area=cargo-security&overdue=1",
            "?initiative=BF-1&due_from=2006-01&due_to=2006-12",
            "?status=delayed&status=initiated",
            "?deadline=none",
            "?contradiction=1",
            "?slipped=1",
            "?differ=1&pair=US-CN",
            "?q=e-manifest",
            "?q=zebra",
        )
    ),
]


@pytest.mark.parametrize("query", QUERIES)
def test_a_package_is_valid_with_every_row_of_its_files(live_site: str, query: str) -> None:
    assert errors_in(f"{live_site}/datapackage.json{query}") == []


def test_cells_that_a_spreadsheet_would_run_break_no_type(live_site: str) -> None:
    def hostile() -> None:
        words = '=HYPERLINK("http://example.org")\r\n\'@x\t"quoted", +1'
        line = StatusLine(Pair.ALL, Status.DELAYED, words)
        record(REPORT_DAY, line, code="TS-1.2", reason="-2")

    at_once(hostile)
    assert errors_in(f"{live_site}/datapackage.json?q=TS-1.2") == []


def test_what_is_not_as_described_is_found(live_site: str) -> None:
    package = package_of(f"{live_site}/datapackage.json?area=cargo-security")
    milestones, statuses = package["resources"][:2]
    fields = {field["name"]: field for field in milestones["schema"]["fields"]}
    fields["status"]["constraints"]["enum"] = ["completed"]
    fields["source_line"]["constraints"]["minimum"] = 10_000
    milestones["path"] += "&status=on_track"
    (key, _area) = statuses["schema"]["foreignKeys"]
    assert key == {"fields": "code", "reference": {"resource": "milestones", "fields": "code"}}
    kinds = {error.type for task in frictionless.validate(package).tasks for error in task.errors}
    assert kinds == {"constraint-error", "foreign-key"}


def test_a_package_says_what_it_is_of_and_where_that_is_from(client: Client) -> None:
    package = client.get("/datapackage.json?pair=US-MX&as_of=2006-12-31&area=").json()
    resources = package.pop("resources")
    assert package == {
        "profile": "tabular-data-package",
        "name": "spp-tracker",
        "title": "SPP Tracker",
        "description": "What was promised in the Security Priorities of the Security and "
        f"Prosperity Partnership, by when, between whom, and its current status.\n\n{TERMS}",
        "homepage": "http://testserver/en/",
        "licenses": [
            {"name": LICENCE["name"], "title": LICENCE["title"], "path": LICENCE["address"]}
        ],
        "sources": [
            {
                "title": "Security Priorities of the Security and Prosperity Partnership",
                "document": "security-priorities-plan.txt",
                "sha256": "18b3907f75c75047f2713e560c4cb21ad355d882e77073513a2aa7e29073115e",
                "published": "2005-06-27",
                "path": "http://testserver/en/reports/plan/",
            },
            {
                "title": "Status report on the Security Priorities, mid-June 2006",
                "document": "security-priorities-status.txt",
                "sha256": "896e9ef5d53d4ebb03c309267b6ac336917e2d8cc2381e79c2d0ce242a406420",
                "published": "2006-09-07",
                "path": "http://testserver/en/reports/1/",
                "as_of": "2006-06-15",
            },
        ],
        "as_of": "2006-12-31",
        "filters": {"pair": ["US-MX"], "as_of": ["2006-12-31"]},
    }
    assert [resource["name"] for resource in resources] == list(DATASETS)
    assert resources[0]["path"] == ("http://testserver/milestones.csv?as_of=2006-12-31&pair=US-MX")


def test_a_package_is_of_one_day_and_names_the_documents_until_then(client: Client) -> None:
    report = apply_edition(edition(), DECIDED).recorded

    def described(query: str = "") -> tuple[str, bool, set[str]]:
        package = client.get(f"/datapackage.json{query}").json()
        days = {
            day
            for resource in package["resources"]
            for day in re.findall(r"(?:as_of|to)=([0-9-]+)", resource["path"])
        }
        return (
            package["as_of"],
            report.title in [source["title"] for source in package["sources"]],
            days,
        )

    assert described() == ("2007-03-31", True, {"2007-03-31"})
    assert described("?as_of=2005-12-31") == ("2005-12-31", False, {"2005-12-31"})
    withdraw_edition(report, reason="It was a draft.")
    assert described() == ("2006-06-15", False, {"2006-06-15"})


def test_columns_are_described_with_their_codes(client: Client) -> None:
    package = client.get("/datapackage.json", headers={"Accept-Language": "fr"}).json()
    schema = package["resources"][0]["schema"]
    assert schema["primaryKey"] == ["code"]
    assert schema["foreignKeys"] == [
        {
            "fields": "priority_area",
            "reference": {"resource": "priorities", "fields": "priority_area"},
        }
    ]
    fields = {field["name"]: field for field in schema["fields"]}
    assert fields["deadline_basis"] == {
        "name": "deadline_basis",
        "type": "string",
        "description": "printed if the deadlines are in the document, derived if one was "
        "calculated from the plan's date.",
        "constraints": {"enum": ["printed", "derived"]},
        "categories": [
            {"value": "printed", "label": "Printed"},
            {"value": "derived", "label": "Derived"},
        ],
    }


@pytest.mark.usefixtures("empty_database")
def test_before_anything_is_loaded_the_files_are_described_all_the_same(client: Client) -> None:
    package = client.get("/datapackage.json").json()
    assert frictionless.Package.validate_descriptor(package).valid
    assert "sources" not in package
    assert len(package["resources"]) == len(DATASETS)
    validate(client.get("/openapi.json").json())


@pytest.mark.parametrize(
    ("query", "parameter"), [("area=nowhere", "area"), ("sort=code", "sort"), ("limit=1", "limit")]
)
def test_a_bad_query_is_refused_by_name(client: Client, query: str, parameter: str) -> None:
    answer = client.get(f"/datapackage.json?{query}")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [parameter])
