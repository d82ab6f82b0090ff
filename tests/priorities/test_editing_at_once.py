"""Two administrators edit the same thing: the second sees both versions, and saves nothing yet."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from milestones.models import Deadline, Milestone
from priorities.models import Initiative
from tests.factories import person
from tests.milestones.admin.entry_forms import words

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TOLD = "Someone else has edited this in the meantime. Nothing was saved."


@pytest.fixture
def ann() -> Client:
    client = Client()
    client.force_login(person("ann", "Administrators"))
    return client


@pytest.fixture
def bob() -> Client:
    client = Client()
    client.force_login(person("bob", "Administrators"))
    return client


def initiative() -> Initiative:
    found: Initiative = Initiative.objects.get(code="TS-1")
    return found


def page() -> str:
    return f"/admin/priorities/initiative/{initiative().pk}/change/"


def opened(client: Client, address: str) -> dict[str, Any]:
    """What the page has in its fields when it is opened, those of deadlines included."""
    context = client.get(address).context
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    forms = [context["adminform"].form]
    for formset in formsets:
        forms += [formset.management_form, *formset.forms]
    fields = [field for form in forms for field in form]
    values = {field.html_name: field.value() for field in fields}
    values |= {
        field.html_initial_name: field.initial
        for field in fields
        if field.field.show_hidden_initial
    }
    return {name: "" if value is None else value for name, value in values.items()}


def test_the_second_saves_nothing_and_sees_both_versions(ann: Client, bob: Client) -> None:
    hers, his = opened(ann, page()), opened(bob, page())
    ann.post(page(), hers | {"text": "Hers", "why": "The letter of May"})
    refused = bob.post(page(), his | {"text": "His", "why": "A misprint"})
    shown = words(refused)
    assert TOLD in shown
    assert (
        '<th scope="row">Text</th> <td data-label="On record">Hers</td>'
        ' <td data-label="Yours, not saved">His</td>' in shown
    )
    assert "by ann “The letter of May”" in shown
    form = refused.context["adminform"].form
    assert (form["text"].value(), form["why"].value()) == ("His", "A misprint")
    assert initiative().text == "Hers"
    assert [edit.history_change_reason for edit in initiative().history.all()[:1]] == [
        "The letter of May"
    ]


def test_having_seen_both_the_second_may_save(ann: Client, bob: Client) -> None:
    hers, his = opened(ann, page()), opened(bob, page())
    ann.post(page(), hers | {"text": "Hers", "why": "The letter of May"})
    entered = his | {"text": "Both", "why": "A misprint"}
    seen = bob.post(page(), entered).context["adminform"].form["seen"].value()
    assert bob.post(page(), entered | {"seen": seen}).status_code == 302
    assert initiative().text == "Both"
    reasons = [edit.history_change_reason for edit in initiative().history.all()[:2]]
    assert reasons == ["A misprint", "The letter of May"]


def test_what_the_second_did_not_change_stays_as_the_first_left_it(
    ann: Client, bob: Client
) -> None:
    hers, his = opened(ann, page()), opened(bob, page())
    ann.post(page(), hers | {"text": "Hers", "why": "The letter of May"})
    refused = bob.post(page(), his | {"benefits": "His", "why": "A misprint"})
    assert "Hers" not in words(refused).partition("Yours, not saved")[2].partition("</table>")[0]
    form = refused.context["adminform"].form
    again = {field.html_name: field.value() for field in form}
    assert (again["text"], again["benefits"]) == ("Hers", "His")
    again |= {
        f"initial-{name}": form.data[f"initial-{name}"]
        for name in ("text", "plan_text", "benefits")
    }
    assert bob.post(page(), again).status_code == 302
    assert (initiative().text, initiative().benefits) == ("Hers", "His")
    (his_edit, *_earlier) = initiative().history.all()
    delta = his_edit.diff_against(his_edit.prev_record)
    assert delta.changed_fields == ["benefits"]


def test_a_browser_that_sends_other_line_breaks_changes_nothing(ann: Client) -> None:
    values = opened(ann, page())
    assert "\n" in values["benefits"]
    sent = {name: str(value).replace("\n", "\r\n") for name, value in values.items()}
    ann.post(page(), sent | {"text": "Hers", "why": "The letter of May"})
    assert initiative().benefits == values["benefits"]
    (edit, *_earlier) = initiative().history.all()
    assert edit.diff_against(edit.prev_record).changed_fields == ["text"]


def test_a_deadline_that_another_edited_is_told_too(ann: Client, bob: Client) -> None:
    address = f"/admin/milestones/milestone/{Milestone.objects.get(code='TS-1.1').pk}/reference/"
    hers, his = opened(ann, address), opened(bob, address)
    ann.post(address, hers | {"deadlines-0-when": "2007-12", "why": "The letter of May"})
    shown = words(bob.post(address, his | {"text": "His", "why": "A misprint"}))
    assert TOLD in shown
    wording = "“within 12 months (June 2006)”"
    assert (
        '<th scope="row">Deadline 1</th>'
        f' <td data-label="On record">December 2007 (Printed): {wording}</td>'
        f' <td data-label="Yours, not saved">June 2006 (Printed): {wording}</td>' in shown
    )
    assert str(Deadline.objects.get(milestone__code="TS-1.1").when) == "December 2007"


def test_a_deadline_that_another_removed_is_told_too(ann: Client, bob: Client) -> None:
    address = f"/admin/milestones/milestone/{Milestone.objects.get(code='TS-1.1').pk}/reference/"
    hers, his = opened(ann, address), opened(bob, address)
    ann.post(address, hers | {"deadlines-0-DELETE": "on", "why": "Never meant"})
    shown = words(bob.post(address, his | {"text": "His", "why": "A misprint"}))
    assert TOLD in shown
    assert "Never meant" in shown
    assert Milestone.objects.get(code="TS-1.1").text != "His"


def test_a_form_that_does_not_say_what_it_was_opened_with_saves_nothing(ann: Client) -> None:
    values = opened(ann, page()) | {"text": "Hers", "why": "A letter", "seen": ""}
    assert TOLD in words(ann.post(page(), values))
    assert initiative().text != "Hers"
