"""Edited rows become updates: each the whole picture of its milestone, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from milestones.choices import Status
from milestones.imports.statuses import ImportContext
from milestones.models import Milestone, StatusUpdate
from tests.milestones.imports.statuses.sheets import (
    DAY,
    added,
    applied,
    as_xlsx,
    compared,
    edited,
    export,
    on_record,
    row,
    told,
)
from tests.milestones.recording import everything

pytestmark = pytest.mark.django_db


def test_only_what_was_edited_becomes_an_update() -> None:
    rows, before = export(), StatusUpdate.objects.count()
    row(rows, "TS-1.2").update(status="completed", as_reported="")
    difference = compared(rows)
    assert (difference.unchanged, len(difference.changes)) == (105, 1)
    assert StatusUpdate.objects.count() == before
    (update,) = applied(rows)
    assert StatusUpdate.objects.count() == before + 1
    assert (update.milestone.code, update.as_of, update.revision) == ("TS-1.2", DAY, 1)
    assert on_record("TS-1.2") == [("ALL", "completed", "Completed", "")]
    (standing,) = Milestone.objects.as_of(DAY).filter(code="TS-1.2")
    assert standing.status == Status.COMPLETED


def test_an_update_knows_by_whom_from_where_and_why() -> None:
    rows, person = export(), User.objects.create_superuser("recorder")
    row(rows, "TS-1.2").update(status="completed", as_reported="")
    (update,) = applied(rows, ImportContext(DAY, "Letter", "They wrote in", person))
    assert (update.source, update.reason, update.recorded_by) == ("Letter", "They wrote in", person)
    assert update.report is None
    assert update.lines.get().source_line is None


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            {"status": "Delayed", "as_reported": "Waiting for the law"},
            "delayed “Waiting for the law”",
        ),
        (
            {"status": "delayed", "as_reported": "", "revised_deadline": "2008-Spring"},
            "delayed “Delayed” 2008-Spring",
        ),
        ({"as_reported": " On track,\n tested  in May "}, "on_track “On track, tested in May”"),
        ({"as_reported": "'=1+1"}, "on_track “=1+1”"),
        (
            {"status": "completed / ongoing", "as_reported": "Completed/on-going (visits)"},
            "completed_ongoing “Completed/on-going (visits)”",
        ),
        ({"revised_deadline": "2008"}, "on_track “On track” 2008"),
        ({"revised_deadline": "31/12/2008"}, "on_track “On track” 2008-12-31"),
        ({"revised_deadline": "Mar-08"}, "on_track “On track” 2008-03"),
    ],
)
def test_status_words_and_revised_deadline_are_what_counts(
    edit: dict[str, str], words: str
) -> None:
    rows = edited("TS-1.2", **edit)
    difference = compared(rows)
    assert difference.problems == []
    assert told(difference) == {"TS-1.2": [("ALL", "on_track “On track”", words)]}
    applied(rows)
    assert told(compared(export())) == {}


def test_a_revised_deadline_can_be_dropped_and_the_one_pair_concerned_can_be_named() -> None:
    rows = edited("BP-3.1", as_reported="", revised_deadline="")
    row(rows, "TS-1.5").update(pair="US-CN", status="completed", as_reported="")
    assert told(compared(rows)) == {
        "TS-1.5": [("US-CN", "initiated “Initiated”", "completed “Completed”")],
        "BP-3.1": [("ALL", "delayed “Delayed to December 2007” 2007-12", "delayed “Delayed”")],
    }
    assert len(applied(rows)) == 2
    assert told(compared(export())) == {}


def test_the_note_in_new_words_is_kept_and_that_of_old_words_is_dropped() -> None:
    rows = export()
    row(rows, "TS-1.2").update(as_reported="On track (visits)")
    applied(rows)
    assert Milestone.objects.get(code="TS-1.2").updates.get(as_of=DAY).lines.get().note == "visits"
    rows = edited("TS-1.2", revised_deadline="2009")
    (update,) = applied(rows, ImportContext(dt.date(2006, 10, 1), "Letter"))
    assert update.lines.get().note == "visits"
    rows = edited("TS-1.2", as_reported="")
    (update,) = applied(rows, ImportContext(dt.date(2006, 10, 2), "Letter"))
    assert update.lines.get().note == ""


def test_a_pair_without_a_row_stays_as_it_was() -> None:
    rows = [row(export(), "TS-1.1", "US-MX")]
    rows[0].update(status="on_track", as_reported="")
    assert told(compared(rows)) == {
        "TS-1.1": [("US-MX", "initiated “Initiated”", "on_track “On track”")]
    }
    applied(rows)
    assert on_record("TS-1.1") == [
        ("US-CN", "partially_completed", "Partially Completed, Finished Fall 2006", "2006-Fall"),
        ("US-MX", "on_track", "On track", ""),
    ]


def test_one_row_becomes_two_where_the_pairs_part() -> None:
    one = row(export(), "TS-1.2")
    other = {**one, "pair": "US-MX", "status": "initiated", "as_reported": ""}
    one["pair"] = "US-CN"
    assert told(compared([one, other])) == {
        "TS-1.2": [("US-MX", "on_track “On track”", "initiated “Initiated”")]
    }
    applied([one, other])
    assert on_record("TS-1.2") == [
        ("US-CN", "on_track", "On track", ""),
        ("US-MX", "initiated", "Initiated", ""),
    ]


def test_a_row_added_for_the_other_pair_needs_no_mark() -> None:
    one = row(export(), "TS-1.2")
    one["pair"] = "US-CN"
    other = dict.fromkeys(one, "") | {"code": "TS-1.2", "pair": "US-MX", "status": "completed"}
    assert told(compared([one, other])) == {
        "TS-1.2": [("US-MX", "on_track “On track”", "completed “Completed”")]
    }


def test_a_row_given_to_one_pair_leaves_the_other_what_was_said_of_all() -> None:
    one = row(export(), "TS-1.2")
    one.update(pair="US-CN", status="completed", as_reported="")
    applied([one])
    assert on_record("TS-1.2") == [
        ("US-CN", "completed", "Completed", ""),
        ("US-MX", "on_track", "On track", ""),
    ]


def test_two_rows_become_one_where_the_pairs_agree_again() -> None:
    rows = export()
    one, other = row(rows, "TS-1.1", "US-CN"), row(rows, "TS-1.1", "US-MX")
    one.update(pair="ALL", status="completed", as_reported="", revised_deadline="")
    rows.remove(other)
    assert told(compared(rows)) == {
        "TS-1.1": [
            (
                "US-CN",
                "partially_completed “Partially Completed, Finished Fall 2006” 2006-Fall",
                "completed “Completed”",
            ),
            ("US-MX", "initiated “Initiated”", "completed “Completed”"),
        ]
    }
    applied(rows)
    assert on_record("TS-1.1") == [("ALL", "completed", "Completed", "")]


def test_rows_put_together_otherwise_that_say_the_same_change_nothing() -> None:
    rows = export()
    one = row(rows, "TS-1.2")
    rows.append({**one, "pair": "US-MX"})
    one["pair"] = "US-CN"
    row(rows, "TS-1.5")["pair"] = "US-CN"
    difference = compared(rows)
    assert (difference.changes, difference.unchanged, difference.problems) == ([], 106, [])


def test_a_milestone_that_was_never_reported_on_gets_its_first_status(
    add_milestones: Callable[[int], object],
) -> None:
    add_milestones(1)
    new = added("ALL", "initiated")
    assert told(compared([new])) == {"TS-1.1001": [("ALL", "", "initiated “Initiated”")]}
    applied([new])
    assert on_record("TS-1.1001") == [("ALL", "initiated", "Initiated", "")]


def test_a_day_with_a_status_is_corrected_for_a_reason() -> None:
    rows = edited("TS-1.2", status="completed", as_reported="")
    (update,) = applied(rows, ImportContext(dt.date(2006, 6, 15), "Letter", "Misread"))
    assert (update.revision, update.reason) == (2, "Misread")
    assert on_record("TS-1.2") == [("ALL", "completed", "Completed", "")]


def test_applying_the_same_again_changes_nothing() -> None:
    rows = edited("TS-1.2", status="completed", as_reported="")
    row(rows, "TS-1.1", "US-MX").update(status="on_track", as_reported="")
    assert len(applied(rows)) == 2
    before = everything()
    assert applied(rows) == []
    assert everything() == before
    assert compared(rows).unchanged == 106


def test_a_workbook_changes_the_same_as_a_csv_file() -> None:
    rows = edited("TS-1.2", status="delayed", as_reported="", revised_deadline="2008-03")
    from_csv, from_workbook = compared(rows), compared(as_xlsx(rows))
    assert from_csv.fingerprint == from_workbook.fingerprint
    row(rows, "TS-1.2").update(revised_deadline=dt.date(2008, 3, 31))
    assert compared(as_xlsx(rows)).fingerprint != from_csv.fingerprint


def test_columns_that_are_not_read_are_told_if_they_were_edited() -> None:
    rows = export()
    row(rows, "TS-1.1", "US-CN")["report"] = "Another"
    row(rows, "TS-1.2").update(report="", priority_area="Tourism", status_label="Completed")
    row(rows, "TS-1.3").update(source_line="99", report="Another")
    row(rows, "TS-1.4").update(status="completed", as_reported="", status_label="Completed")
    difference = compared(rows)
    assert difference.ignored == {
        "report": [2, 5],
        "priority_area": [4],
        "status_label": [4],
        "source_line": [5],
    }
    assert list(told(difference)) == ["TS-1.4"]
