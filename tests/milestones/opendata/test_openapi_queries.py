"""Every address keeps to its description, whatever may and may not be asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.schemas import OpenApiSchema

# It registers its hooks.
import tests.schemathesis_hooks  # noqa: F401
from spp_tracker.wsgi import application
from tests.milestones.opendata.test_openapi import PATHS

pytestmark = [pytest.mark.django_db, pytest.mark.exhaustive]

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

WITHOUT_A_QUERY = {"/openapi.json", "/reports/plan/document", "/reports/{report}/document"}
"""Addresses that are described without a query, so no query can be tried that they refuse."""


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


@pytest.mark.parametrize("path", [path for path in PATHS if path not in WITHOUT_A_QUERY])
def test_what_may_not_be_asked_is_refused(api: OpenApiSchema, path: str) -> None:
    statuses = set()

    @given(api[path]["GET"].as_strategy(GenerationMode.NEGATIVE))
    @A_FEW
    def refuses(case: Case) -> None:
        answer = case.call_and_validate(headers={"Accept-Encoding": "identity"})
        statuses.add(answer.status_code)

    refuses()
    assert 400 in statuses
