"""Everything that is wrong is told with its row and column, and nothing is changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from milestones.imports.common import ImportRejected
from milestones.imports.statuses import ImportContext
from milestones.models import Milestone
from tests.milestones.imports.statuses.sheets import (
    DAY,
    added,
    applied,
    compared,
    edited,
    export,
    problems,
    row,
)
from tests.milestones.recording import everything

pytestmark = pytest.mark.django_db

SCALE = "delayed, initiated, on_track, partially_completed, completed_ongoing, completed"


NO_STATUS = f"is not a status: write {SCALE}."
NO_DATE = "is not a date: write 2007-12-31, 2006-12, 2006-Fall or 2008."
UNLIKE = "clear or edit the wording."
WORDS_SAY = "The wording says 2007-12: write the same here, or edit the wording."
SAY_WHY = "A delayed milestone needs a reason in as_reported or a date in revised_deadline."


@pytest.mark.parametrize(
    ("code", "edit", "told"),
    [
        ("TS-1.2", {"code": "TS-1.99"}, "4, code: There is no milestone “TS-1.99”."),
        ("TS-1.2", {"code": ""}, "4, code: There is no milestone “”."),
        (
            "TS-1.2",
            {"pair": "CA-MX"},
            "4, pair: “CA-MX” is not a country pair: write ALL, US-CN, US-MX.",
        ),
        ("TS-1.5", {"pair": "US-MX"}, "7, pair: TS-1.5 does not concern US-MX."),
        ("TS-1.2", {"status": "late"}, f"4, status: “late” {NO_STATUS}"),
        ("TS-1.2", {"status": "planned"}, f"4, status: “planned” {NO_STATUS}"),
        ("TS-1.2", {"status": ""}, f"4, status: “” {NO_STATUS}"),
        ("TS-1.2", {"revised_deadline": "soon"}, f"4, revised_deadline: “soon” {NO_DATE}"),
        (
            "TS-1.2",
            {"revised_deadline": "3/4/2008"},
            "4, revised_deadline: “3/4/2008” may be 2008-03-04 or 2008-04-03: write one of these.",
        ),
        (
            "BP-3.1",
            {"status": "completed"},
            "39, as_reported: The wording says “Delayed to December 2007”, but the status is "
            f"Completed: {UNLIKE}",
        ),
        (
            "TS-1.2",
            {"as_reported": "On track, la sÃ©curitÃ©"},
            "4, as_reported: The spreadsheet program damaged the accents in “On track, la "
            "sÃ©curitÃ©”: write them again, and save the file as XLSX or CSV UTF-8.",
        ),
        (
            "TS-1.2",
            {"as_reported": "Completed (visits)"},
            "4, as_reported: The wording says “Completed (visits)”, but the status is On track: "
            f"{UNLIKE}",
        ),
        ("BP-3.1", {"revised_deadline": "2008-12"}, f"39, revised_deadline: {WORDS_SAY}"),
        ("BP-3.1", {"revised_deadline": ""}, f"39, revised_deadline: {WORDS_SAY}"),
        ("TS-1.2", {"status": "delayed", "as_reported": ""}, f"4, as_reported: {SAY_WHY}"),
        ("TS-1.2", {"status": "delayed", "as_reported": "DELAYED."}, f"4, as_reported: {SAY_WHY}"),
        (
            "TS-1.2",
            {"as_reported": "x" * 501},
            "4, as_reported: The wording has more than 500 characters.",
        ),
    ],
)
def test_a_problem_has_its_place_and_what_to_do(code: str, edit: dict[str, str], told: str) -> None:
    rows, before = export(), everything()
    row(rows, code).update(edit)
    row(rows, "TS-1.3").update(status="completed", as_reported="")
    assert problems(compared(rows)) == [f"row {told}"]
    with pytest.raises(ImportRejected) as refusal:
        applied(rows)
    assert problems(refusal.value.difference) == [f"row {told}"]
    assert everything() == before


def test_words_that_say_why_it_is_delayed_are_enough_and_a_delay_on_record_needs_none() -> None:
    rows = edited("TS-1.2", status="delayed", as_reported="Delayed, the law is not passed")
    row(rows, "TS-3.2").update(status="delayed", as_reported="Delayed", source_line="")
    assert compared(rows).problems == []


def test_words_of_ones_own_that_are_still_the_former_ones_are_told() -> None:
    rows = export()
    row(rows, "TS-1.2")["as_reported"] = "Waiting for the ministry"
    applied(rows)
    rows = export()
    row(rows, "TS-1.2")["status"] = "completed"
    assert problems(compared(rows)) == [
        "row 4, as_reported: The wording says “Waiting for the ministry”, but the status is "
        "Completed: clear or edit the wording."
    ]


def test_a_pair_has_one_row() -> None:
    rows = export()
    rows.append(row(rows, "TS-1.1", "US-CN"))
    rows.append({**row(rows, "TS-1.1", "US-MX"), "pair": "ALL"})
    rows.append({**row(rows, "TS-1.2"), "pair": "US-MX"})
    assert problems(compared(rows)) == [
        "row 118, pair: TS-1.1 has a row for Canada–U.S. already: row 2.",
        "row 119, pair: Give one status for all parties, or one for each pair, not both.",
        "row 120, pair: Give one status for all parties, or one for each pair, not both.",
    ]


def test_a_first_status_is_needed_for_every_pair(add_milestones: Callable[[int], object]) -> None:
    add_milestones(1)
    assert problems(compared([added("US-CN", "initiated")])) == [
        "row 2, pair: Add a row for Mexico–U.S.: nothing was reported for it yet."
    ]


def test_a_correction_needs_a_reason() -> None:
    rows = edited("TS-1.2", status="completed", as_reported="")
    assert problems(compared(rows, ImportContext(dt.date(2006, 6, 15), "Letter"))) == [
        "row 4, as_of: 2006-06-15 already has a status: say why this one corrects it."
    ]


def test_a_change_is_as_of_no_day_before_the_newest_on_record() -> None:
    rows = edited("TS-1.2", status="completed", as_reported="")
    assert problems(compared(rows, ImportContext(dt.date(2006, 6, 14), "Letter"))) == [
        "row 4, as_of: TS-1.2 has a status as of 2006-06-15: record a change as of a later date."
    ]


def test_nothing_was_on_record_before_the_plan(add_milestones: Callable[[int], object]) -> None:
    add_milestones(1)
    before_the_plan = ImportContext(dt.date(2005, 6, 26), "Letter")
    assert problems(compared([added("ALL", "initiated")], before_the_plan)) == [
        "row 2, as_of: There are no data before the plan of 2005-06-27."
    ]


def test_a_source_has_an_end() -> None:
    rows = export()
    for code in ("TS-1.2", "TS-1.3"):
        row(rows, code).update(status="completed", as_reported="")
    assert problems(compared(rows, ImportContext(DAY, "x" * 501))) == [
        "Ensure this value has at most 500 characters (it has 501)."
    ]


def test_all_problems_are_told_at_once_in_the_order_of_the_rows() -> None:
    rows = export()
    row(rows, "TS-1.5")["status"] = "late"
    row(rows, "TS-1.3").update(status="completed", as_reported="Initiated (visits)")
    row(rows, "TS-1.2").update(pair="X", status="Y", revised_deadline="Z", code="W")
    assert [problem.split(":")[0] for problem in problems(compared(rows))] == [
        "row 4, code",
        "row 4, pair",
        "row 4, revised_deadline",
        "row 4, status",
        "row 5, as_reported",
        "row 7, status",
    ]


def test_a_long_cell_is_quoted_in_part() -> None:
    rows = export()
    row(rows, "TS-1.2")["status"] = "la\n" + "a" * 5000
    (told,) = problems(compared(rows))
    assert told == f"row 4, status: “la {'a' * 76}…” is not a status: write {SCALE}."


def test_one_problem_keeps_all_from_being_recorded() -> None:
    rows, before = export(), everything()
    for one in rows:
        one.update(status="completed", as_reported="", revised_deadline="")
    rows[-1]["status"] = "done"
    with pytest.raises(ImportRejected):
        applied(rows)
    assert everything() == before
    assert not Milestone.objects.filter(updates__as_of=DAY).exists()
