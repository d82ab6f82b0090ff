"""Comparing changes nothing, costs the same whatever is there, and knows when to look anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milestones.imports.report import compare
from tests.milestones.imports.report.editions import DECIDED, LATER, LATER_DAY, edition
from tests.milestones.imports.test_seed import everything
from tests.milestones.recording import DELAYED, record

pytestmark = pytest.mark.django_db


def test_comparing_changes_nothing() -> None:
    before = everything()
    compare(edition())
    compare(edition(), DECIDED)
    assert everything() == before


def test_comparing_asks_as_many_questions_whatever_there_is_on_record(
    add_milestones: Callable[[int], object],
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            compare(edition())
        return len(asked.captured_queries)

    first = queries()
    assert first < 20
    add_milestones(300)
    assert queries() == first


def test_the_fingerprint_changes_with_the_record_and_the_edition_not_with_decisions() -> None:
    first = compare(edition()).fingerprint
    assert compare(edition(), DECIDED).fingerprint == first
    assert compare(edition(LATER + "\n")).fingerprint != first
    later = LATER_DAY + dt.timedelta(1)
    assert compare(edition(as_of=later)).fingerprint != first
    record(later, DELAYED, code="IC-1.2")
    assert compare(edition()).fingerprint == first
    record(LATER_DAY, DELAYED, code="IC-1.2")
    assert compare(edition()).fingerprint != first
