"""What the database itself refuses, whoever asks: nothing here goes through the one writer."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from milestones.choices import Pair, Status
from milestones.models import Deadline, Milestone, PairStatus, StatusReport, StatusUpdate
from tests.conftest import REPORT_DAY
from tests.milestones.constraints import checked_at_once, refused_by
from tests.milestones.factories import milestone
from tests.milestones.recording import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def new_update(**fields: Any) -> StatusUpdate:
    update: StatusUpdate = StatusUpdate.objects.create(
        **{"milestone": milestone(), "as_of": LATER} | fields
    )
    return update


def new_line(update: StatusUpdate, **fields: Any) -> PairStatus:
    words = {"pair": Pair.ALL, "status": Status.ON_TRACK, "as_reported": "On track"}
    return PairStatus.objects.create(**{"update": update} | words | fields)


@pytest.mark.parametrize(
    ("constraint", "changed"),
    [
        ("milestones_milestone_code", {"code": "TS-1.2"}),
        ("one_milestone_per_place", {"order": 2}),
        *(
            ("parties_are_a_pair_or_all", {"parties": parties})
            for parties in ("CA-MX", "us-cn", "")
        ),
    ],
)
def test_a_milestone_that_cannot_be_is_refused(constraint: str, changed: dict[str, Any]) -> None:
    with refused_by(constraint):
        Milestone.objects.filter(code="TS-1.1").update(**changed)


@pytest.mark.parametrize(
    ("constraint", "changed"),
    [
        ("one_deadline_per_place", {"order": 1}),
        *(("a_known_precision", {"precision": precision}) for precision in ("week", "")),
        *(("a_known_basis", {"basis": basis}) for basis in ("guessed", "")),
    ],
)
def test_a_deadline_that_cannot_be_is_refused(constraint: str, changed: dict[str, Any]) -> None:
    with refused_by(constraint):
        Deadline.objects.filter(milestone__code="CS-2.1").update(**changed)


def test_a_document_is_applied_once_at_a_time() -> None:
    report = StatusReport.objects.get()
    report.pk = None
    with refused_by("a_document_is_applied_once_at_a_time"):
        report.save(force_insert=True)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("one_update_per_day_and_revision", {"as_of": REPORT_DAY}),
        ("revisions_count_from_1", {"revision": 0, "reason": "A correction of nothing"}),
        ("a_correction_has_a_reason", {"as_of": REPORT_DAY, "revision": 2}),
    ],
)
def test_an_update_that_cannot_be_is_refused(constraint: str, fields: dict[str, Any]) -> None:
    with refused_by(constraint):
        new_update(**fields)


def test_an_update_may_be_a_revision_with_a_reason() -> None:
    update = new_update(as_of=REPORT_DAY, revision=2, reason="Misread")
    assert StatusUpdate.objects.filter(milestone=update.milestone).count() == 2


@pytest.mark.parametrize("column", ["milestone_id", "report_id", "recorded_by_id"])
def test_an_update_refers_only_to_what_exists(column: str) -> None:
    with pytest.raises(IntegrityError), checked_at_once():
        new_update(**{"milestone": milestone(), column: 10**9})


@pytest.mark.parametrize(
    ("pair", "another"),
    [
        *((Pair.ALL, pair) for pair in Pair),
        *((pair, other) for pair in (Pair.US_CN, Pair.US_MX) for other in (Pair.ALL, pair)),
    ],
)
def test_no_pair_has_two_lines_of_an_update(pair: Pair, another: Pair) -> None:
    update = new_update()
    new_line(update, pair=pair)
    with refused_by("one_answer_for_us_"):
        new_line(update, pair=another, status=Status.DELAYED)


def test_a_line_for_one_pair_stands_beside_one_for_the_other() -> None:
    update = new_update()
    new_line(update, pair=Pair.US_CN)
    new_line(update, pair=Pair.US_MX)
    assert [line.pair for line in update.lines.all()] == ["US-CN", "US-MX"]


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        *(("a_known_pair", {"pair": pair}) for pair in ("CA-MX", "all", "")),
        *(
            ("a_status_on_the_scale", {"status": status})
            for status in ("planned", "abandoned", "On track", "")
        ),
        *(
            (
                "a_revised_date_has_its_precision",
                {"revised_date": LATER, "revised_precision": vague},
            )
            for vague in ("", "week")
        ),
        ("a_revised_date_has_its_precision", {"revised_precision": "month"}),
        ("source_line", {"source_line": -1}),
    ],
)
def test_a_line_that_cannot_be_is_refused(constraint: str, fields: dict[str, Any]) -> None:
    update = new_update()
    with refused_by(constraint):
        new_line(update, **fields)


def test_a_line_belongs_to_an_update() -> None:
    with pytest.raises(IntegrityError), checked_at_once():
        PairStatus.objects.create(
            update_id=10**9, pair=Pair.ALL, status=Status.DELAYED, as_reported="Delayed"
        )
