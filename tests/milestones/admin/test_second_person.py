"""With a second person, nobody withdraws anything or gives roles alone: one proposes, another
approves what the preview shows then, or returns it; until then nothing changes."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from milestones.actions.user_roles import UserRoles
from milestones.models import Proposal, StatusReport, UpdateWithdrawal, Withdrawal
from priorities.models import AreaEditor, PriorityArea
from spp_tracker.env import choices
from tests.factories import person
from tests.milestones.admin.entry_forms import words
from tests.milestones.admin.test_proposing import decide, page_of
from tests.milestones.factories import milestone
from tests.milestones.recording import DELAYED, LATER
from tests.milestones.recording import record as put_on_record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def second_person(settings: Settings) -> None:
    settings.SECOND_PERSON = ["withdrawals", "roles"]


def client_of(name: str, role: str) -> Client:
    client = Client()
    client.force_login(person(name, role))
    return client


@pytest.fixture
def pat(db: None) -> Client:
    return client_of("pat", "Publishers")


@pytest.fixture
def ada(db: None) -> Client:
    return client_of("ada", "Administrators")


@pytest.fixture
def ben(db: None) -> Client:
    return client_of("ben", "Administrators")


@pytest.fixture
def bob(db: None) -> User:
    return person("bob", "Editors", "TS")


def withdraw(client: Client, address: str, reason: str = "Misread") -> Any:
    """Preview a withdrawal, then press the button."""
    shown = client.post(address, {"reason": reason, "preview": "1"})
    entered = {"reason": reason, "previewed": shown.context["form"]["previewed"].value()}
    return client.post(address, {**entered, "withdraw": "1"})


def withdrawal_page(report: StatusReport) -> str:
    return reverse("admin:milestones_statusreport_withdraw", args=[report.pk])


def enter_roles(client: Client, user: User, *roles: str, areas: str = "", **changed: Any) -> str:
    """Save the form of a user with these roles and areas in place of those before."""
    before = list(AreaEditor.objects.filter(user=user).select_related("area"))
    codes = areas.split()
    added = [code for code in codes if code not in {one.area.code for one in before}]
    entered: dict[str, Any] = {
        "username": user.username,
        "is_active": "on",
        "groups": list(Group.objects.filter(name__in=roles).values_list("pk", flat=True)),
        "edited_areas-TOTAL_FORMS": len(before) + len(added),
        "edited_areas-INITIAL_FORMS": len(before),
    }
    for place, one in enumerate(before):
        prefix = f"edited_areas-{place}"
        entered |= {f"{prefix}-id": one.pk, f"{prefix}-user": user.pk}
        entered |= {f"{prefix}-area": one.area_id}
        if one.area.code not in codes:
            entered[f"{prefix}-DELETE"] = "on"
    for place, code in enumerate(added, len(before)):
        area = PriorityArea.objects.get(code=code)
        entered |= {f"edited_areas-{place}-user": user.pk, f"edited_areas-{place}-area": area.pk}
    address = reverse("admin:auth_user_change", args=[user.pk])
    response = client.post(address, entered | changed, follow=True)
    assert response.status_code == 200
    user.refresh_from_db()
    return words(response)


@pytest.mark.both_databases
def test_an_edition_is_withdrawn_by_two_people(pat: Client, ada: Client) -> None:
    report = StatusReport.objects.get()
    shown = words(pat.post(withdrawal_page(report), {"reason": "Misread", "preview": "1"}))
    assert "A publisher approves it before it is recorded." in shown
    withdraw(pat, withdrawal_page(report))
    proposal = Proposal.objects.get()
    assert not Withdrawal.objects.exists()
    assert 'name="approve"' not in words(pat.get(page_of(proposal)))
    assert "You proposed this yourself" in words(decide(pat, proposal, "approve"))
    page = words(ada.get(page_of(proposal)))
    assert f"Withdrawal of “{report.title}”" in page
    assert "106 milestones will change status" in page
    decide(ada, proposal, "approve")
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.report, withdrawal.reason) == (report, "Misread")
    assert (str(withdrawal.withdrawn_by), str(withdrawal.approved_by)) == ("pat", "ada")
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_id) == ("ada", str(report.pk))


def test_the_preview_is_shown_again_if_the_record_has_changed(pat: Client, ada: Client) -> None:
    withdraw(pat, withdrawal_page(StatusReport.objects.get()))
    proposal = Proposal.objects.get()
    basis = ada.get(page_of(proposal)).context["form"]["basis"].value()
    put_on_record(LATER, DELAYED, code="TS-1.2", source="A call")
    stale = {"basis": str(basis).replace("'", '"'), "approve": "1"}
    refused = words(ada.post(page_of(proposal), stale))
    assert "Someone else has updated TS-1.2 in the meantime." in refused
    assert "105 milestones will change status" in refused
    assert not Withdrawal.objects.exists()
    decide(ada, proposal, "approve")
    assert Withdrawal.objects.exists()


def test_a_returned_withdrawal_is_edited_and_proposed_again(pat: Client, ada: Client) -> None:
    withdraw(pat, withdrawal_page(StatusReport.objects.get()))
    first = Proposal.objects.get()
    decide(ada, first, "return", note="Which line?")
    page = words(pat.get(page_of(first)))
    assert "Which line?" in page
    (address,) = re.findall(r'href="([^"]+)">Edit and propose again</a>', page)
    assert pat.get(address).context["form"]["reason"].value() == "Misread"
    withdraw(pat, address, "Line 79 was misread")
    assert Proposal.objects.latest("pk").follows == first
    assert not Withdrawal.objects.exists()


def test_a_status_is_withdrawn_by_two_people(
    pat: Client, ada: Client, admin_client: Client
) -> None:
    update = put_on_record(LATER, DELAYED)
    address = reverse("admin:milestones_statusupdate_withdraw", args=[update.pk])
    withdraw(admin_client, address)
    assert not UpdateWithdrawal.objects.exists()
    decide(pat, Proposal.objects.get(), "approve")
    withdrawal = UpdateWithdrawal.objects.get()
    assert (str(withdrawal.withdrawn_by), str(withdrawal.approved_by)) == ("admin", "pat")


def test_commands_need_no_second_person() -> None:
    report = StatusReport.objects.get()
    call_command("withdraw_report", str(report.pk), reason="Misread", apply=True, format="json")
    assert Withdrawal.objects.exists()


def test_the_page_of_a_milestone_says_what_waits(pat: Client, bob: User) -> None:
    update = put_on_record(LATER, DELAYED, code="TS-1.2")
    address = reverse("admin:milestones_statusupdate_withdraw", args=[update.pk])
    withdraw(pat, address)
    proposal = Proposal.objects.get()
    hint = f'href="{page_of(proposal)}">Withdrawal of the status of TS-1.2 as of Sept. 1, 2006</a>'
    pages = {
        code: f"/admin/milestones/milestone/{milestone(code).pk}/change/"
        for code in ("TS-1.2", "TS-1.4")
    }
    assert hint in words(pat.get(pages["TS-1.2"]))
    assert "Waiting for approval" not in words(pat.get(pages["TS-1.4"]))
    editor = Client()
    editor.force_login(bob)
    assert "Waiting for approval" not in words(editor.get(pages["TS-1.2"]))
    decide(pat, proposal, "take_back")
    assert "Waiting for approval" not in words(pat.get(pages["TS-1.2"]))


def test_roles_and_areas_are_given_by_two_people(ada: Client, ben: Client, bob: User) -> None:
    page = enter_roles(ada, bob, "Publishers", areas="TS MS", first_name="Bob")
    proposal = Proposal.objects.get()
    assert "Roles and areas change once another administrator approves" in page
    assert f'href="{page_of(proposal)}"' in page
    assert UserRoles.of(bob) == UserRoles(("Editors",), ("TS",))
    assert bob.first_name == "Bob"
    assert [entry.change_message for entry in LogEntry.objects.filter(object_id=bob.pk)] == [
        '[{"changed": {"fields": ["First name"]}}]'
    ]
    assert 'name="approve"' not in words(ada.get(page_of(proposal)))
    assert "Approve 1 proposal" in words(ben.get("/admin/"))
    shown = words(ben.get(page_of(proposal)))
    assert "Roles and areas of bob" in shown
    for said_there in ("Editors", "Publishers", "MS, TS"):
        assert said_there in shown
    decide(ben, proposal, "approve")
    bob.refresh_from_db()
    assert UserRoles.of(bob) == UserRoles(("Publishers",), ("MS", "TS"))
    assert bob.is_staff


def test_a_new_user_gets_roles_from_two_people(ada: Client, ben: Client) -> None:
    secret = "a long and unlikely password"
    new = {"username": "eve", "usable_password": "true", "password1": secret, "password2": secret}
    ada.post(reverse("admin:auth_user_add"), new)
    eve = User.objects.get(username="eve")
    enter_roles(ada, eve, "Administrators")
    assert (eve.is_staff, eve.groups.count()) == (False, 0)
    decide(ben, Proposal.objects.get(), "approve")
    eve.refresh_from_db()
    assert (eve.is_staff, UserRoles.of(eve).roles) == (True, ("Administrators",))


@pytest.mark.both_databases
def test_who_loses_the_last_role_can_no_longer_log_in(ada: Client, ben: Client, bob: User) -> None:
    enter_roles(ada, bob)
    assert bob.is_staff
    decide(ben, Proposal.objects.get(), "approve")
    bob.refresh_from_db()
    assert (bob.is_staff, UserRoles.of(bob)) == (False, UserRoles((), ()))


def test_an_account_is_taken_away_at_once(ada: Client, bob: User) -> None:
    enter_roles(ada, bob, "Editors", areas="TS", is_active="")
    assert not bob.is_active
    assert not Proposal.objects.exists()


@pytest.mark.both_databases
def test_roles_that_changed_meanwhile_are_looked_at_again(
    ada: Client, ben: Client, bob: User
) -> None:
    enter_roles(ada, bob, "Publishers")
    proposal = Proposal.objects.get()
    basis = ben.get(page_of(proposal)).context["form"]["basis"].value()
    bob.groups.clear()
    stale = {"basis": str(basis).replace("'", '"'), "approve": "1"}
    refused = words(ben.post(page_of(proposal), stale))
    assert "Someone else has updated bob in the meantime." in refused
    assert "The roles or areas of the user were changed." in refused
    assert bob.groups.count() == 0
    bob.groups.set(Group.objects.filter(name="Publishers"))
    AreaEditor.objects.filter(user=bob).delete()
    shown = words(ben.get(page_of(proposal)))
    assert "Nothing to change: bob has these roles and areas already." in shown
    decide(ben, proposal, "return", note="He has them.")
    assert Proposal.objects.get().state == "Returned"


def test_publishers_neither_see_nor_decide_about_roles(ada: Client, pat: Client, bob: User) -> None:
    enter_roles(ada, bob, "Administrators")
    proposal = Proposal.objects.get()
    assert pat.get(page_of(proposal)).status_code == 404
    assert "bob" not in words(pat.get("/admin/milestones/proposal/"))
    assert pat.post(page_of(proposal), {"basis": "{}", "approve": "1"}).status_code == 404
    assert UserRoles.of(bob).roles == ("Editors",)


def test_both_names_are_in_the_security_log(
    ada: Client,
    ben: Client,
    bob: User,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with (
        caplog.at_level(logging.INFO, "security"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        enter_roles(ada, bob, "Publishers", areas="TS")
        decide(ben, Proposal.objects.get(), "approve")
    events = {one.message: one.__dict__ for one in caplog.records if one.name == "security"}
    decided = events["proposal_decided"]
    assert (decided["proposed_by"], decided["outcome"]) == ("ada", "approved")
    assert events["roles_changed"]["after"] == ["Publishers"]


def test_without_the_setting_one_person_is_enough(
    ada: Client, bob: User, settings: Settings
) -> None:
    settings.SECOND_PERSON = []
    enter_roles(ada, bob, "Publishers")
    withdraw(ada, withdrawal_page(StatusReport.objects.get()))
    assert UserRoles.of(bob).roles == ("Publishers",)
    assert Withdrawal.objects.exists()
    assert not Proposal.objects.exists()


def test_a_name_that_the_setting_does_not_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECOND_PERSON", "withdrawals,imports")
    with pytest.raises(Exception, match=r"“imports”\. Write withdrawals, roles, or leave it empty"):
        choices("SECOND_PERSON", ("withdrawals", "roles"))
