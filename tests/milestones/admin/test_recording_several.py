"""One status for several milestones at once: chosen in the list, seen beforehand, all or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.models import Milestone, StatusUpdate
from tests.conftest import REPORT_DAY
from tests.milestones import recording
from tests.milestones.admin.entry_forms import (
    LIST,
    TOGETHER,
    Entered,
    opened_together,
    problems,
    said,
    select,
    words,
)
from tests.milestones.factories import milestone

pytestmark = pytest.mark.django_db

CODES = ("TS-1.2", "TS-1.3", "TS-1.4")
NEWS = {"as_of": "2006-09-30", "status_ALL": "completed", "source": "Meeting"}


def filled(client: Client, *codes: str, **changes: Any) -> Entered:
    return opened_together(select(client, *codes)) | NEWS | changes


def send(client: Client, values: Entered, button: str = "record") -> Any:
    """Send the page; what is to be recorded is previewed first."""
    if button == "record":
        previewed = send(client, values, "preview")
        values = values | {"previewed": _previewed(previewed)}
    return client.post(TOGETHER, {**values, button: "1"}, follow=True)


def _previewed(response: Any) -> str:
    form = (response.context or {}).get("form")
    return (form and form["previewed"].value()) or ""


def rows(response: Any) -> dict[str, list[str]]:
    """For each milestone on the page why it refuses."""
    return {row.milestone.code: list(row.issues) for row in response.context["rows"]}


def test_the_page_shows_where_each_of_them_stands(editor: Client) -> None:
    response = select(editor, "TS-1.4", "TS-1.1")
    stands = [
        (row.milestone.code, line.pair, line.as_reported)
        for row in response.context["rows"]
        for line in row.current_status.lines
    ]
    assert stands == [
        ("TS-1.1", "US-CN", "Partially Completed, Finished Fall 2006"),
        ("TS-1.1", "US-MX", "Initiated"),
        ("TS-1.4", "ALL", "Initiated"),
    ]


def test_all_of_them_are_recorded(editor: Client, editor_user: User) -> None:
    response = send(editor, filled(editor, *CODES))
    assert response.redirect_chain == [(LIST, 302)]
    assert (
        "Statuses of 3 milestones recorded as of Sept. 30, 2006: TS-1.2, TS-1.3, TS-1.4."
    ) in words(response)
    for code in CODES:
        assert said(code) == [("ALL", "completed", "Completed", "")]
    recorded = StatusUpdate.objects.filter(as_of=dt.date(2006, 9, 30))
    assert set(recorded.values_list("recorded_by__username", "source")) == {("editor", "Meeting")}
    assert LogEntry.objects.filter(user=editor_user).count() == 3


def test_what_will_change_is_shown_for_each_of_them_first(editor: Client) -> None:
    response = send(editor, filled(editor, "TS-1.1", "TS-1.2"), "preview")
    assert [
        [(str(line.pair.label), line.after.status) for line in row.change.lines]
        for row in response.context["rows"]
    ] == [
        [("Canada–U.S.", "completed"), ("Mexico–U.S.", "completed")],
        [("All parties", "completed")],
    ]
    assert "The milestone counts as Completed, no longer as Initiated." in words(response)
    assert StatusUpdate.objects.count() == 106


def test_what_refuses_is_told_by_milestone_and_none_is_recorded(editor: Client) -> None:
    completed = StatusLine(Pair.ALL, Status.COMPLETED)
    recording.record(dt.date(2006, 9, 30), completed, code="TS-1.3", source="Meeting")
    response = send(editor, filled(editor, *CODES))
    assert rows(response) == {
        "TS-1.2": [],
        "TS-1.3": ["Nothing to change: this status of TS-1.3 is already recorded for 2006-09-30."],
        "TS-1.4": [],
    }
    message = "Nothing was recorded: this status cannot be recorded for 1 milestone; see the table."
    assert problems(response) == [("milestones", "Milestones", message)]
    assert StatusUpdate.objects.count() == 107


def test_what_refuses_can_be_left_out(editor: Client) -> None:
    values = filled(editor, *CODES, leave_out=[milestone("TS-1.3").pk])
    shown = send(editor, values, "preview")
    assert [row.left_out for row in shown.context["rows"]] == [False, True, False]
    send(editor, values)
    assert said("TS-1.3") == [("ALL", "on_track", "On track", "")]
    assert said("TS-1.4") == [("ALL", "completed", "Completed", "")]


def test_there_is_something_to_record(editor: Client) -> None:
    keys = [milestone(code).pk for code in CODES]
    response = send(editor, filled(editor, *CODES, leave_out=keys))
    message = "Every milestone is excluded: there is nothing to record."
    assert problems(response) == [("milestones", "Milestones", message)]


def test_one_reason_does_for_all_corrections(editor: Client) -> None:
    values = filled(editor, *CODES, as_of="2006-06-15")
    refused = send(editor, values)
    assert [field for field, _label, _message in problems(refused)] == ["milestones", "id_reason"]
    send(editor, values | {"reason": "The report was misread"})
    assert [milestone(code).updates.count() for code in CODES] == [2, 2, 2]


def test_what_somebody_else_recorded_meanwhile_is_told_beside_the_milestone(editor: Client) -> None:
    values = filled(editor, *CODES)
    record_statuses(
        [
            StatusUpdateInput(
                milestone("TS-1.3"),
                REPORT_DAY.replace(month=8),
                [StatusLine(Pair.ALL, Status.INITIATED, as_reported="Begun anew")],
                source="Their call",
            )
        ],
        recorded_by=User.objects.create_user("somebody"),
    )
    refused = send(editor, values)
    assert rows(refused)["TS-1.3"] == ["Someone else has updated TS-1.3 in the meantime."]
    for said_there in ("Begun anew", "by somebody", "Their call"):
        assert said_there in words(refused).split(">TS-1.3<")[1].split("</tr>")[0]
    form = refused.context["form"]
    assert {name: form[name].value() for name in NEWS} == NEWS
    again = send(editor, values | {"seen": form["seen"].value()})
    assert again.redirect_chain == [(LIST, 302)]
    assert [said(code)[0][1] for code in CODES] == ["completed"] * 3


def test_what_is_wrong_with_the_fields_is_told_there(editor: Client) -> None:
    refused = send(editor, filled(editor, *CODES, status_ALL="delayed", source=""))
    assert problems(refused) == [
        ("id_source", "Source", "This field is required."),
        ("id_note_ALL", "Note", "It is delayed: say why, and what is done about it."),
    ]


def test_milestones_of_other_areas_are_refused_by_name(editor: Client) -> None:
    keys = [milestone(code).pk for code in ("TS-1.2", "BP-1.1", "LE-1.8")]
    chosen = {"action": "record_together", "_selected_action": keys}
    response = editor.post(f"{LIST}?areas=all", chosen, follow=True)
    message = "Nothing was recorded: BP-1.1, LE-1.8 are not in your priority areas. Choose others."
    assert message in words(response)
    forged = filled(editor, "TS-1.2") | {"seen": f"{milestone('BP-1.1').pk}:0-0"}
    assert "Nothing was recorded: BP-1.1 is not in your priority areas." in words(
        send(editor, forged)
    )
    assert StatusUpdate.objects.count() == 106


@pytest.mark.parametrize("seen", ["", "x", "1", "1:", "99999999999999999999:0-0"])
def test_an_incomplete_page_records_nothing(editor: Client, seen: str) -> None:
    response = send(editor, filled(editor, "TS-1.2") | {"seen": seen})
    assert "This page is incomplete: choose the milestones in the list again." in words(response)
    assert StatusUpdate.objects.count() == 106


def test_without_milestones_the_page_leads_to_the_list(editor: Client) -> None:
    assert editor.get(TOGETHER)["Location"] == LIST


@pytest.mark.parametrize("count", [10, 1000])
def test_the_page_asks_the_same_number_of_questions_however_many_there_are(
    publisher: Client, add_milestones: Callable[[int], object], count: int
) -> None:
    add_milestones(count)
    added = Milestone.objects.filter(code__startswith="TS-1.1", order__gt=1000)
    keys = list(added.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as asked:
        response = publisher.post(
            f"{LIST}?q=numbered",
            {"action": "record_together", "_selected_action": keys[:1], "select_across": "1"},
        )
    assert len(response.context["rows"]) == count
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) == 16


def test_a_thousand_are_recorded_at_once(
    publisher: Client, add_milestones: Callable[[int], object]
) -> None:
    add_milestones(1000)
    keys = [milestone("TS-1.1001").pk]
    chosen = {"action": "record_together", "_selected_action": keys, "select_across": "1"}
    page = publisher.post(f"{LIST}?q=numbered", chosen)
    send(publisher, opened_together(page) | NEWS)
    assert StatusUpdate.objects.filter(as_of=dt.date(2006, 9, 30)).count() == 1000
