"""Recording a status of one milestone, from opening the page to the public one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from milestones.models import Milestone, StatusUpdate
from tests.milestones.admin.entry_forms import (
    address,
    in_fields,
    opened,
    problems,
    record,
    said,
    send,
    words,
)
from tests.milestones.factories import milestone

pytestmark = pytest.mark.django_db

COMPLETED = ("completed", "Completed", "")
PARTIALLY = (
    *("US-CN", "partially_completed"),
    *("Partially Completed, Finished Fall 2006", "2006-Fall"),
)


def test_the_page_opens_today_with_the_present_picture(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: dt.date(2006, 10, 1))
    values = opened(editor, "TS-1.1")
    seen = values.pop("seen")
    assert seen == f"{milestone('TS-1.1').updates.get().pk}-0"
    assert values == {
        "as_of": dt.date(2006, 10, 1),
        "source": "",
        "reason": "",
        "previewed": "",
        "whom": "apart",
        **dict.fromkeys(("status_ALL", "as_reported_ALL", "revised_ALL", "note_ALL"), ""),
        "status_US-CN": "partially_completed",
        "as_reported_US-CN": "Partially Completed, Finished Fall 2006",
        "revised_US-CN": "2006-Fall",
        "note_US-CN": "Finished",
        "status_US-MX": "initiated",
        "as_reported_US-MX": "",
        "revised_US-MX": "",
        "note_US-MX": "",
    }


def test_it_shows_how_it_stands_since_when_and_on_whose_word(editor: Client) -> None:
    shown = words(editor.get(address("TS-1.1")))
    panel = shown.split('id="stands"')[1].split("</section>")[0]
    for said_there in (
        '<strong>Partially completed</strong> <q lang="en">Partially Completed, Finished Fall',
        "June 15, 2006",
        "#L27",
        "#L28",
        "from the document",
    ):
        assert said_there in panel


def test_a_status_is_recorded_and_the_public_page_shows_it_at_once(
    editor: Client, editor_user: User, client: Client
) -> None:
    response = record(
        editor,
        "TS-1.2",
        as_of="2006-09-30",
        status_ALL="delayed",
        as_reported_ALL="Delayed to Spring 2008",
        revised_ALL="2008-Spring",
        note_ALL="Awaiting legislation",
        source="Letter of the ministry",
    )
    assert response.status_code == 302
    assert response["Location"] == f"/admin/milestones/milestone/{milestone('TS-1.2').pk}/change/"
    after = words(editor.get(response["Location"]))
    assert "Status of TS-1.2 recorded as of Sept. 30, 2006." in after
    assert '/en/milestones/TS-1.2/?as_of=2006-09-30">View on site</a>' in after
    update = milestone("TS-1.2").updates.for_page()[0]
    assert (update.as_of, update.revision) == (dt.date(2006, 9, 30), 1)
    assert (update.recorded_by, update.source) == (editor_user, "Letter of the ministry")
    assert said("TS-1.2") == [("ALL", "delayed", "Delayed to Spring 2008", "2008-Spring")]
    assert LogEntry.objects.get().get_change_message() == "Recorded a status as of 2006-09-30."
    public = words(client.get("/en/milestones/TS-1.2/"))
    assert "months later: Spring 2008" in public
    assert "Letter of the ministry" in public
    assert "Awaiting legislation" in public


@pytest.mark.parametrize("written", ["2007-12-31", "2007-12", "2007-Winter", "2008"])
def test_a_revised_deadline_is_as_exact_as_it_is_known(editor: Client, written: str) -> None:
    record(editor, "TS-1.2", as_of="2006-09-30", revised_ALL=written)
    assert said("TS-1.2") == [("ALL", "on_track", "On track", written)]


@pytest.mark.parametrize(
    ("code", "changes", "lines"),
    [
        ("TS-1.1", {}, [PARTIALLY, ("US-MX", "initiated", "Initiated", "")]),
        ("TS-1.1", {"status_US_MX": "completed"}, [PARTIALLY, ("US-MX", *COMPLETED)]),
        # 13 of the report's 16 delayed lines say no more, and have no note.
        ("TS-3.2", {}, [("ALL", "delayed", "Delayed", "")]),
        (
            "TS-1.2",
            {"status_ALL": "completed_ongoing"},
            [("ALL", "completed_ongoing", "Completed / ongoing", "")],
        ),
        (
            "TS-1.2",
            {"status_ALL": "completed", "revised_US_CN": "never", "status_US_MX": "delayed"},
            [("ALL", *COMPLETED)],
        ),
    ],
    ids=["left alone", "other pair left alone", "delayed", "no words", "under the other choice"],
)
def test_what_is_left_alone_stays_letter_by_letter(
    editor: Client, code: str, changes: dict[str, str], lines: list[tuple[str, ...]]
) -> None:
    assert record(editor, code, as_of="2006-09-30", **changes).status_code == 302
    assert said(code) == lines


def test_words_of_the_former_status_do_not_slip_through(editor: Client) -> None:
    changes = {"as_of": "2006-09-30", "status_US_CN": "completed"}
    refused = record(editor, "TS-1.1", **changes)
    assert problems(refused) == [
        (
            "id_as_reported_US-CN",
            "Canada–U.S., Reported wording",
            "This is the wording of the former status, “Partially completed”: enter the new "
            "wording, or leave this empty.",
        )
    ]
    record(editor, "TS-1.1", **changes, as_reported_US_CN="", revised_US_CN="", note_US_CN="")
    assert said("TS-1.1")[0] == ("US-CN", "completed", "Completed", "")


def test_a_correction_of_a_day_needs_a_reason_and_keeps_what_it_corrects(editor: Client) -> None:
    changes = {"as_of": "2006-06-15", "status_ALL": "initiated"}
    refused = record(editor, "TS-1.2", **changes)
    message = "2006-06-15 already has a status: say why this one corrects it."
    assert problems(refused) == [("id_reason", "Reason", message)]
    assert milestone("TS-1.2").updates.count() == 1
    record(editor, "TS-1.2", **changes, reason="Misread")
    revisions = [
        (one.revision, one.lines.get().status, one.reason)
        for one in milestone("TS-1.2").updates.order_by("revision")
    ]
    assert revisions == [(1, "on_track", ""), (2, "initiated", "Misread")]


def test_a_day_to_be_corrected_opens_with_its_own_picture(editor: Client) -> None:
    record(editor, "TS-1.2", as_of="2006-09-30", status_ALL="completed")
    values = opened(editor, "TS-1.2", "?as_of=2006-06-15")
    assert (values["as_of"], values["status_ALL"]) == (dt.date(2006, 6, 15), "on_track")
    assert opened(editor, "TS-1.2", "?as_of=2006-09-30")["status_ALL"] == "completed"


def test_a_day_that_is_none_is_said(editor: Client) -> None:
    assert editor.get(address("TS-1.2") + "?as_of=June").status_code == 400


def test_a_milestone_of_one_pair_asks_for_one_status_under_its_name(editor: Client) -> None:
    values = opened(editor, "TS-1.5")
    assert "whom" not in values
    assert [name for name in values if name.startswith("status")] == ["status_ALL"]
    shown = editor.get(address("TS-1.5"))
    assert [group.legend for group in shown.context["form"].groups] == ["Canada–U.S."]
    record(editor, "TS-1.5", as_of="2006-09-30", status_ALL="completed")
    assert said("TS-1.5") == [("ALL", "completed", "Completed", "")]


def test_nothing_is_recorded_but_by_the_button_that_says_so(editor: Client) -> None:
    values = opened(editor, "TS-1.2") | {"as_of": "2006-09-30", "source": "Letter"}
    editor.post(address("TS-1.2"), values)
    send(editor, "TS-1.2", values, "preview")
    assert StatusUpdate.objects.count() == 106


def test_who_came_from_the_work_list_returns_to_it(editor: Client) -> None:
    values = opened(editor, "TS-1.2") | {"as_of": "2006-09-30", "source": "Letter"}
    previewed = in_fields(send(editor, "TS-1.2", values, "preview")) | {"record": "1"}
    response = editor.post(address("TS-1.2") + "?then=worklist", previewed)
    assert response["Location"] == "/admin/worklist/"


def test_a_milestone_that_was_planned_becomes_what_is_recorded_first(
    publisher: Client, add_milestones: object
) -> None:
    assert callable(add_milestones)
    add_milestones(1)
    values = opened(publisher, "TS-1.1001")
    assert (values["whom"], values["status_ALL"]) == ("together", "")
    record(publisher, "TS-1.1001", as_of="2006-09-30", status_ALL="initiated")
    (stands,) = Milestone.objects.as_of(dt.date(2006, 9, 30)).filter(code="TS-1.1001")
    assert stands.status == "initiated"
