"""A sheet never overwrites what was recorded since it was exported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from time import sleep

import pytest
from django.utils import timezone

from milestones.actions import StatusLine, withdraw_edition
from milestones.choices import Pair, Status
from milestones.imports.common import ImportRejected, RecordChanged
from milestones.imports.statuses import ImportContext, SheetDiff, SheetRow, compare
from milestones.models import StatusUpdate
from tests.milestones import recording
from tests.milestones.factories import edition
from tests.milestones.imports.statuses.sheets import (
    Rows,
    applied,
    as_csv,
    compared,
    edited,
    export,
    problems,
    row,
    told,
)
from tests.milestones.recording import everything

pytestmark = pytest.mark.django_db

LATER = dt.date(2006, 7, 1)
CHANGED = "The record of TS-1.2 has changed since this export: edit a fresh one."


INITIATED = StatusLine(Pair.ALL, Status.INITIATED)


def record(code: str = "TS-1.2", day: dt.date = LATER, reason: str = "") -> StatusUpdate:
    return recording.record(day, INITIATED, code=code, reason=reason)


def completed(code: str = "TS-1.2") -> Rows:
    return edited(code, status="completed", as_reported="")


def test_an_edited_row_older_than_the_record_is_refused() -> None:
    rows = completed()
    record()
    assert problems(compared(rows)) == [f"row 4, as_of: {CHANGED}"]


def test_a_correction_of_the_same_day_makes_a_row_older_too() -> None:
    rows = completed()
    exported_at = dt.datetime.fromisoformat(row(rows, "TS-1.2")["recorded_at"])
    while timezone.now() < exported_at + dt.timedelta(seconds=1):
        sleep(0.05)
    record(day=dt.date(2006, 6, 15), reason="Misread")
    assert problems(compared(rows)) == [f"row 4, recorded_at: {CHANGED}"]


def test_every_row_of_the_milestone_is_named() -> None:
    rows = edited("TS-1.1", "US-MX", status="completed", as_reported="")
    record("TS-1.1")
    assert [problem.split(":")[0] for problem in problems(compared(rows))] == [
        "row 2, as_of",
        "row 3, as_of",
    ]


def test_a_row_that_nobody_edited_leaves_what_was_recorded_since() -> None:
    rows = completed("TS-1.3")
    record("TS-1.2")
    record("TS-1.1")
    difference = compared(rows)
    assert problems(difference) == []
    assert difference.older == ["TS-1.1", "TS-1.2"]
    assert (difference.unchanged, list(told(difference))) == (103, ["TS-1.3"])


def test_a_row_that_says_what_was_recorded_since_changes_nothing() -> None:
    rows = edited("TS-1.2", status="initiated", as_reported="")
    record("TS-1.2")
    difference = compared(rows)
    assert (difference.unchanged, difference.older, difference.problems) == (106, [], [])


def test_an_export_of_a_former_day_cannot_be_edited() -> None:
    record()
    rows = export("?as_of=2006-06-30")
    assert compared(rows).older == ["TS-1.2"]
    row(rows, "TS-1.2").update(status="completed", as_reported="")
    assert problems(compared(rows)) == [f"row 4, as_of: {CHANGED}"]


def test_an_export_of_a_withdrawn_edition_cannot_be_edited() -> None:
    report = edition(LATER)
    recording.record(LATER, INITIATED, code="TS-1.2", report=report)
    untouched, rows = export(), completed()
    withdraw_edition(report, reason="A mistake")
    assert compared(untouched).older == ["TS-1.2"]
    assert problems(compared(rows)) == [f"row 4, as_of: {CHANGED}"]


NOT_EXPORTED = "is not what the export had here: leave this column as it was."


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ({"as_of": "2006-09-30"}, f"as_of: “2006-09-30” {NOT_EXPORTED}"),
        ({"as_of": "soon"}, f"as_of: “soon” {NOT_EXPORTED}"),
        ({"as_of": ""}, f"as_of: “” {NOT_EXPORTED}"),
        ({"recorded_at": ""}, f"recorded_at: “” {NOT_EXPORTED}"),
        (
            {"recorded_at": "", "as_of": ""},
            "as_of: Leave this as exported: it identifies the status that you edited.",
        ),
    ],
)
def test_an_edited_row_says_what_it_was_exported_from(edit: dict[str, str], told: str) -> None:
    rows = completed()
    row(rows, "TS-1.2").update(edit)
    assert problems(compared(rows)) == [f"row 4, {told}"]
    row(rows, "TS-1.2").update(status="on_track")
    assert compared(rows).problems == []


def test_a_row_of_what_is_not_on_record_any_more_is_refused(
    add_milestones: Callable[[int], object],
) -> None:
    add_milestones(1)
    rows = export()
    row(rows, "TS-1.2")["code"] = "TS-1.1001"
    assert problems(compared(rows)) == [f"row 4, as_of: “2006-06-15” {NOT_EXPORTED}"]


def test_what_was_shown_is_what_is_recorded() -> None:
    rows = completed()
    sheet = as_csv(rows)
    seen = compared(rows).fingerprint
    record("TS-1.3")
    row(rows, "TS-1.4").update(status="completed", as_reported="")
    before = everything()
    with pytest.raises(RecordChanged) as refusal:
        applied(rows, seen=seen)
    assert list(told(refusal.value.difference)) == ["TS-1.2", "TS-1.4"]
    assert everything() == before
    assert len(applied(sheet, seen=seen)) == 1


def test_something_recorded_at_the_same_moment_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = completed()

    def and_meanwhile(rows: Sequence[SheetRow], context: ImportContext) -> SheetDiff:
        difference = compare(rows, context)
        record()
        return difference

    monkeypatch.setattr("milestones.imports.statuses.comparison.compare", and_meanwhile)
    with pytest.raises(ImportRejected) as refusal:
        applied(rows)
    assert problems(refusal.value.difference) == [
        "row 4, as_of: Someone else has updated TS-1.2 in the meantime."
    ]
