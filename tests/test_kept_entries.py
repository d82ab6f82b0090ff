"""What was typed is not lost when it cannot be saved: it is shown again after the next login."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from milestones.models import KeptEntry, StatusUpdate
from milestones.models.kept_entry import MAX_CHARACTERS, MAX_PER_USER
from priorities.models import Initiative
from tests.factories import person
from tests.milestones.admin.entry_forms import SEVERAL, address, in_rows, opened, words
from tests.milestones.factories import milestone

pytestmark = pytest.mark.django_db

TYPED = {"as_of": "2006-09-30", "source": "The letter of May", "status_ALL": "completed"}
KEPT = "This is what you entered before. It is not saved yet"


@pytest.fixture
def ann(db: None) -> Client:
    client = Client()
    client.force_login(person("ann", "Administrators"))
    return client


def mark(client: Client, page: str) -> str:
    found = re.search('name="entered_by" value="([^"]+)"', client.get(page).content.decode())
    return unescape(found[1]) if found else ""


def send_logged_out(client: Client, page: str, values: dict[str, Any]) -> Any:
    """Send a form that was opened before the session ended; gives the page that answers."""
    sent = values | {"entered_by": mark(client, page)}
    client.logout()
    return client.post(page, sent, follow=True)


def log_in(client: Client, login: Any, name: str = "ann") -> Any:
    """Log in on the page that one was led to, as a person does."""
    where = login.redirect_chain[-1][0]
    password = f"{name} has this password"
    return client.post(where, {"username": name, "password": password}, follow=True)


@pytest.mark.both_databases
def test_a_session_that_ends_in_mid_form_loses_nothing(ann: Client) -> None:
    page = address("TS-1.2")
    login = send_logged_out(ann, page, opened(ann, "TS-1.2") | TYPED | {"record": "1"})
    assert "Log in to go on with what you entered: it is kept." in words(login)
    again = log_in(ann, login)
    assert KEPT in words(again)
    form = again.context["form"]
    assert {name: form[name].value() for name in TYPED} == TYPED
    assert StatusUpdate.objects.count() == 106
    ann.post(
        page,
        opened(ann, "TS-1.2") | TYPED | {"previewed": form["previewed"].value(), "record": "1"},
    )
    assert StatusUpdate.objects.count() == 107


def test_the_rows_of_several_are_kept_too(ann: Client) -> None:
    rows = [{"codes": "TS-1.2", "status": "completed"}, {"codes": "ts–1.", "note": "Ask"}]
    again = log_in(ann, send_logged_out(ann, SEVERAL, in_rows(*rows) | {"preview": "1"}))
    cells = [[field.value() for field in row] for row in again.context["form"].rows]
    assert cells == [
        ["TS-1.2", "ALL", "completed", None, None, None],
        ["ts–1.", "ALL", None, None, None, "Ask"],
    ]


def test_an_edit_of_reference_data_is_shown_again_and_not_saved(ann: Client) -> None:
    initiative = Initiative.objects.get(code="TS-1")
    page = f"/admin/priorities/initiative/{initiative.pk}/change/"
    values = {"text": "A new text", "plan_text": "", "benefits": "", "why": "A letter"}
    again = words(log_in(ann, send_logged_out(ann, page, values)))
    assert KEPT in again
    assert ">\nA new text</textarea>".replace("\n", " ") in again.replace("&#x27;", "'")
    assert "A letter</textarea>" in again
    assert Initiative.objects.get(code="TS-1").text == initiative.text


def test_deadlines_that_were_entered_are_shown_again(ann: Client) -> None:
    page = f"/admin/milestones/milestone/{milestone('TS-1.1').pk}/reference/"
    rows = {"deadlines-TOTAL_FORMS": "1", "deadlines-INITIAL_FORMS": "0"}
    values = {"text": "New", "why": "", "deadlines-0-wording": "by Fall 2031"} | rows
    assert 'value="by Fall 2031"' in words(log_in(ann, send_logged_out(ann, page, values)))


def test_a_new_user_is_shown_again_without_the_password(ann: Client) -> None:
    secret = {"password1": "a secret of hers", "password2": "a secret of hers"}
    page = "/admin/auth/user/add/"
    again = words(log_in(ann, send_logged_out(ann, page, {"username": "carla"} | secret)))
    assert 'value="carla"' in again
    assert "secret" not in KeptEntry.objects.get().fields
    assert not User.objects.filter(username="carla").exists()


def test_what_was_said_of_an_edition_is_shown_again_and_its_file_asked_for(ann: Client) -> None:
    page = "/admin/milestones/statusreport/import/"
    file = SimpleUploadedFile("report.txt", b"A report", "text/plain")
    values = {"title": "The second report", "as_of": "2007-01-31", "file": file, "apply": "1"}
    again = log_in(ann, send_logged_out(ann, page, values))
    form = again.context["form"]
    assert (form["title"].value(), form["as_of"].value()) == ("The second report", "2007-01-31")
    assert "Choose a file." in words(again)


def test_the_reason_of_a_withdrawal_is_shown_again_and_nothing_withdrawn(ann: Client) -> None:
    update = StatusUpdate.objects.all()[0]
    page = f"/admin/milestones/statusupdate/{update.pk}/withdraw/"
    again = log_in(ann, send_logged_out(ann, page, {"reason": "Wrong day", "withdraw": "1"}))
    assert again.context["form"]["reason"].value() == "Wrong day"
    assert StatusUpdate.objects.in_effect().count() == 106


def test_somebody_else_who_logs_in_does_not_see_it(ann: Client) -> None:
    person("bob", "Administrators")
    login = send_logged_out(ann, address("TS-1.2"), opened(ann, "TS-1.2") | TYPED)
    again = log_in(ann, login, "bob")
    assert "someone else entered it" in words(again)
    assert "The letter of May" not in words(again)


@pytest.mark.parametrize("key", ["", "1", "1:x", "x:y"])
def test_a_key_that_was_made_up_shows_nothing(ann: Client, key: str) -> None:
    assert "is not kept any more" in words(ann.get(f"{address('TS-1.2')}?entry={key}"))


def test_what_comes_from_no_form_of_ours_is_not_kept(client: Client) -> None:
    for values in (TYPED, TYPED | {"entered_by": "1:forged"}):
        login = client.post(address("TS-1.2"), values, follow=True)
        assert "You were logged out. What you sent was not saved." in words(login)
    assert not KeptEntry.objects.exists()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Nothing was saved"),
        ("fr", "Rien n’a été enregistré"),
        ("es", "No se guardó nada"),
    ],
)
def test_a_form_from_before_the_last_login_leads_to_what_was_typed(
    ann: Client, language: str, told: str
) -> None:
    page = address("TS-1.2")
    sent = opened(ann, "TS-1.2") | TYPED | {"entered_by": mark(ann, page), "record": "1"}
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    strict.cookies = ann.cookies
    refused = strict.post(page, sent)
    assert refused.status_code == 403
    assert told in words(refused)
    link = re.search(r'href="([^"]*entry=[^"]+)"', refused.content.decode())
    assert link
    form = ann.get(unescape(link[1])).context["form"]
    assert {name: form[name].value() for name in TYPED} == TYPED
    assert StatusUpdate.objects.count() == 106


def test_a_forged_form_is_told_too_and_nothing_is_kept(ann: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = ann.cookies
    refused = strict.post(address("TS-1.2"), TYPED)
    assert "What you entered could not be kept." in words(refused)
    assert not KeptEntry.objects.exists()


@pytest.mark.both_databases
def test_what_is_kept_is_bounded_in_size_number_and_age(ann: Client) -> None:
    page = address("TS-1.2")
    signed = mark(ann, page)
    ann.logout()
    too_large = ann.post(page, {"entered_by": signed, "note": "x" * MAX_CHARACTERS}, follow=True)
    assert "What you sent was not saved." in words(too_large)
    for number in range(MAX_PER_USER + 2):
        ann.post(page, {"entered_by": signed, "note": str(number)})
    kept = [entry.data["note"] for entry in KeptEntry.objects.all()]
    assert kept == [str(number) for number in range(MAX_PER_USER + 1, 1, -1)]
    newest = KeptEntry.objects.all()[0]
    newest.kept_at = timezone.now() - dt.timedelta(days=8)
    newest.save()
    ann.force_login(User.objects.get(username="ann"))
    assert "is not kept any more" in words(ann.get(f"{page}?entry={newest.key}"))
    ann.logout()
    ann.post(page, {"entered_by": signed})
    assert not KeptEntry.objects.filter(pk=newest.pk).exists()
