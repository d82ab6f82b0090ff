"""What keeps an edition from being put on record changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from milestones.imports.common import ImportRejected, RecordChanged
from milestones.imports.report import Decisions, apply_edition, compare
from milestones.models import StatusReport
from tests.conftest import PLAN_DAY
from tests.milestones.imports.report.editions import DECIDED, LATER_DAY, LATER_TITLE, edition
from tests.milestones.imports.test_seed import everything
from tests.milestones.recording import DELAYED, record

pytestmark = pytest.mark.django_db

BETWEEN = dt.date(2006, 12, 31)


@pytest.mark.parametrize(
    "decisions",
    [
        Decisions(accept_new=True, allow_missing=True),
        Decisions(DECIDED.matches, allow_missing=True),
        Decisions(DECIDED.matches, accept_new=True),
    ],
    ids=["reworded", "new", "missing"],
)
def test_while_anything_is_undecided_nothing_is_changed(decisions: Decisions) -> None:
    before = everything()
    with pytest.raises(ImportRejected):
        apply_edition(edition(), decisions)
    assert everything() == before


def test_what_goes_wrong_at_the_very_end_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise RuntimeError("The power is gone.")

    before = everything()
    monkeypatch.setattr("milestones.imports.report.apply.record_statuses", fail)
    with pytest.raises(RuntimeError):
        apply_edition(edition(), DECIDED)
    assert everything() == before


def test_whoever_decided_upon_an_older_record_is_told() -> None:
    seen = compare(edition()).fingerprint
    record(BETWEEN, DELAYED, code="TS-1.5")
    with pytest.raises(RecordChanged) as refused:
        apply_edition(edition(), DECIDED, seen=seen)
    assert StatusReport.objects.count() == 1
    now = refused.value.difference.fingerprint
    assert apply_edition(edition(), DECIDED, seen=now).recorded.title == LATER_TITLE


DAY = dt.timedelta(1)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", " ", "Give the edition a title."),
        ("title", "x" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("as_of", PLAN_DAY - DAY, "There are no data before the plan of 2005-06-27."),
        ("published", LATER_DAY - DAY, "An edition cannot be published before its status date."),
    ],
    ids=["no title", "long title", "before the plan", "published too early"],
)
def test_an_edition_needs_a_title_and_days_that_can_be(
    field: str, value: Any, message: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        apply_edition(edition(**{field: value}), DECIDED)
    assert refused.value.message_dict == {field: [message]}


def test_without_the_plan_nothing_can_be_imported(empty_database: None) -> None:
    with pytest.raises(ValidationError, match="load the plan first"):
        compare(edition())
