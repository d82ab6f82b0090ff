"""Milestones' sentences and deadlines are edited with a reason; codes and the record stay."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from milestones.imports.seed import seed
from milestones.models import Deadline, Milestone
from tests.factories import person

pytestmark = pytest.mark.django_db

NEW = {"wording": "by Fall 2007", "when": "2007-Fall", "basis": "printed"}


def milestone(code: str = "TS-1.1") -> Milestone:
    found: Milestone = Milestone.objects.get(code=code)
    return found


def page(name: str, code: str = "TS-1.1") -> str:
    return reverse(f"admin:milestones_milestone_{name}", args=[milestone(code).pk])


def entered(
    code: str = "TS-1.1",
    *added: dict[str, str],
    first: dict[str, str] | None = None,
    **changed: str,
) -> dict[str, Any]:
    """What a browser sends: a milestone's form, what is changed of its first deadline and added."""
    edited = milestone(code)
    deadlines = list(edited.deadlines.all())
    rows: list[dict[str, Any]] = [
        {
            "id": one.pk,
            "wording": one.wording,
            "when": one.when.code,
            "basis": one.basis,
            **({"recurring": "on"} if one.recurring else {}),
        }
        for one in deadlines
    ]
    if first:
        rows[0] |= first
    data: dict[str, Any] = {
        "text": edited.text,
        "plan_text": edited.plan_text,
        "why": "A misprint",
        "deadlines-TOTAL_FORMS": len(rows) + len(added),
        "deadlines-INITIAL_FORMS": len(rows),
        **changed,
    }
    for place, row in enumerate([*rows, *added]):
        data |= {f"deadlines-{place}-{name}": value for name, value in row.items()}
        data[f"deadlines-{place}-milestone"] = edited.pk
    return data


def opened(client: Client, code: str = "TS-1.1") -> dict[str, str]:
    """What says which values the form was opened with."""
    form = client.get(page("reference", code)).context["adminform"].form
    return {"seen": form["seen"].value()}


def edit(client: Client, data: dict[str, Any], code: str = "TS-1.1") -> str:
    answer = client.post(page("reference", code), opened(client, code) | data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def deadlines(code: str = "TS-1.1") -> list[tuple[int, dt.date, str, str, str]]:
    return [
        (one.order, one.date, one.precision, one.basis, one.wording)
        for one in milestone(code).deadlines.all()
    ]


def told(client: Client, code: str = "TS-1.1", **compared: int) -> str:
    answer = client.get(page("history", code), compared)
    said = re.sub(r' data-label="\w+"', "", answer.content.decode())
    return " ".join(said.split())


JUNE_2006 = (1, dt.date(2006, 6, 30), "month", "printed", "within 12 months (June 2006)")


@pytest.mark.both_databases
def test_an_edited_sentence_is_on_the_public_pages_with_the_next_request(
    client: Client, ada: User
) -> None:
    edit(client, entered(text="Test what there is."))
    for address in ("/en/milestones/TS-1.1/", "/en/milestones/?q=Test+what+there+is"):
        assert "Test what there is." in Client().get(address).content.decode(), address


def test_the_documents_keep_their_words_whatever_is_edited(client: Client, ada: User) -> None:
    pages = ["/en/reports/plan/", reverse("report_document", args=[1]), "/en/reports/"]

    def documents() -> list[bytes]:
        """The pages without what they say of the milestones before the first line."""
        return [Client().get(address).content.split(b'id="lines"')[-1] for address in pages]

    before = documents()
    data = entered("TS-1.1", NEW, first={"DELETE": "on"})
    edit(client, data | {"text": "Test what there is.", "plan_text": ""})
    assert documents() == before
    assert Client().get("/en/milestones/TS-1.1/").status_code == 200


def test_code_parties_place_and_lines_stay_as_they_are(client: Client, ada: User) -> None:
    fixed = {
        "code": "XX-1.1",
        "parties": "US-CN",
        "initiative": "2",
        "order": "9",
        "introduced_by": "1",
        "plan_lines": "[1]",
        "report_lines": "[1]",
    }
    before = {name: getattr(milestone(), name) for name in fixed}
    edit(client, entered(text="Test what there is.") | fixed)
    assert {name: getattr(milestone(), name) for name in fixed} == before


def test_a_deadline_is_added_as_exactly_as_it_is_known(client: Client, ada: User) -> None:
    edit(client, entered("TS-1.1", NEW))
    added = (2, dt.date(2007, 11, 30), "season", "printed", "by Fall 2007")
    assert deadlines() == [JUNE_2006, added]
    assert "by Fall 2007" in Client().get("/en/milestones/TS-1.1/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"when": "soon"}, "“soon” is not a date: write 2007-12-31, 2006-12, 2006-Fall or 2008."),
        ({"when": "2007-02-30"}, "“2007-02-30” is not a date"),
        ({"when": ""}, "This field is required."),
        ({"wording": ""}, "This field is required."),
        ({"basis": "guessed"}, "Select a valid choice."),
    ],
)
def test_a_deadline_that_cannot_be_is_refused_in_words(
    client: Client, ada: User, wrong: dict[str, str], message: str
) -> None:
    refused = edit(client, entered("TS-1.1", NEW | wrong, text="Test what there is."))
    assert message in refused
    assert deadlines() == [JUNE_2006]
    assert milestone().history.count() == 1


def test_without_a_reason_no_deadline_is_changed(client: Client, ada: User) -> None:
    assert "This field is required." in edit(client, entered("TS-1.1", NEW, why=""))
    assert deadlines() == [JUNE_2006]


@pytest.mark.both_databases
def test_several_deadlines_get_the_next_places(client: Client, ada: User) -> None:
    edit(client, entered("TS-1.1", NEW, NEW | {"when": "2008", "wording": "by 2008"}))
    assert [(order, wording) for order, *_date, wording in deadlines()] == [
        (1, "within 12 months (June 2006)"),
        (2, "by Fall 2007"),
        (3, "by 2008"),
    ]


def test_a_milestone_may_lose_its_deadline(client: Client, ada: User) -> None:
    overdue = "/en/milestones/?overdue=1&as_of=2007-01-01"
    assert "TS-1.1" in Client().get(overdue).content.decode()
    edit(client, entered(first={"DELETE": "on"}, why="It was another milestone's"))
    assert deadlines() == []
    assert Client().get("/en/milestones/TS-1.1/").status_code == 200
    assert "TS-1.1" not in Client().get(overdue).content.decode()


@pytest.mark.both_databases
def test_an_edited_deadline_is_on_the_public_pages_at_once(client: Client, ada: User) -> None:
    due_then = "/en/milestones/?deadline=2009-03"
    assert "/en/milestones/TS-1.1/" not in Client().get(due_then).content.decode()
    edit(client, entered(first={"when": "2009-03"}))
    assert "/en/milestones/TS-1.1/" in Client().get(due_then).content.decode()
    assert "March 2009" in Client().get("/en/deadlines/").content.decode()


@pytest.mark.both_databases
def test_a_deadline_that_was_removed_does_not_come_back_with_the_fixtures(
    client: Client, ada: User
) -> None:
    edit(client, entered(first={"DELETE": "on"}))
    edit(client, entered("TS-1.2", first={"when": "2008"}), "TS-1.2")
    changed = deadlines("TS-1.2")
    seed(settings.FIXTURES)
    assert (deadlines(), deadlines("TS-1.2")) == ([], changed)


@pytest.mark.both_databases
def test_what_an_edit_did_to_deadlines_is_told_with_who_and_why(client: Client, ada: User) -> None:
    edit(client, entered("TS-1.1", NEW, text="Test what there is.", why="The letter of May"))
    kept = Deadline.history.get(wording="by Fall 2007")
    assert (kept.history_user, kept.history_change_reason) == (ada, "The letter of May")
    history = told(client)
    assert history.count("<strong>ada:</strong> The letter of May") == 1
    assert "<td>Test what there is.</td>" in history
    assert (
        '<th scope="row">Deadline 2</th> <td>–</td>'
        " <td>Fall 2007 (Printed): “by Fall 2007”</td>" in history
    )


@pytest.mark.both_databases
def test_a_deadline_changed_and_removed_is_told_too(client: Client, ada: User) -> None:
    edit(client, entered(first={"when": "2008", "recurring": "on"}))
    edit(client, entered(first={"DELETE": "on"}, why="Never meant"))
    history = told(client)
    june = "June 2006 (Printed): “within 12 months (June 2006)”"
    later = "2008 (Printed): “within 12 months (June 2006)”, every year"
    assert f'<th scope="row">Deadline 1</th> <td>{june}</td> <td>{later}</td>' in history
    assert f'<th scope="row">Deadline 1</th> <td>{later}</td> <td>–</td>' in history
    assert "<strong>ada:</strong> Never meant" in history
    assert f"<td>{june}</td> <td>–</td>" in told(client, older=1, newer=3)


def test_the_sentence_keeps_no_edit_of_a_deadline_alone(client: Client, ada: User) -> None:
    edit(client, entered("TS-1.1", NEW))
    assert milestone().history.count() == 1
    edit(client, entered())
    assert Deadline.history.filter(milestone=milestone().pk).count() == 2


def test_others_see_no_form(client: Client) -> None:
    """``test_every_address_by_role`` proves that only administrators edit."""
    client.force_login(person("eve", "Editors", "TS"))
    shown = client.get(page("reference")).content.decode()
    assert "June 2006" in shown
    assert 'name="deadlines-0-when"' not in shown
    assert 'name="why"' not in shown
