"""The admin: everything can be browsed, and nothing there is changed but through a form of ours."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.milestones.admin.entry_forms import address
from tests.milestones.factories import codes, milestone

pytestmark = pytest.mark.django_db


LISTING = "/admin/milestones/milestone/"


@pytest.fixture
def admin(admin_client: Client) -> Client:
    return admin_client


def test_milestones_are_found_by_status_area_and_words(admin: Client) -> None:
    delayed = admin.get(f"{LISTING}?status=delayed&q=pandemic").context["cl"].result_list
    assert codes(delayed) == ["BP-6.2"]
    of_area = admin.get(f"{LISTING}?initiative__area__id__exact=7").context["cl"].result_list
    assert codes(of_area) == ["IC-1.1", "IC-1.2", "IC-1.3"]


@pytest.mark.parametrize("column", range(1, 8))
def test_the_list_of_milestones_is_sorted_by_each_column(admin: Client, column: int) -> None:
    assert admin.get(f"{LISTING}?o={column}").status_code == 200


def test_a_milestone_shows_its_history_and_leads_to_recording(admin: Client) -> None:
    page = admin.get(f"{LISTING}{milestone('TS-1.1').pk}/change/").content.decode()
    assert '<q lang="en">Partially Completed, Finished Fall 2006</q>' in page
    assert address("TS-1.1") in page


@pytest.mark.parametrize("typed", ["TS-1.1", "ts–1.1", " ts 1.1"])
def test_a_code_in_the_search_leads_to_its_milestone(admin: Client, typed: str) -> None:
    response = admin.get(LISTING, {"q": typed, "areas": "all"})
    assert response["Location"] == f"{LISTING}{milestone('TS-1.1').pk}/change/"


def test_other_words_in_the_search_list_milestones(admin: Client) -> None:
    listing = admin.get(LISTING, {"q": "pandemic", "areas": "all"})
    assert "BP-6.2" in codes(listing.context["cl"].result_list)


def test_reference_data_are_edited_behind_their_own_button(admin: Client) -> None:
    pk = milestone("TS-1.1").pk
    page = admin.get(f"{LISTING}{pk}/change/").content.decode()
    assert f'href="{LISTING}{pk}/reference/"' in page
    assert 'name="text"' not in page
    assert 'name="text"' in admin.get(f"{LISTING}{pk}/reference/").content.decode()
    assert admin.post(f"{LISTING}{pk}/change/", {"text": "New"}).status_code == 405


@pytest.mark.parametrize("object_id", ["0", "x"])
def test_a_milestone_that_is_not_there_is_not_found(admin: Client, object_id: str) -> None:
    assert admin.get(f"/admin/milestones/milestone/{object_id}/record/").status_code == 404
    assert admin.get(f"/admin/milestones/milestone/{object_id}/change/").status_code == 404


@pytest.mark.usefixtures("empty_database")
def test_the_list_is_empty_before_anything_is_loaded(admin: Client) -> None:
    listing = admin.get(LISTING)
    assert list(listing.context["cl"].result_list) == []


def test_only_the_admin_may_carry_inline_styles(admin: Client) -> None:
    listing = admin.get(LISTING)
    assert "style-src 'self' 'unsafe-inline'" in listing["Content-Security-Policy"]
    assert "unsafe-inline" not in admin.get("/en/")["Content-Security-Policy"]
    assert "unsafe-inline" not in admin.get("/milestones.csv")["Content-Security-Policy"]
