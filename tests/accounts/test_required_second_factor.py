"""Whoever must have a second factor and has none sets it up before anything else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from spp_tracker.accounts.steps import check_required_roles
from tests.accounts.second_factors import SET_UP, code, enter_code, enter_password, protect
from tests.factories import person
from tests.milestones.admin.entry_forms import address, opened, words

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def required(settings: Settings) -> Settings:
    settings.REQUIRE_SECOND_FACTOR = True
    return settings


def led_to(client: Client, page: str = "/admin/") -> str:
    answer = client.get(page)
    return str(answer.headers.get("Location", answer.status_code))


@pytest.mark.parametrize("role", ["Editors", "Publishers", "Administrators"])
def test_everybody_with_a_role_is_led_to_set_one_up(client: Client, role: str) -> None:
    person("bob", role)
    enter_password(client, "bob")
    assert led_to(client) == f"{SET_UP}?next=/admin/"
    assert led_to(client, "/admin/worklist/") == f"{SET_UP}?next=/admin/worklist/"
    assert led_to(client, "/admin/password_change/").startswith(SET_UP)
    assert client.get(SET_UP).status_code == 200


def test_and_so_is_a_superuser(client: Client) -> None:
    User.objects.create_superuser("root", password="root has this password")
    enter_password(client, "root")
    assert led_to(client).startswith(SET_UP)


def test_one_can_log_out_instead(client: Client) -> None:
    person("bob", "Editors")
    enter_password(client, "bob")
    assert client.post("/admin/logout/").status_code == 200
    assert led_to(client).startswith("/admin/login/")


def test_with_one_the_admin_opens(client: Client) -> None:
    protect(person("bob", "Editors"))
    enter_password(client, "bob")
    enter_code(client, code())
    assert led_to(client) == "200"


def test_only_the_roles_that_are_named_need_one(client: Client, required: Settings) -> None:
    required.REQUIRE_SECOND_FACTOR = ["Administrators"]
    person("bob", "Editors")
    person("ann", "Administrators")
    enter_password(client, "bob")
    assert led_to(client) == "200"
    enter_password(client, "ann")
    assert led_to(client).startswith(SET_UP)


def test_a_role_that_there_is_not_is_refused(required: Settings) -> None:
    required.REQUIRE_SECOND_FACTOR = ["Administrator"]
    with pytest.raises(ImproperlyConfigured, match="REQUIRE_SECOND_FACTOR has “Administrator”"):
        check_required_roles()


def test_what_was_entered_is_kept_until_it_is_set_up(client: Client, required: Settings) -> None:
    required.REQUIRE_SECOND_FACTOR = False
    person("ann", "Administrators")
    enter_password(client, "ann")
    page = address("TS-1.2")
    entry = opened(client, "TS-1.2") | {"source": "The letter of May", "entered_by": mark(client)}
    required.REQUIRE_SECOND_FACTOR = True
    sent = client.post(page, entry | {"record": "1"})
    set_up = client.get(sent["Location"]).content.decode()
    key = re.search(r'class="totp-key">(\w+)<', set_up)
    assert key
    shown = client.post(sent["Location"], {"code": code(key[1])}, follow=True).content.decode()
    back = re.search(r'class="button"\s+href="([^"]+)"', shown)
    assert back
    form: Any = client.get(back[1]).context["form"]
    assert form["source"].value() == "The letter of May"


def mark(client: Client) -> str:
    page = words(client.get(address("TS-1.2")))
    found = re.search('name="entered_by" value="([^"]+)"', page)
    return found[1] if found else ""
