"""An editor records in the areas given to them, sees those first, and no other is theirs."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from milestones.models import StatusUpdate
from tests.milestones.admin.entry_forms import LIST, SEVERAL, address, words
from tests.milestones.factories import milestone

pytestmark = pytest.mark.django_db

ENTERED = {"as_of": "2006-09-30", "status_ALL": "completed", "source": "Letter", "record": "1"}


def listed(client: Client, query: str = "") -> list[str]:
    milestones = client.get(LIST + query).context["cl"].result_list
    return sorted({milestone.code[:2] for milestone in milestones})


def test_the_page_of_another_area_is_closed_to_an_editor(editor: Client) -> None:
    assert editor.get(address("TS-1.2")).status_code == 200
    assert editor.get(address("BP-1.1")).status_code == 403
    assert editor.post(address("BP-1.1"), ENTERED).status_code == 403
    assert StatusUpdate.objects.count() == 106


@pytest.mark.parametrize("code", ["TS-1.2", "BP-1.1"])
def test_a_link_to_record_is_where_it_may_be_followed(editor: Client, code: str) -> None:
    theirs = code.startswith("TS")
    row = words(editor.get(f"{LIST}?areas=all")).split(f">{code}</a>")[1].split("</tr>")[0]
    page = words(editor.get(f"{LIST}{milestone(code).pk}/change/"))
    for shown in (row, page):
        assert (f'href="{address(code)}' in shown) is theirs


def test_an_editor_s_own_areas_are_listed_first_and_all_if_asked_for(editor: Client) -> None:
    assert listed(editor) == ["CS", "TS"]
    everything = ["AS", "BF", "BP", "CS", "IC", "LE", "MS", "PR", "ST", "TS"]
    assert listed(editor, "?areas=all&all=") == everything
    choices = [
        (choice["display"], choice["selected"])
        for choice in editor.get(LIST)
        .context["cl"]
        .filter_specs[0]
        .choices(editor.get(LIST).context["cl"])
    ]
    assert choices == [("My areas", True), ("All areas", False)]


def test_those_who_may_record_everywhere_have_all_areas_listed(
    publisher: Client, admin_client: Client
) -> None:
    for client in (publisher, admin_client):
        assert "BP" in listed(client, "?all=")


def test_a_viewer_sees_everything_and_records_nothing(client: Client) -> None:
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_milestone"))
    client.force_login(viewer)
    assert "BP" in listed(client, "?all=")
    page = words(client.get(f"{LIST}{milestone('TS-1.2').pk}/change/"))
    assert "Record a status" not in page
    assert client.get(address("TS-1.2")).status_code == 403
    assert client.post(address("TS-1.2"), ENTERED).status_code == 403
    assert client.get("/admin/worklist/").status_code == 403
    chosen = {"action": "enter_several", "_selected_action": [milestone("TS-1.2").pk]}
    assert "Enter several statuses" not in words(client.post(LIST, chosen, follow=True))
    assert client.get(SEVERAL).status_code == 403
