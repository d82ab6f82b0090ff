"""Links of a page: they keep what was asked, in its language and beneath its path."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory
from django.urls import set_script_prefix
from django.utils import translation

from milestones.choices import DELIVERED
from milestones.pages.links import PageLinks, SiteLinks
from milestones.queries import MilestoneQuery
from milestones.queries.urls import page_url, query_string, with_query

pytestmark = pytest.mark.django_db


@pytest.fixture
def beneath_a_path() -> Iterator[None]:
    set_script_prefix("/tracker/")
    yield
    set_script_prefix("/")


def request(path: str = "/en/milestones/") -> HttpRequest:
    return RequestFactory().get(path)


def links(query: str = "", **about: object) -> PageLinks:
    return PageLinks(request(f"/en/milestones/?{query}"), MilestoneQuery(QueryDict(query)), **about)  # type: ignore[arg-type]


def test_a_page_has_an_address_in_each_language() -> None:
    assert page_url("milestone", "TS-1.5") == "/en/milestones/TS-1.5/"
    assert page_url("milestone", "TS-1.5", language="fr") == "/fr/milestones/TS-1.5/"
    with translation.override("es"):
        assert page_url("milestone", "TS-1.5") == "/es/milestones/TS-1.5/"
        assert links().page("overview") == "/es/"


def test_addresses_follow_the_path_that_the_tracker_is_served_beneath(
    beneath_a_path: None,
) -> None:
    assert page_url("overview") == "/tracker/en/"
    assert links().page("overview") == "/tracker/en/"
    set_script_prefix("/")
    assert page_url("overview") == "/en/"


def test_a_query_string_leaves_out_what_has_no_value() -> None:
    params = {"q": "a b&c", "status": DELIVERED, "page": None, "on": dt.date(2006, 6, 15)}
    assert query_string(params) == (
        "q=a+b%26c&status=completed_ongoing&status=completed&on=2006-06-15"
    )
    assert with_query("/en/", {"page": None}) == "/en/"


def test_a_page_that_nothing_was_asked_of_keeps_nothing() -> None:
    assert SiteLinks().page("milestones", q="border") == "/en/milestones/?q=border"
    assert list(SiteLinks().persistent_inputs) == []


def test_the_day_and_the_pair_go_along_to_other_pages_and_filters_do_not() -> None:
    page = links("as_of=2006-06-15&pair=US-MX&overdue=1")
    assert page.page("pairs") == "/en/pairs/?as_of=2006-06-15&pair=US-MX"
    assert page.persistent_inputs == [("as_of", "2006-06-15"), ("pair", "US-MX")]


def test_a_count_leads_to_what_the_page_counts_and_its_own_conditions() -> None:
    page = links("q=border&sort=status&page=2")
    assert page.milestones(overdue=1) == "/en/milestones/?q=border&overdue=1"
    within = links(only={"area": "cargo-security"})
    assert within.milestones() == "/en/milestones/?area=cargo-security"


def test_a_count_of_a_status_stays_within_the_statuses_asked_for() -> None:
    page = links("status=completed&status=delayed")
    assert page.milestones(status=DELIVERED) == "/en/milestones/?status=completed"


def test_a_row_of_counts_has_addresses_that_narrow_its_own() -> None:
    address = links("overdue=1").narrower({"area": "cargo-security"})
    assert address() == "/en/milestones/?overdue=1&area=cargo-security"
    assert address("status", "delayed") == (
        "/en/milestones/?overdue=1&area=cargo-security&status=delayed"
    )
    assert address("overdue", 1) == "/en/milestones/?overdue=1&area=cargo-security"
    assert links().narrower({})("overdue", 1) == "/en/milestones/?overdue=1"


def test_a_column_is_sorted_in_ascending_order_first_and_lateness_by_the_largest() -> None:
    assert links().sorted_by("status") == "?sort=status"
    assert links("sort=status").sorted_by("status") == "?sort=-status"
    assert links().sorted_by("days_overdue") == "?sort=-days_overdue"
    assert links("sort=-days_overdue").sorted_by("days_overdue") == "?sort=days_overdue"
