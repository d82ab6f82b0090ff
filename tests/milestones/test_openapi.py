"""The OpenAPI description: it is sound, it is whole, and every address keeps to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.specs.openapi.schemas import OpenApiSchema

from milestones.datasets import DATASETS
from milestones.exports import FORMATS
from spp_tracker.wsgi import application
from tests import described  # noqa: F401 (asks only what a description can tell)

pytestmark = pytest.mark.django_db

PATHS = [
    *(f"/{name}.{suffix}" for name in DATASETS for suffix in FORMATS),
    "/datapackage.json",
    "/openapi.json",
    "/deadlines.ics",
    "/changes.atom",
    "/embed/",
    "/embed/{area}/",
    "/badge/{area}.svg",
]
Case = schemathesis.Case[Any]
A_FEW = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
"""How many queries of an address are tried, always the same; ``make audit`` tries many."""


@pytest.fixture
def api(db: None) -> Iterator[OpenApiSchema]:
    """The description, ready to be held against what is answered.

    Where requests begin and end, the connection with the test's own transaction stays open.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/openapi.json", application)
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("path", PATHS)
def test_what_may_be_asked_is_answered_as_described(api: OpenApiSchema, path: str) -> None:
    @given(api[path]["GET"].as_strategy(GenerationMode.POSITIVE))
    @A_FEW
    def answers_as_described(case: Case) -> None:
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    answers_as_described()


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/openapi.json"])
def test_what_may_not_be_asked_is_refused(api: OpenApiSchema, path: str) -> None:
    statuses = set()

    @given(api[path]["GET"].as_strategy(GenerationMode.NEGATIVE))
    @A_FEW
    def refuses(case: Case) -> None:
        answer = case.call_and_validate(headers={"Accept-Encoding": "identity"})
        statuses.add(answer.status_code)

    refuses()
    assert 400 in statuses


def test_the_description_is_sound_and_has_every_address_of_data(client: Client) -> None:
    description = client.get("/openapi.json").json()
    validate(description)
    assert sorted(description["paths"]) == sorted(PATHS)
    assert description["openapi"] == "3.1.0"
    assert description["servers"] == [{"url": "http://testserver"}]


def test_a_parameter_is_described_as_it_is_read(client: Client) -> None:
    parameters = client.get("/openapi.json").json()["components"]["parameters"]
    assert parameters["limit"] == {
        "name": "limit",
        "in": "query",
        "description": "So many rows at most; without it, all of them.",
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


def test_the_description_itself_takes_no_parameters(client: Client) -> None:
    answer = client.get("/openapi.json?area=cargo-security")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["area"])
