"""The admin: everything can be browsed, and nothing there is changed but through a form of ours."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from milestones.models import Milestone

pytestmark = pytest.mark.django_db

LISTS = [
    "priorities_plan",
    "priorities_goal",
    "priorities_priorityarea",
    "priorities_initiative",
    "milestones_milestone",
    "milestones_statusreport",
    "milestones_statusupdate",
]

RECORD = [
    "priorities_plan",
    "priorities_goal",
    "milestones_statusreport",
    "milestones_statusupdate",
]


@pytest.fixture
def admin(admin_client: Client) -> Client:
    return admin_client


def milestone(code: str) -> Milestone:
    found: Milestone = Milestone.objects.get(code=code)
    return found


def record_address(code: str) -> str:
    return reverse("admin:milestones_milestone_record", args=[milestone(code).pk])


@pytest.mark.parametrize("name", LISTS)
def test_everything_can_be_browsed(admin: Client, name: str) -> None:
    listing = admin.get(reverse(f"admin:{name}_changelist"))
    assert listing.status_code == 200
    first = listing.context["cl"].result_list[0]
    assert admin.get(reverse(f"admin:{name}_change", args=[first.pk])).status_code == 200


@pytest.mark.parametrize("name", RECORD)
def test_what_is_on_record_cannot_be_added_changed_or_deleted(admin: Client, name: str) -> None:
    first = admin.get(reverse(f"admin:{name}_changelist")).context["cl"].result_list[0]
    assert admin.get(reverse(f"admin:{name}_add")).status_code == 403
    assert admin.post(reverse(f"admin:{name}_change", args=[first.pk]), {}).status_code == 403
    assert admin.post(reverse(f"admin:{name}_delete", args=[first.pk]), {}).status_code == 403


def test_milestones_are_found_by_status_area_and_words(admin: Client) -> None:
    address = reverse("admin:milestones_milestone_changelist")
    found = admin.get(f"{address}?status=delayed&q=pandemic").context["cl"].result_list
    assert [one.code for one in found] == ["BP-6.2"]
    found = admin.get(f"{address}?initiative__area__id__exact=7").context["cl"].result_list
    assert [one.code for one in found] == ["IC-1.1", "IC-1.2", "IC-1.3"]


@pytest.mark.parametrize("column", range(1, 8))
def test_the_list_of_milestones_is_sorted_by_each_column(admin: Client, column: int) -> None:
    address = reverse("admin:milestones_milestone_changelist")
    assert admin.get(f"{address}?o={column}").status_code == 200


def test_a_milestone_shows_its_history_and_leads_to_recording(admin: Client) -> None:
    page = admin.get(
        reverse("admin:milestones_milestone_change", args=[milestone("TS-1.1").pk])
    ).content.decode()
    assert '<q lang="en">Partially Completed, Finished Fall 2006</q>' in page
    assert record_address("TS-1.1") in page


def test_recording_needs_the_permission_to_record(client: Client) -> None:
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_milestone"))
    client.force_login(viewer)
    page = client.get(reverse("admin:milestones_milestone_change", args=[milestone("TS-1.2").pk]))
    assert page.status_code == 200
    assert "Record a status" not in page.content.decode()
    assert client.get(record_address("TS-1.2")).status_code == 403
    assert client.post(record_address("TS-1.2"), {}).status_code == 403


def test_the_admin_is_for_those_who_sign_in(client: Client) -> None:
    response = client.get(record_address("TS-1.2"))
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("object_id", ["0", "x"])
def test_a_milestone_that_is_not_there_is_not_found(admin: Client, object_id: str) -> None:
    assert admin.get(f"/admin/milestones/milestone/{object_id}/record/").status_code == 404
    assert admin.get(f"/admin/milestones/milestone/{object_id}/change/").status_code == 302


@pytest.mark.usefixtures("empty_database")
def test_the_list_is_empty_before_anything_is_loaded(admin: Client) -> None:
    listing = admin.get(reverse("admin:milestones_milestone_changelist"))
    assert list(listing.context["cl"].result_list) == []


def test_only_the_admin_may_carry_inline_styles(admin: Client) -> None:
    listing = admin.get(reverse("admin:milestones_milestone_changelist"))
    assert "style-src 'self' 'unsafe-inline'" in listing["Content-Security-Policy"]
    assert "unsafe-inline" not in admin.get("/en/")["Content-Security-Policy"]
    assert "unsafe-inline" not in admin.get("/milestones.csv")["Content-Security-Policy"]
