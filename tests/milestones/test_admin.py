"""The admin: browsing, and recording a status through the one writer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from milestones.choices import Status
from milestones.models import Milestone, StatusUpdate

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


@pytest.fixture
def admin(admin_client: Client) -> Client:
    return admin_client


def milestone(code: str) -> Milestone:
    found: Milestone = Milestone.objects.get(code=code)
    return found


def record_address(code: str) -> str:
    return reverse("admin:milestones_milestone_record", args=[milestone(code).pk])


def newest(code: str) -> StatusUpdate:
    update: StatusUpdate = milestone(code).updates.for_page()[0]
    return update


@pytest.mark.parametrize("name", LISTS)
def test_everything_can_be_browsed(admin: Client, name: str) -> None:
    listing = admin.get(reverse(f"admin:{name}_changelist"))
    assert listing.status_code == 200
    first = listing.context["cl"].result_list[0]
    assert admin.get(reverse(f"admin:{name}_change", args=[first.pk])).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_nothing_can_be_added_changed_or_deleted(admin: Client, name: str) -> None:
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
    assert "Canada–U.S.: Partially Completed, Finished Fall 2006" in page
    assert record_address("TS-1.1") in page


def test_a_status_for_all_parties_is_recorded(admin: Client, admin_user: User) -> None:
    response = admin.post(
        record_address("TS-1.2"),
        {
            "as_of": "2006-09-30",
            "status_ALL": "delayed",
            "as_reported_ALL": "Delayed to Spring 2008",
            "revised_ALL": "2008-Spring",
            "note_ALL": "",
            "reason": "Letter of the ministry",
        },
        follow=True,
    )
    assert "The status of TS-1.2 as of 2006-09-30 is on record." in response.content.decode()
    update = newest("TS-1.2")
    (line,) = update.lines.all()
    assert (update.as_of, update.revision) == (dt.date(2006, 9, 30), 1)
    assert (update.recorded_by, update.reason) == (admin_user, "Letter of the ministry")
    assert (line.pair, line.status, str(line.revised)) == ("ALL", "delayed", "Spring 2008")
    assert LogEntry.objects.get().get_change_message() == "Recorded a status as of 2006-09-30."
    (standing,) = Milestone.objects.as_of(dt.date(2006, 9, 30)).filter(code="TS-1.2")
    assert (standing.status, standing.slip_months) == (Status.DELAYED, 5)


def test_a_status_for_each_pair_is_recorded(admin: Client) -> None:
    admin.post(
        record_address("TS-1.2"),
        {"as_of": "2006-09-30", "status_US-CN": "completed", "status_US-MX": "initiated"},
    )
    said = [(line.pair, line.status, line.as_reported) for line in newest("TS-1.2").lines.all()]
    assert said == [("US-CN", "completed", "Completed"), ("US-MX", "initiated", "Initiated")]


def test_a_correction_of_a_day_needs_a_reason_and_keeps_what_it_corrects(admin: Client) -> None:
    values = {"as_of": "2006-06-15", "status_ALL": "delayed"}
    refused = admin.post(record_address("TS-1.2"), values)
    assert "2006-06-15 already has a status: say why this one corrects it." in (
        refused.content.decode()
    )
    assert milestone("TS-1.2").updates.count() == 1
    admin.post(record_address("TS-1.2"), {**values, "reason": "Misread"})
    revisions = [
        (one.revision, one.lines.get().status) for one in milestone("TS-1.2").updates.all()
    ]
    assert revisions == [(1, "on_track"), (2, "delayed")]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "This field is required."),
        ({"as_of": "2006-09-30"}, "give a status for each, and for no other."),
        (
            {"as_of": "2006-09-30", "status_US-CN": "delayed"},
            "TS-1.2 concerns Canada–U.S., Mexico–U.S.: give a status for each, and for no other.",
        ),
        (
            {"as_of": "2006-09-30", "status_ALL": "delayed", "status_US-CN": "delayed"},
            "Give one status for all parties, or one for each pair, not both.",
        ),
        (
            {"as_of": "2006-09-30", "note_ALL": "Late"},
            "Choose the status that this belongs to.",
        ),
        (
            {"as_of": "2006-09-30", "status_ALL": "delayed", "revised_ALL": "soon"},
            "“soon” is not a date: write 2007-12-31, 2006-12, 2006-Fall or 2008.",
        ),
        ({"as_of": "2999-01-01", "status_ALL": "delayed"}, "This day has not come yet."),
        (
            {"as_of": "2005-06-26", "status_ALL": "delayed"},
            "Nothing was on record before the plan of 2005-06-27.",
        ),
        (
            {"as_of": "2006-06-15", "status_ALL": "on_track", "as_reported_ALL": "On track"},
            "TS-1.2 already has just this status on record for 2006-06-15.",
        ),
        ({"as_of": "2006-09-30", "status_ALL": "planned"}, "Select a valid choice."),
    ],
)
def test_what_is_inconsistent_is_refused_in_words_and_nothing_changes(
    admin: Client, values: dict[str, str], message: str
) -> None:
    response = admin.post(record_address("TS-1.2"), values)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert milestone("TS-1.2").updates.count() == 1


def test_a_milestone_of_one_pair_asks_for_one_status(admin: Client) -> None:
    page = admin.get(record_address("TS-1.5")).content.decode()
    assert 'name="status_ALL"' in page
    assert 'name="status_US-CN"' not in page


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
