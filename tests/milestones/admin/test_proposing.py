"""Editors who need approval propose what they enter; a publisher approves or returns it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from milestones.models import Proposal, StatusUpdate, UpdateWithdrawal
from milestones.permissions import check_approval_groups, needs_approval
from tests.downloads import rows_in_csv
from tests.factories import person
from tests.milestones.admin.entry_forms import (
    SEVERAL,
    in_rows,
    opened,
    record,
    record_rows,
    said,
    send,
    words,
)
from tests.milestones.factories import milestone
from tests.milestones.imports.statuses.sheets import as_csv, export, row
from tests.milestones.recording import DELAYED, LATER
from tests.milestones.recording import record as put_on_record

pytestmark = pytest.mark.django_db

LIST = "/admin/milestones/proposal/"


@pytest.fixture(autouse=True)
def editors_need_approval(settings: Settings) -> None:
    settings.APPROVAL_GROUPS = ["Editors"]


def page_of(proposal: Proposal) -> str:
    return reverse("admin:milestones_proposal_change", args=[proposal.pk])


def decide(client: Client, proposal: Proposal, button: str, **entered: Any) -> Any:
    """Open the page of a proposal, and press one of its buttons."""
    basis = client.get(page_of(proposal)).context["form"]["basis"].value()
    return client.post(page_of(proposal), {"basis": _json(basis), **entered, button: "1"})


def _json(basis: Any) -> str:
    return str(basis).replace("'", '"')


def proposed(editor: Client, **changes: Any) -> Proposal:
    """A status of TS-1.2 as of September 30, 2006, proposed by the editor."""
    record(editor, "TS-1.2", as_of="2006-09-30", **{"status_ALL": "completed", **changes})
    return Proposal.objects.latest("pk")


def on_record() -> int:
    return len(StatusUpdate.objects.all())


def test_what_an_editor_records_is_proposed_after_the_same_preview(editor: Client) -> None:
    values = opened(editor, "TS-1.2") | {"as_of": "2006-09-30", "source": "Letter"}
    shown = words(send(editor, "TS-1.2", values | {"status_ALL": "completed"}, "preview"))
    assert "On public pages" in shown
    assert re.search(r'name="record" value="1"> Propose <', shown)
    proposal = proposed(editor)
    assert on_record() == 106
    page = words(editor.get(page_of(proposal)))
    assert "Proposed. It is not public until a publisher approves it." in page
    assert "Status of TS-1.2 as of Sept. 30, 2006" in page
    assert "Waiting for approval" in page
    assert "The milestone counts as Completed, no longer as On track." in page
    assert 'name="approve"' not in page
    assert not LogEntry.objects.exists()


def test_a_publisher_records_without_approval(publisher: Client) -> None:
    record(publisher, "TS-1.2", status_ALL="completed")
    assert (on_record(), Proposal.objects.count()) == (107, 0)


def test_without_the_setting_nothing_is_proposed(editor: Client, settings: Settings) -> None:
    settings.APPROVAL_GROUPS = []
    record(editor, "TS-1.2", status_ALL="completed")
    assert (on_record(), Proposal.objects.count()) == (107, 0)


def test_a_publisher_sees_what_it_would_change_and_approves(
    editor: Client, publisher: Client
) -> None:
    proposal = proposed(editor)
    assert "Approve 1 proposal" in words(publisher.get("/admin/"))
    assert "Status of TS-1.2 as of Sept. 30, 2006" in words(publisher.get(f"{LIST}?state=waiting"))
    shown = words(publisher.get(page_of(proposal)))
    assert shown.index("On public pages") < shown.index("Approve and record")
    response = decide(publisher, proposal, "approve", note="Thank you")
    assert response["Location"] == LIST
    assert said("TS-1.2") == [("ALL", "completed", "Completed", "")]
    update = StatusUpdate.objects.latest("pk")
    assert (str(update.recorded_by), str(update.approved_by)) == ("editor", "publisher")
    assert "Approved" in words(editor.get(page_of(proposal)))
    assert "Thank you" in words(editor.get(page_of(proposal)))
    (entry,) = LogEntry.objects.all()
    assert (entry.user.username, entry.object_id) == ("publisher", str(milestone("TS-1.2").pk))
    assert entry.change_message == (
        "Approved: Status of TS-1.2 as of Sept. 30, 2006. Proposed by editor."
    )


def test_a_publisher_returns_it_with_a_note_and_the_editor_proposes_it_again(
    editor: Client, publisher: Client
) -> None:
    first = proposed(editor)
    assert "Say why it is returned." in words(decide(publisher, first, "return"))
    decide(publisher, first, "return", note="Completed? The letter says delayed.")
    page = words(editor.get(page_of(first)))
    assert "Returned" in page
    assert "Completed? The letter says delayed." in page
    (address,) = re.findall(r'href="([^"]+)">Edit and propose again</a>', page)
    form = editor.get(address).context["form"]
    assert [field.value() for field in form.rows[0]][:3] == ["TS-1.2", "ALL", "completed"]
    assert form["source"].value() == "Letter"
    assert address.split("?")[1] in words(editor.get(address)).split('id="recording"')[1][:200]
    values = in_rows({"codes": "TS-1.2", "status": "initiated"})
    shown = editor.post(address, {**values, "preview": "1"}).context["form"]
    kept = {name: shown[name].value() for name in ("seen", "previewed")}
    editor.post(address, {**values, **kept, "record": "1"})
    second = Proposal.objects.latest("pk")
    assert (second.follows, second.state) == (first, "Waiting for approval")
    assert "Completed? The letter says delayed." in words(publisher.get(page_of(second)))
    decide(publisher, second, "approve")
    assert said("TS-1.2") == [("ALL", "initiated", "Initiated", "")]


def test_an_editor_takes_it_back(editor: Client, publisher: Client) -> None:
    proposal = proposed(editor)
    decide(editor, proposal, "take_back")
    assert "Taken back" in words(editor.get(page_of(proposal)))
    assert 'name="approve"' not in words(publisher.get(page_of(proposal)))
    refused = decide(publisher, proposal, "approve")
    assert "Someone has already decided about this proposal." in words(refused)
    assert on_record() == 106


def test_what_is_proposed_with_two_clicks_is_one_proposal(editor: Client) -> None:
    first = proposed(editor)
    assert proposed(editor) == first
    assert Proposal.objects.count() == 1
    decide(editor, first, "take_back")
    assert proposed(editor) != first


def test_several_statuses_make_one_proposal(editor: Client, publisher: Client) -> None:
    rows = [{"codes": f"TS-1.{number}", "status": "completed"} for number in (2, 3, 4)]
    record_rows(editor, in_rows(*rows))
    proposal = Proposal.objects.get()
    assert on_record() == 106
    title = "Statuses of 3 milestones as of Sept. 30, 2006: TS-1.2, TS-1.3, TS-1.4"
    assert title in words(publisher.get(LIST))
    decide(publisher, proposal, "approve")
    assert [said(f"TS-1.{number}")[0][1] for number in (2, 3, 4)] == ["completed"] * 3


def test_a_spreadsheet_is_proposed(editor: Client, publisher: Client) -> None:
    rows = export()
    row(rows, "TS-1.2").update(status="completed", as_reported="")
    file = SimpleUploadedFile("statuses.csv", as_csv(rows), "text/csv")
    address = reverse("admin:milestones_statusupdate_spreadsheet")
    values = {"as_of": "2006-09-30", "source": "Letter", "reason": ""}
    form = editor.post(address, {**values, "file": file, "preview": "1"}).context["form"]
    kept = {name: form[name].value() for name in ("content", "name", "seen")}
    editor.post(address, {**values, **kept, "record": "1"})
    assert on_record() == 106
    decide(publisher, Proposal.objects.get(), "approve")
    assert said("TS-1.2")[0][1] == "completed"


def test_a_withdrawal_is_proposed_edited_and_approved(
    editor: Client, editor_user: User, publisher: Client
) -> None:
    update = put_on_record(LATER, DELAYED, recorded_by=editor_user)
    address = reverse("admin:milestones_statusupdate_withdraw", args=[update.pk])
    for reason in ("The wrong day", "The wrong milestone"):
        shown = editor.post(address, {"reason": reason, "preview": "1"}).context["form"]
        previewed = shown["previewed"].value()
        editor.post(address, {"reason": reason, "previewed": previewed, "withdraw": "1"})
        proposal = Proposal.objects.latest("pk")
        (address,) = re.findall(
            r'href="([^"]+)">Edit and propose again</a>', words(editor.get(page_of(proposal)))
        )
        assert editor.get(address).context["form"]["reason"].value() == reason
    assert not UpdateWithdrawal.objects.exists()
    assert [one.state for one in Proposal.objects.order_by("pk")] == [
        "Taken back",
        "Waiting for approval",
    ]
    shown_page = words(publisher.get(page_of(proposal)))
    assert "Withdrawal of the status of TS-1.4 as of Sept. 1, 2006" in shown_page
    assert "In force again" in shown_page
    decide(publisher, proposal, "approve")
    withdrawal = UpdateWithdrawal.objects.get()
    assert (withdrawal.update, withdrawal.reason) == (update, "The wrong milestone")
    page = words(publisher.get(f"/admin/milestones/milestone/{milestone('TS-1.4').pk}/change/"))
    assert "(by editor) (approved by publisher)" in page


def test_what_was_recorded_since_is_shown_before_it_is_approved(
    editor: Client, publisher: Client
) -> None:
    proposal = proposed(editor)
    basis = _json(publisher.get(page_of(proposal)).context["form"]["basis"].value())
    put_on_record(LATER, DELAYED, code="TS-1.2", source="A call")
    refused = publisher.post(page_of(proposal), {"basis": basis, "note": "Fine", "approve": "1"})
    assert "Someone else has updated TS-1.2 in the meantime." in words(refused)
    assert "The record has changed since this was proposed" in words(refused)
    assert "A call" in words(refused)
    assert refused.context["form"]["note"].value() == "Fine"
    assert on_record() == 107
    again = refused.context["form"]["basis"].value()
    publisher.post(page_of(proposal), {"basis": again, "approve": "1"})
    assert said("TS-1.2") == [("ALL", "completed", "Completed", "")]


def test_what_can_no_longer_be_recorded_says_why(editor: Client, publisher: Client) -> None:
    proposal = proposed(editor)
    record(publisher, "TS-1.2", as_of="2006-09-30", status_ALL="completed")
    shown = words(publisher.get(page_of(proposal)))
    assert "It cannot be recorded as the record is now:" in shown
    assert "Nothing to change: this status of TS-1.2 is already recorded" in shown
    assert 'name="approve"' not in shown
    decide(publisher, proposal, "return", note="It is on record already.")
    assert Proposal.objects.get().state == "Returned"


@pytest.mark.parametrize("basis", ["", "[1]", "{", '"x"'])
def test_an_incomplete_page_approves_nothing(editor: Client, publisher: Client, basis: str) -> None:
    proposal = proposed(editor)
    response = publisher.post(page_of(proposal), {"basis": basis, "approve": "1"})
    assert response.status_code == 200
    assert on_record() == 106


def test_an_editor_sees_own_proposals_alone_and_approves_none(editor: Client) -> None:
    other = Client()
    other.force_login(person("other", "Editors", "TS"))
    proposal = proposed(editor)
    assert other.get(page_of(proposal)).status_code == 404
    assert "TS-1.2" not in words(other.get(LIST))
    assert other.get(f"{SEVERAL}?proposal={proposal.pk}").status_code == 404
    assert "My proposals" in words(editor.get("/admin/"))
    for button in ("approve", "return"):
        response = editor.post(page_of(proposal), {"note": "x", "basis": "{}", button: "1"})
        assert response.status_code == 403
    assert Proposal.objects.get().state == "Waiting for approval"


def test_who_became_a_publisher_does_not_approve_an_own_proposal(
    editor: Client, editor_user: User
) -> None:
    proposal = proposed(editor)
    editor_user.groups.add(Group.objects.get(name="Publishers"))
    assert 'name="approve"' not in words(editor.get(page_of(proposal)))
    assert "You proposed this yourself" in words(decide(editor, proposal, "approve"))
    assert on_record() == 106


@pytest.mark.parametrize(
    ("roles", "needs"),
    [
        (["Editors"], True),
        (["Publishers"], False),
        (["Editors", "Publishers"], False),
        ([], False),
    ],
)
def test_who_may_record_without_approval_by_one_role_needs_none_by_another(
    roles: list[str], needs: bool
) -> None:
    user = person("ada")
    user.groups.set(Group.objects.filter(name__in=roles))
    assert needs_approval(user) is needs


def test_a_superuser_needs_no_approval(admin_user: User) -> None:
    admin_user.groups.add(Group.objects.get(name="Editors"))
    assert not needs_approval(admin_user)


@pytest.mark.parametrize("name", ["Editor", "Publishers"])
def test_a_group_whose_writes_cannot_be_proposed_is_refused(settings: Settings, name: str) -> None:
    settings.APPROVAL_GROUPS = ["Editors", name]
    with pytest.raises(ImproperlyConfigured, match=f"“{name}”. Write Editors, or leave it empty"):
        check_approval_groups()


def test_a_proposal_of_another_kind_is_not_edited_as_statuses(
    editor: Client, editor_user: User
) -> None:
    proposal = proposed(editor)
    update = put_on_record(LATER, DELAYED, recorded_by=editor_user)
    address = reverse("admin:milestones_statusupdate_withdraw", args=[update.pk])
    for key in (str(proposal.pk), "x", "9999"):
        assert editor.get(f"{address}?proposal={key}").status_code == 404


def test_both_names_are_public_as_they_were(
    editor: Client, publisher: Client, client: Client
) -> None:
    User.objects.filter(username="editor").update(first_name="Eve", last_name="Ruiz")
    User.objects.filter(username="publisher").update(first_name="Pat")
    decide(publisher, proposed(editor), "approve")
    User.objects.update(first_name="Renamed", last_name="")
    page = words(client.get("/en/milestones/TS-1.2/"))
    assert "recorded by Eve Ruiz · approved by Pat ·" in page
    newest = rows_in_csv(client, "/history.csv?q=TS-1.2")[-1]
    assert (newest["recorded_by"], newest["approved_by"]) == ("Eve Ruiz", "Pat")
    shown = words(publisher.get("/admin/milestones/statusupdate/"))
    assert "Eve Ruiz, approved by Pat" in shown


def test_an_approver_without_a_name_is_a_publisher(
    editor: Client, publisher: Client, client: Client
) -> None:
    decide(publisher, proposed(editor), "approve")
    page = words(client.get("/en/milestones/TS-1.2/"))
    assert "recorded by an editor · approved by a publisher ·" in page
