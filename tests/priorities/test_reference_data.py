"""What was read from the documents is edited by administrators, who say why; nothing is lost."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from priorities.models import Initiative, PriorityArea
from tests.factories import person

pytestmark = pytest.mark.django_db

OBJECTIVE = "Develop and implement consistent outcomes with compatible processes"


def area() -> PriorityArea:
    area: PriorityArea = PriorityArea.objects.get(code="TS")
    return area


def initiative() -> Initiative:
    initiative: Initiative = Initiative.objects.get(code="TS-1")
    return initiative


def page(thing: PriorityArea | Initiative, name: str) -> str:
    return reverse(f"admin:priorities_{thing._meta.model_name}_{name}", args=[thing.pk])


def entered(thing: PriorityArea | Initiative, **changed: str) -> dict[str, str]:
    kept = (
        ["name_fr", "name_es", "objective", "objective_fr", "objective_es", "plan_objective"]
        if isinstance(thing, PriorityArea)
        else ["text", "plan_text", "benefits"]
    )
    return {name: getattr(thing, name) for name in kept} | {"why": "A misprint"} | changed


def opened(client: Client, thing: PriorityArea | Initiative) -> dict[str, str]:
    """What says which values the form was opened with."""
    form = client.get(page(thing, "change")).context["adminform"].form
    return {"seen": form["seen"].value()}


def edit(client: Client, thing: PriorityArea | Initiative, **changed: str) -> str:
    values = opened(client, thing) | entered(thing, **changed)
    answer = client.post(page(thing, "change"), values, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def history(client: Client, **compared: object) -> str:
    answer = client.get(
        page(area(), "history"), {name: str(number) for name, number in compared.items()}
    )
    assert answer.status_code == 200
    text = re.sub(r' data-label="\w+"', "", answer.content.decode())
    return " ".join(text.split())


@pytest.mark.both_databases
def test_an_edit_is_on_the_public_page_with_the_next_request(client: Client, ada: User) -> None:
    assert "Take turns." not in Client().get(area().get_absolute_url()).content.decode()
    edit(client, area(), objective="Take turns.")
    assert "Take turns." in Client().get(area().get_absolute_url()).content.decode()
    edit(client, initiative(), benefits="Everybody waits less.")
    assert "Everybody waits less." in Client().get(area().get_absolute_url()).content.decode()


@pytest.mark.parametrize("why", ["", "   "])
def test_whoever_edits_says_why(client: Client, ada: User, why: str) -> None:
    assert "This field is required." in edit(client, area(), objective="Take turns.", why=why)
    assert area().objective.startswith(OBJECTIVE)
    assert area().history.count() == 1


def test_nothing_is_left_empty_that_was_not(client: Client, ada: User) -> None:
    assert "This field is required." in edit(client, initiative(), text="")
    assert initiative().history.count() == 1


@pytest.mark.parametrize(
    ("thing", "fixed"),
    [
        (
            area,
            {
                "code": "XX",
                "name": "Travel Security",
                "slug": "elsewhere",
                "goal": "2",
                "order": "99",
                "plan_lines": "[1]",
                "report_lines": "[1]",
            },
        ),
        (
            initiative,
            {
                "code": "XX-1",
                "area": "2",
                "order": "99",
                "plan_lines": "[1]",
                "report_lines": "[1]",
            },
        ),
    ],
)
def test_what_others_refer_to_stays_as_it_is(
    client: Client, ada: User, thing: object, fixed: dict[str, str]
) -> None:
    assert callable(thing)
    before = [getattr(thing(), name) for name in fixed]
    edit(client, thing(), **fixed)
    assert [getattr(thing(), name) for name in fixed] == before


@pytest.mark.both_databases
def test_an_edit_is_kept_with_who_when_why_and_what(client: Client, ada: User) -> None:
    edit(client, area(), objective="Take turns.", why="The ministers say so")
    newest, oldest = area().history.all()
    assert (newest.history_user, newest.history_change_reason) == (ada, "The ministers say so")
    assert (newest.objective, oldest.objective.startswith(OBJECTIVE)) == ("Take turns.", True)
    assert oldest.history_change_reason == "As read from the two documents"
    shown = history(client)
    assert "<strong>ada:</strong> The ministers say so" in shown
    assert f'<th scope="row">Objective</th> <td>{OBJECTIVE}' in shown
    assert "<td>Take turns.</td>" in shown
    assert '<th scope="row">Objective in the plan</th>' not in shown
    assert "As read from the two documents" in shown


def test_words_in_the_history_are_words_and_no_markup(client: Client, ada: User) -> None:
    edit(client, area(), objective="<script>alert(1)</script>", why="<b>Because</b>")
    shown = client.get(page(area(), "history")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "&lt;b&gt;Because&lt;/b&gt;" in shown
    assert "<script>alert" not in shown


def test_saving_without_a_change_is_no_edit(client: Client, ada: User) -> None:
    edit(client, area())
    assert area().history.count() == 1


@pytest.mark.both_databases
def test_any_two_edits_are_compared(client: Client, ada: User) -> None:
    edit(client, area(), objective="Take turns.")
    edit(client, area(), plan_objective="Wait.", objective="Take your time.")
    both = history(client, older=1, newer=3)
    assert "Edit 1 compared with edit 3" in both
    assert "<td>Wait.</td>" in both
    assert "<td>Take turns.</td> <td>Take your time.</td>" in history(client, older=2, newer=3)


def test_what_was_changed_back_does_not_differ(client: Client, ada: User) -> None:
    before = area().objective
    edit(client, area(), objective="Take turns.")
    edit(client, area(), objective=before)
    assert "No differences" in history(client, older=1, newer=3)


@pytest.mark.parametrize(
    ("older", "newer", "message"),
    [
        (2, 1, "Choose two different edits, the older one first."),
        (1, 1, "Choose two different edits, the older one first."),
        (1, 9, "9 is not one of the available choices."),
        ("x", 2, "x is not one of the available choices."),
        ("", "", "This field is required."),
    ],
)
def test_two_edits_that_cannot_be_compared_are_told(
    client: Client, ada: User, older: object, newer: object, message: str
) -> None:
    edit(client, area(), objective="Take turns.")
    shown = history(client, older=older, newer=newer)
    assert message in shown
    assert "compared with edit" not in shown


def test_whoever_reads_sees_the_history_too(client: Client, ada: User) -> None:
    edit(client, area(), objective="Take turns.")
    client.force_login(person("eve", "Editors"))
    shown = client.get(page(area(), "history")).content.decode()
    assert "Take turns." in shown
    client.force_login(User.objects.create_user("staff", is_staff=True))
    assert client.get(page(area(), "history")).status_code == 403


def test_the_history_of_nothing_is_not_found(client: Client, ada: User) -> None:
    for number in ("0", "x"):
        address = reverse("admin:priorities_priorityarea_history", args=[number])
        assert client.get(address).status_code == 404


def test_others_see_no_form(client: Client) -> None:
    """``test_every_address_by_role`` proves that only administrators edit."""
    client.force_login(person("eve", "Editors", "TS"))
    assert 'name="why"' not in client.get(page(area(), "change")).content.decode()


def test_nobody_adds_or_deletes_reference_data(admin_client: Client) -> None:
    for thing in (area(), initiative()):
        chosen = {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"}
        listing = reverse(f"admin:priorities_{thing._meta.model_name}_changelist")
        admin_client.post(listing, chosen)
    assert (PriorityArea.objects.count(), Initiative.objects.count()) == (10, 27)


@pytest.mark.both_databases
def test_the_history_itself_is_nobodys_to_change(admin_client: Client) -> None:
    assert not [model for model in admin.site._registry if hasattr(model, "history_type")]
    edit(admin_client, area(), objective="Take turns.")
    oldest = area().history.earliest()
    version = f"{page(area(), 'history')}{oldest.pk}/"
    admin_client.post(version, entered(area()), follow=True)
    assert area().objective == "Take turns."
    assert area().history.count() == 2
