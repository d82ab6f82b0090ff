"""Statuses of several milestones at once, as a letter has them: a row for each, all or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from milestones.forms.several import MAX_ROWS, RowForm
from milestones.models import Milestone, StatusUpdate
from tests.milestones import recording
from tests.milestones.admin.entry_forms import (
    LIST,
    SEVERAL,
    in_rows,
    problems,
    record_rows,
    said,
    select,
    send_rows,
    words,
)
from tests.milestones.factories import milestone

pytestmark = pytest.mark.django_db

COMPLETED = {"status": "completed"}
CODES = ("TS-1.2", "TS-1.3", "TS-1.4")
ROWS = [{"codes": code, **COMPLETED} for code in CODES]
SEE_ROWS = ("", "", "Nothing can be recorded yet: see the rows that are marked.")


def cells(response: Any) -> list[list[str]]:
    """What is in the rows that are not empty."""
    rows = [[str(field.value() or "") for field in row] for row in response.context["form"].rows]
    return [row for row in rows if any([row[0], *row[2:]])]


def test_a_row_each_is_recorded_with_the_letter_s_date_and_source(
    editor: Client, editor_user: User
) -> None:
    rows = [
        {"codes": "TS-1.2", "status": "completed", "as_reported": "Completed (visits)"},
        {"codes": "TS-1.3", "status": "delayed", "revised": "2007-Spring", "note": "A new law"},
        {"codes": "TS-1.5", "status": "on_track"},
        {"codes": "", "pair": "ALL", "status": ""},
    ]
    response = record_rows(editor, in_rows(*rows))
    assert "Statuses of 3 milestones recorded as of Sept. 30, 2006: TS-1.2, TS-1.3, TS-1.5." in (
        words(response)
    )
    assert [said(code) for code in ("TS-1.2", "TS-1.3", "TS-1.5")] == [
        [("ALL", "completed", "Completed (visits)", "")],
        [("ALL", "delayed", "Delayed", "2007-Spring")],
        [("ALL", "on_track", "On track", "")],
    ]
    recorded = StatusUpdate.objects.filter(as_of=dt.date(2006, 9, 30))
    assert set(recorded.values_list("recorded_by__username", "source")) == {("editor", "Letter")}
    assert LogEntry.objects.filter(user=editor_user).count() == 3


def test_a_row_may_have_several_milestones_and_codes_in_any_form(editor: Client) -> None:
    record_rows(editor, in_rows({"codes": "ts–1.2, TS 1.3;TS-1.4 ts‑1.5", **COMPLETED}))
    for code in (*CODES, "TS-1.5"):
        assert said(code) == [("ALL", "completed", "Completed", "")]


def test_a_row_for_one_pair_leaves_the_other_as_it_is(editor: Client) -> None:
    values = in_rows({"codes": "TS-1.1", "pair": "US-MX", "status": "completed"})
    shown = words(send_rows(editor, values))
    assert "stays as it is" in shown.split('id="changes-title"')[1].split("</section>")[0]
    record_rows(editor, values)
    assert said("TS-1.1") == [
        ("US-CN", "partially_completed", "Partially Completed, Finished Fall 2006", "2006-Fall"),
        ("US-MX", "completed", "Completed", ""),
    ]


def test_rows_for_both_pairs_make_one_update(editor: Client) -> None:
    rows = [
        {"codes": "TS-1.2", "pair": "US-MX", "status": "initiated"},
        {"codes": "TS-1.2", "pair": "US-CN", "status": "completed"},
    ]
    record_rows(editor, in_rows(*rows))
    assert said("TS-1.2") == [
        ("US-CN", "completed", "Completed", ""),
        ("US-MX", "initiated", "Initiated", ""),
    ]


def test_the_preview_begins_with_the_consequences_and_records_nothing(editor: Client) -> None:
    response = send_rows(editor, in_rows(*ROWS))
    shown = words(response).split('id="changes-title"')[1]
    assert shown.index("On public pages") < shown.index("TS-1.2")
    assert "The milestone counts as Completed, no longer as On track." in shown
    assert StatusUpdate.objects.count() == 106


def test_nothing_is_recorded_that_was_not_previewed(editor: Client) -> None:
    assert "this preview shows what would change now" in words(
        send_rows(editor, in_rows(*ROWS), "record")
    )
    previewed = send_rows(editor, in_rows(*ROWS)).context["form"]["previewed"].value()
    changed = in_rows(*ROWS[:2], previewed=previewed)
    send_rows(editor, changed, "record")
    assert StatusUpdate.objects.count() == 106


def test_what_is_wrong_is_told_beside_its_cell_and_nothing_typed_is_lost(editor: Client) -> None:
    rows = [
        {"codes": "TS-9.9", "status": "completed"},
        {"codes": "BP-1.1, soon", "status": "completed"},
        {"codes": "TS-1.2", "status": "delayed", "revised": "later", "as_reported": "Late"},
        {"codes": "", "note": "Whose?"},
        {"codes": "TS-1.4", "pair": "US-CN", "status": "completed"},
        {"codes": "TS-1.3", "status": "completed"},
        {"codes": "TS-1.3", "status": "initiated"},
    ]
    refused = send_rows(editor, in_rows(*rows, source=""))
    assert problems(refused) == [
        SEE_ROWS,
        ("id_source", "Source", "This field is required."),
        ("id_row-0-codes", "Row 1, Milestone", "There is no milestone “TS-9.9”."),
        ("id_row-1-codes", "Row 2, Milestone", "BP-1.1 is not in your priority areas."),
        ("id_row-1-codes", "Row 2, Milestone", "There is no milestone “soon”."),
        (
            "id_row-2-revised",
            "Row 3, Revised deadline",
            "“later” is not a date: write 2007-12-31, 2006-12, 2006-Fall or 2008.",
        ),
        (
            "id_row-2-note",
            "Row 3, Note",
            "It is delayed: say why, and what is done about it.",
        ),
        ("id_row-3-codes", "Row 4, Milestone", "Enter the code of a milestone."),
        ("id_row-3-status", "Row 4, Status", "Choose a status."),
        (
            "id_row-6-codes",
            "Row 7, Milestone",
            "Row 6 has a status of TS-1.3 for the same parties.",
        ),
    ]
    assert cells(refused)[2] == ["TS-1.2", "ALL", "delayed", "Late", "later", ""]
    assert len(cells(refused)) == len(rows)


def test_a_pair_that_is_not_concerned_is_refused(publisher: Client) -> None:
    one_pair = Milestone.objects.filter(parties="US-MX")[0].code
    values = in_rows({"codes": one_pair, "pair": "US-CN", "status": "completed"})
    message = f"{one_pair} concerns Mexico–U.S. only."
    assert problems(send_rows(publisher, values)) == [
        SEE_ROWS,
        ("id_row-0-pair", "Row 1, For whom", message),
    ]
    record_rows(publisher, values | {"row-0-pair": "US-MX"})
    assert said(one_pair)[0][:2] == ("ALL", "completed")


def test_a_code_with_a_character_that_no_code_has_is_refused_at_its_cell(editor: Client) -> None:
    shown = words(record_rows(editor, in_rows({"codes": "TS-1.4\0", "status": "completed"})))
    assert "Null characters are not allowed." in shown


def test_what_the_record_refuses_is_told_in_its_row_and_none_is_recorded(editor: Client) -> None:
    recording.record(dt.date(2006, 9, 30), recording.COMPLETED, code="TS-1.3")
    response = send_rows(editor, in_rows(*({**row, "status": "initiated"} for row in ROWS)))
    message = "2006-09-30 already has a status: say why this one corrects it."
    assert problems(response) == [
        SEE_ROWS,
        ("id_reason", "Reason", message),
        ("id_row-1-codes", "Row 2, Milestone", message),
    ]
    assert StatusUpdate.objects.count() == 107


def test_there_is_something_to_record(editor: Client) -> None:
    message = "Enter the status of at least one milestone."
    assert problems(send_rows(editor, in_rows({}, {}))) == [("", "", message)]


def test_what_somebody_else_recorded_meanwhile_is_told(editor: Client) -> None:
    values = in_rows(*ROWS)
    form = send_rows(editor, values).context["form"]
    kept = {name: form[name].value() for name in ("seen", "previewed")}
    recording.record(dt.date(2006, 8, 15), recording.DELAYED, code="TS-1.3")
    refused = send_rows(editor, values | kept, "record")
    message = "Someone else has updated TS-1.3 in the meantime."
    assert problems(refused) == [SEE_ROWS, ("id_row-1-codes", "Row 2, Milestone", message)]
    assert "Recorded since you opened this page" in words(refused)
    record_rows(editor, values | {"seen": refused.context["form"]["seen"].value()})
    assert [said(code)[0][1] for code in CODES] == ["completed"] * 3


def test_more_rows_keep_what_was_typed_and_check_nothing_yet(editor: Client) -> None:
    rows = [{"codes": "ts–1.2", "status": "delayed"}, {"codes": "TS-1.3"}]
    response = send_rows(editor, in_rows(*rows, source="A letter of", as_of="2006"), "more")
    form = response.context["form"]
    assert len(form.rows.forms) == 14
    assert cells(response) == [
        ["ts–1.2", "ALL", "delayed", "", "", ""],
        ["TS-1.3", "ALL", "", "", "", ""],
    ]
    assert (form["as_of"].value(), form["source"].value()) == ("2006", "A letter of")
    assert problems(response) == []


def test_the_codes_to_choose_from_are_those_that_the_user_may_record(editor: Client) -> None:
    shown = words(editor.get(SEVERAL)).split('<datalist id="codes">')[1].split("</datalist>")[0]
    assert '<option value="TS-1.2">' in shown
    assert "BP-1.1" not in shown


def test_milestones_chosen_in_the_list_make_a_row_each_in_document_order(editor: Client) -> None:
    assert cells(select(editor, "TS-1.4", "TS-1.1")) == [
        ["TS-1.1", "ALL", "", "", "", ""],
        ["TS-1.4", "ALL", "", "", "", ""],
    ]


def test_they_make_one_row_for_the_same_status(editor: Client) -> None:
    page = select(editor, "TS-1.4", "TS-1.1", action="enter_the_same")
    assert cells(page) == [["TS-1.1 TS-1.4", "ALL", "", "", "", ""]]


def test_one_box_selects_every_milestone(publisher: Client) -> None:
    listing = publisher.get(LIST)
    assert words(listing).count('class="action-select"') == Milestone.objects.count() == 106


@pytest.mark.parametrize(
    "changed",
    [
        *({"seen": seen} for seen in ("x", "1", "1:", "99999999999999999999:0-0")),
        {"row-TOTAL_FORMS": ""},
        {"row-TOTAL_FORMS": "5000"},
    ],
)
def test_an_incomplete_page_records_nothing(editor: Client, changed: dict[str, str]) -> None:
    response = send_rows(editor, in_rows(*ROWS) | changed, "record")
    assert "This page is incomplete: reload it and enter it again." in words(response)
    assert StatusUpdate.objects.count() == 106


def test_only_those_who_record_have_the_page(client: Client) -> None:
    client.force_login(User.objects.create_user("viewer", is_staff=True))
    assert client.get(SEVERAL).status_code == 403
    assert client.post(SEVERAL, in_rows(*ROWS)).status_code == 403


def test_more_than_have_a_row_each_are_recorded_at_once(
    publisher: Client, add_milestones: Callable[[int], object]
) -> None:
    add_milestones(MAX_ROWS + 50)
    page = publisher.post(
        f"{LIST}?q=numbered",
        {
            "action": "enter_the_same",
            "_selected_action": [milestone("TS-1.1001").pk],
            "select_across": "1",
        },
    )
    codes = page.context["form"].rows[0]["codes"].value()
    record_rows(publisher, in_rows({"codes": codes, **COMPLETED}))
    assert StatusUpdate.objects.filter(as_of=dt.date(2006, 9, 30)).count() == MAX_ROWS + 50


def test_a_row_is_not_read_anew_for_all_milestones_of_the_others(
    publisher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Mock(side_effect=vars(RowForm)["line"].fget)
    monkeypatch.setattr(RowForm, "line", property(read))

    def times_read(*codes: str) -> int:
        read.reset_mock()
        record_rows(publisher, in_rows(*({"codes": code, **COMPLETED} for code in codes)))
        return read.call_count

    assert times_read("TS-1.2", "TS-1.3", "TS-1.4") == 3 * times_read("TS-1.5")


def test_too_many_for_a_row_each_are_refused_with_what_to_do(
    publisher: Client, add_milestones: Callable[[int], object]
) -> None:
    add_milestones(MAX_ROWS)
    chosen = {"_selected_action": [milestone("TS-1.1001").pk], "select_across": "1"}
    response = publisher.post(LIST, {"action": "enter_several"} | chosen, follow=True)
    assert "Choose 150 milestones at most, or upload a spreadsheet." in words(response)
