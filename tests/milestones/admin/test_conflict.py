"""Two people record at once: the second is told, sees both versions, and loses nothing."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses, withdraw_edition
from milestones.choices import Pair, Status
from milestones.models import StatusReport
from tests.conftest import REPORT_DAY
from tests.milestones.admin.entry_forms import (
    Entered,
    in_fields,
    opened,
    problems,
    said,
    send,
    words,
)
from tests.milestones.factories import milestone

pytestmark = pytest.mark.django_db

MINE = {
    "as_of": "2006-09-30",
    "whom": "together",
    "status_ALL": "completed",
    "as_reported_ALL": "Completed at last",
    "source": "My letter",
}


@pytest.fixture
def mine(editor: Client) -> Entered:
    """What the editor has in the form while somebody else records something."""
    values = opened(editor, "TS-1.2") | MINE
    record_statuses(
        [
            StatusUpdateInput(
                milestone("TS-1.2"),
                REPORT_DAY.replace(month=8),
                [
                    StatusLine(
                        Pair.ALL, Status.DELAYED, as_reported="Delayed by storms", note="Storms"
                    )
                ],
                source="Their call",
            )
        ],
        recorded_by=User.objects.create_user("somebody"),
    )
    return values


@pytest.mark.parametrize("button", ["record", "preview"])
def test_the_second_is_told_and_sees_both_versions(
    editor: Client, mine: Entered, button: str
) -> None:
    response = send(editor, "TS-1.2", mine, button)
    assert response.status_code == 200
    assert problems(response) == [("", "", "Someone else has updated TS-1.2 in the meantime.")]
    shown = words(response).split('id="conflict"')[1]
    theirs, rest = shown.split('id="yours"', 1)
    yours = rest.split("</section>")[0]
    for said_there in ("Delayed by storms", "by somebody", "Their call", "Aug. 15, 2006"):
        assert said_there in theirs
    for said_here in ("Completed at last", "My letter", "Sept. 30, 2006"):
        assert said_here in yours
    assert said("TS-1.2")[0][2] == "Delayed by storms"


def test_what_was_entered_is_kept_with_a_new_mark(editor: Client, mine: Entered) -> None:
    form = send(editor, "TS-1.2", mine).context["form"]
    again = {name: form[name].value() for name in MINE}
    assert again == MINE
    assert form["seen"].value() != mine["seen"]
    assert form["seen"].value() == opened(editor, "TS-1.2")["seen"]


@pytest.mark.both_databases
def test_recording_again_is_deliberate_and_both_are_on_record(
    editor: Client, mine: Entered
) -> None:
    form = send(editor, "TS-1.2", mine).context["form"]
    again = mine | {"seen": form["seen"].value()}
    previewed = in_fields(send(editor, "TS-1.2", again))
    assert send(editor, "TS-1.2", previewed).status_code == 302
    assert [
        str(line) for one in milestone("TS-1.2").updates.for_page() for line in one.lines.all()
    ] == [
        "All parties: Completed at last",
        "All parties: Delayed by storms",
        "All parties: On track",
    ]


def test_another_mistake_does_not_make_the_conflict_forgotten(
    editor: Client, mine: Entered
) -> None:
    form = send(editor, "TS-1.2", mine | {"source": ""}).context["form"]
    assert form["seen"].value() == mine["seen"]
    refused = send(editor, "TS-1.2", mine | {"seen": form["seen"].value()})
    assert refused.context["form"].conflict


def test_theirs_for_the_same_day_needs_a_reason_to_be_corrected(
    editor: Client, mine: Entered
) -> None:
    values = mine | {"as_of": "2006-08-15"}
    form = send(editor, "TS-1.2", values).context["form"]
    assert form.conflict
    refused = send(editor, "TS-1.2", values | {"seen": form["seen"].value()})
    assert [field for field, _label, _message in problems(refused)] == ["id_reason"]


def test_the_same_said_by_both_is_told_too(editor: Client, mine: Entered) -> None:
    same = mine | {
        "as_of": "2006-08-15",
        "status_ALL": "delayed",
        "as_reported_ALL": "Delayed by storms",
        "note_ALL": "Storms",
        "source": "Their call",
    }
    response = send(editor, "TS-1.2", same)
    assert [message for _anchor, _label, message in problems(response)] == [
        "Someone else has updated TS-1.2 in the meantime.",
        "Nothing to change: this status of TS-1.2 is already recorded for 2006-08-15.",
    ]
    yours = words(response).split('id="yours"')[1].split("</section>")[0]
    for said_here in ("Delayed by storms", "Their call", "Aug. 15, 2006"):
        assert said_here in yours


@pytest.mark.both_databases
def test_a_withdrawal_meanwhile_is_told_too(editor: Client) -> None:
    values = opened(editor, "TS-1.2") | MINE
    withdraw_edition(StatusReport.objects.get(), reason="Sent by mistake")
    response = send(editor, "TS-1.2", values)
    assert response.context["form"].conflict
    assert "A status was withdrawn. Now in force:" in words(response)
