"""The OpenAPI description: it is sound, and every address of data is in it and keeps to it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from pytest_django import DjangoDbBlocker

from milestones.opendata.datasets import DATASETS
from milestones.opendata.exports import FORMATS

pytestmark = pytest.mark.django_db

PATHS = [
    *(f"/{name}.{suffix}" for name in DATASETS for suffix in FORMATS),
    "/datapackage.json",
    "/openapi.json",
    "/reports/plan/document",
    "/reports/{report}/document",
    "/deadlines.ics",
    "/changes.atom",
    "/embed/",
    "/embed/{area}/",
    "/badge/{area}.svg",
]


@pytest.fixture(scope="module")
def description(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Any:
    with django_db_blocker.unblock():
        return Client().get("/openapi.json").json()


def test_the_description_is_sound_and_has_every_address_of_data(description: Any) -> None:
    validate(description)
    assert sorted(description["paths"]) == sorted(PATHS)
    assert description["openapi"] == "3.1.0"
    assert description["servers"] == [{"url": "http://testserver"}]


def test_a_parameter_is_described_as_it_is_read(description: Any) -> None:
    parameters = description["components"]["parameters"]
    assert parameters["limit"] == {
        "name": "limit",
        "in": "query",
        "description": "Maximum number of rows; without it, all.",
        "schema": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 1000}, {"const": ""}]},
        "examples": {"one": {"value": 100}},
    }
    assert parameters["pair"]["schema"] == {"type": "string", "enum": ["", "US-CN", "US-MX"]}
    assert parameters["status"]["schema"]["type"] == "array"
    assert parameters["area"]["schema"]["enum"][:3] == [
        "",
        "traveller-security",
        "cargo-security",
    ]


@pytest.mark.parametrize("path", PATHS)
def test_an_address_answers_as_described(client: Client, description: Any, path: str) -> None:
    responses = description["paths"][path]["get"]["responses"]
    address = path.replace("{area}", "cargo-security").replace("{report}", "1")
    for query, status in (("", "200"), ("?nonsense=1", "400")):
        answer = client.get(address + query)
        content = answer.getvalue()
        kind = answer["Content-Type"].partition(";")[0]
        assert str(answer.status_code) == status
        described = {
            name.partition(";")[0]: schema
            for name, schema in resolved(description, responses[status])["content"].items()
        }
        assert kind in described
        if kind == "application/json":
            schema = {**described[kind]["schema"], "components": description["components"]}
            assert list(Draft202012Validator(schema).iter_errors(json.loads(content))) == []


def resolved(description: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A part of the description, or what it refers to."""
    for name in part.get("$ref", "#").split("/")[1:]:
        description = description[name]
    return description if "$ref" in part else part
