"""Whoever edits the status alone need not clear the label of the former one."""

from __future__ import annotations

import datetime as dt

import pytest

from milestones.imports.statuses import ImportContext, SheetDiff
from tests.milestones.imports.statuses.sheets import (
    applied,
    compared,
    edited,
    export,
    problems,
    row,
    told,
)

pytestmark = pytest.mark.django_db


def after(difference: SheetDiff) -> list[str]:
    return [words for (change,) in told(difference).values() for words in change[2:]]


def test_twelve_rows_of_which_only_the_status_was_edited_have_no_problem() -> None:
    rows = export()
    on_track = [one for one in rows if one["as_reported"] == "On track"][:12]
    for one in on_track:
        one["status"] = "completed"
    difference = compared(rows)
    assert problems(difference) == []
    assert after(difference) == ["completed “Completed”"] * 12
    assert len(applied(rows)) == 12


@pytest.mark.parametrize("words", ["ON TRACK.", "on-track", "On Track"])
def test_the_label_is_known_in_any_case(words: str) -> None:
    applied(edited("TS-1.2", as_reported=words))
    later = ImportContext(dt.date(2006, 10, 1), "Letter")
    difference = compared(edited("TS-1.2", status="completed"), later)
    assert problems(difference) == []
    assert after(difference) == ["completed “Completed”"]


def test_the_label_of_another_status_that_somebody_wrote_is_a_problem() -> None:
    rows = edited("TS-1.2", status="completed", as_reported="Initiated")
    assert problems(compared(rows)) == [
        "row 4, as_reported: The wording says “Initiated”, but the status is Completed: clear or "
        "edit the wording."
    ]


def test_pairs_that_are_joined_follow_the_status_too() -> None:
    rows = export()
    one = row(rows, "TS-1.1", "US-MX")
    rows.remove(row(rows, "TS-1.1", "US-CN"))
    one.update(pair="ALL", status="completed")
    assert problems(compared(rows)) == []
