"""Withdrawing one status in the admin: what it changes is shown first, and it is all on record."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from milestones.models import StatusUpdate, UpdateWithdrawal
from tests.factories import person
from tests.milestones.admin.entry_forms import (
    LIST,
    address,
    in_fields,
    opened,
    problems,
    said,
    send,
    words,
)
from tests.milestones.factories import milestone
from tests.milestones.recording import COMPLETED, DELAYED, ON_TRACK, record, statuses

pytestmark = pytest.mark.django_db

WRONG_DAY = dt.date(2025, 11, 30)
CLOCK_AHEAD = dt.date(2999, 1, 1)


def page(update: StatusUpdate) -> str:
    return reverse("admin:milestones_statusupdate_withdraw", args=[update.pk])


def preview(client: Client, update: StatusUpdate, reason: str = "Wrong day") -> Any:
    return client.post(page(update), {"reason": reason, "preview": "1"})


def withdraw(client: Client, update: StatusUpdate) -> Any:
    """Open the page, give a reason, look at the preview, and withdraw."""
    client.get(page(update))
    return client.post(page(update), in_fields(preview(client, update)) | {"withdraw": "1"})


def own(editor_user: User, day: dt.date, code: str = "TS-1.2") -> StatusUpdate:
    return record(day, COMPLETED, code=code, recorded_by=editor_user)


def test_the_preview_begins_with_figures_and_says_what_is_in_force_again(
    editor: Client, editor_user: User
) -> None:
    shown = preview(editor, own(editor_user, WRONG_DAY))
    assert [
        (figure.name, figure.before, figure.after)
        for figure in shown.context["effect"].consequences.figures
    ] == [
        ("public_date", WRONG_DAY, dt.date(2006, 6, 15)),
        ("late", 83, 28),
        ("overdue", 81, 17),
        ("contradictions", 4, 4),
    ]
    panel = words(shown).split('id="changes-title"')[1].split("</section>")[0]
    figures, again = panel.split("In force again")
    assert "TS-1.2 concerns all parties." in figures
    for said_there in ("<strong>On track</strong>", "June 15, 2006", "#L32"):
        assert said_there in again
    assert not UpdateWithdrawal.objects.exists()


@pytest.mark.both_databases
@pytest.mark.parametrize("day", [WRONG_DAY, CLOCK_AHEAD])
def test_an_editor_withdraws_an_own_status_and_pages_go_back(
    editor: Client, editor_user: User, client: Client, day: dt.date
) -> None:
    update = own(editor_user, day)
    done = withdraw(editor, update)
    assert done.url == f"{LIST}{milestone('TS-1.2').pk}/change/"
    after = words(editor.get(done.url))
    assert "The status of TS-1.2 as of" in after
    assert "Wrong day" in after
    assert UpdateWithdrawal.objects.get().withdrawn_by == editor_user
    assert f"Withdrew the status as of {day}: Wrong day" in str(LogEntry.objects.get())
    assert StatusUpdate.objects.latest_date() == dt.date(2006, 6, 15)
    assert "as of June 15, 2006 </p>" in words(client.get("/en/"))
    assert "It is already withdrawn." in words(editor.get(page(update)))


def test_what_changed_since_the_preview_is_shown_again(editor: Client, editor_user: User) -> None:
    update = own(editor_user, WRONG_DAY)
    values = in_fields(preview(editor, update)) | {"withdraw": "1"}
    record(WRONG_DAY, DELAYED, code="TS-1.2", reason="Misread")
    again = editor.post(page(update), values)
    assert "Nothing was recorded yet: this preview shows what would change now." in words(again)
    assert "No status changes: a later revision of the same date is in force." in words(again)
    assert not UpdateWithdrawal.objects.exists()


def test_one_click_withdraws_nothing(editor: Client, editor_user: User) -> None:
    update = own(editor_user, WRONG_DAY)
    assert 'name="withdraw"' not in words(editor.get(page(update)))
    editor.post(page(update), {"reason": "Wrong day", "withdraw": "1"})
    assert not UpdateWithdrawal.objects.exists()


def test_it_asks_why(editor: Client, editor_user: User) -> None:
    refused = preview(editor, own(editor_user, WRONG_DAY), reason=" ")
    assert problems(refused) == [("id_reason", "Reason", "This field is required.")]


def test_what_is_another_s_or_in_another_area_is_closed_to_an_editor(
    editor: Client, editor_user: User
) -> None:
    somebody = person("somebody", "Editors", "TS")
    others = (
        record(WRONG_DAY, COMPLETED, code="TS-1.2", recorded_by=somebody),
        record(WRONG_DAY, COMPLETED, code="BP-6.2", recorded_by=editor_user),
        milestone("TS-1.3").updates.get(),
    )
    for update in others:
        assert editor.get(page(update)).status_code == 403
        assert preview(editor, update).status_code == 403
        shown = words(editor.get(f"{LIST}{update.milestone_id}/change/"))
        assert page(update) not in shown
    assert not UpdateWithdrawal.objects.exists()


@pytest.mark.both_databases
def test_a_publisher_withdraws_one_status_of_an_edition(publisher: Client) -> None:
    update = milestone("BP-6.2").updates.get()
    shown = words(publisher.get(f"{LIST}{milestone('BP-6.2').pk}/change/"))
    assert page(update) in shown
    assert "Planned: nothing was reported yet." in words(preview(publisher, update))
    withdraw(publisher, update)
    assert statuses(dt.date(2006, 6, 15), "BP-6.2")[0] == "planned"


def test_a_status_of_a_day_to_come_is_corrected(editor: Client, editor_user: User) -> None:
    own(editor_user, CLOCK_AHEAD)
    query = f"?as_of={CLOCK_AHEAD}"
    values = opened(editor, "TS-1.2", query) | {
        "status_ALL": "on_track",
        "source": "Letter",
        "reason": "It is not completed",
    }
    done = send(editor, "TS-1.2", in_fields(send(editor, "TS-1.2", values, "preview")))
    assert done.status_code == 302
    assert said("TS-1.2") == [("ALL", "on_track", "On track", "")]
    refused = send(editor, "TS-1.2", values | {"as_of": "2999-01-02"})
    assert problems(refused) == [("id_as_of", "As of", "This date is in the future.")]


def test_the_form_to_correct_says_so_and_has_what_is_there(editor: Client) -> None:
    record(WRONG_DAY, ON_TRACK, code="TS-1.5", source="Leter of the ministry")
    shown = editor.get(address("TS-1.5") + f"?as_of={WRONG_DAY}")
    assert "Correct the status of TS-1.5 as of Nov. 30, 2025" in words(shown)
    values = in_fields(shown)
    assert (values["status_ALL"], values["source"]) == ("on_track", "Leter of the ministry")
    corrected = values | {"source": "Letter of the ministry", "reason": "A typing error"}
    previewed = send(editor, "TS-1.5", corrected, "preview")
    assert "The status stays as it is: only its source or reason changes." in words(previewed)
    assert send(editor, "TS-1.5", in_fields(previewed)).status_code == 302
    newest = milestone("TS-1.5").updates.for_page()[0]
    assert (newest.revision, newest.source) == (2, "Letter of the ministry")
