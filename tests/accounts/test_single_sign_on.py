"""Single sign-on: who gets in, as what, and who does not."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils.html import escape
from pytest_django import Settings

from spp_tracker.accounts.single_sign_on import SignOnAdapter, check_provider
from tests.accounts.provider import CALLBACK, ISSUER, LOGIN, Provider, key
from tests.accounts.second_factors import SET_UP, enter_password
from tests.factories import person
from tests.milestones.admin.entry_forms import address, opened, words
from tests.test_kept_entries import KEPT, TYPED, send_logged_out
from tests.test_security_log import lines, stream

__all__ = ["lines", "stream"]

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def provider(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The provider that the settings name."""
    settings.OIDC_ISSUER = ISSUER
    settings.OIDC_ROLES = [("Editors", "spp-editors"), ("Administrators", "cn=spp-admins,ou=eu")]
    app = {
        "provider_id": "sso",
        "name": "Example ID",
        "client_id": "tracker",
        "secret": "the tracker's secret",
        "settings": {"server_url": ISSUER, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    provider = Provider()
    monkeypatch.setattr(SignOnAdapter, "get_requests_session", lambda _self: provider)
    return provider


def jane() -> User:
    return User.objects.get(username="jane")


def roles(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def refused(client: Client, answer: Any, why: str) -> None:
    assert answer["Location"] == "/admin/login/"
    assert why in words(client.get("/admin/login/"))
    assert client.get("/admin/").status_code == 302


def test_the_login_leads_to_the_provider(client: Client, provider: Provider) -> None:
    page = client.get("/admin/worklist/", follow=True)
    assert f'action="{LOGIN}"' in page.content.decode()
    assert '<input type="hidden" name="next" value="/admin/worklist/">' in page.content.decode()
    asked = provider.led_to(client)
    assert asked["redirect_uri"] == f"https://tracker.example.org{CALLBACK}"
    assert (asked["response_type"], asked["client_id"]) == ("code", "tracker")
    assert {*asked["scope"].split()} == {"openid", "profile", "email"}
    assert asked["code_challenge_method"] == "S256"
    assert "prompt" not in asked


def test_a_sign_on_begins_with_a_form_of_ours_and_leads_on_by_a_link(
    provider: Provider,
) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(LOGIN, {"next": "/admin/worklist/"})
    assert '<input type="hidden" name="next" value="/admin/worklist/">' in page.content.decode()
    assert client.post(LOGIN).status_code == 403
    token = {"csrfmiddlewaretoken": page.context["csrf_token"]}
    answer = client.post(LOGIN, token)
    assert answer.status_code == 200
    address = escape(answer.context["address"])
    assert f'<meta http-equiv="refresh" content="0; url={address}">' in answer.content.decode()
    assert f'href="{address}"' in answer.content.decode()


def test_a_provider_of_another_name_is_not_believed(
    client: Client, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.issuer = "https://elsewhere.example.org"
    assert client.post(LOGIN)["Location"] == "/admin/login/"
    assert (
        "OIDC_ISSUER is https://id.example.org, but the provider there calls itself "
        "https://elsewhere.example.org." in caplog.text
    )


def test_no_link_changes_what_the_provider_is_asked_for(client: Client) -> None:
    """Such as where to send the code."""
    elsewhere = "redirect_uri=https%3A%2F%2Fevil.example&client_id=another&state=known"
    link = {"auth_params": elsewhere, "scope": "admin", "process": "connect"}
    asked = client.post(LOGIN, link, query_params=link).context["address"]
    assert "redirect_uri=https%3A%2F%2Ftracker.example.org%2Fadmin%2F" in asked
    assert "client_id=tracker" in asked
    assert "state=known" not in asked
    assert "scope=admin" not in asked


def test_who_is_in_a_mapped_group_gets_in_with_its_role(client: Client, provider: Provider) -> None:
    assert provider.sign_on(client, to="/admin/worklist/")["Location"] == "/admin/worklist/"
    assert client.get("/admin/worklist/").status_code == 200
    user = jane()
    assert (user.get_full_name(), user.email) == ("Jane Doe", "jane@example.org")
    assert roles(user) == {"Editors"}
    assert not user.has_usable_password()
    assert not user.is_superuser


def test_roles_follow_the_groups_at_each_sign_on(
    client: Client, provider: Provider, lines: Any
) -> None:
    provider.sign_on(client)
    lines()
    provider.claims["groups"] = ["cn=spp-admins,ou=eu"]
    provider.sign_on(Client())
    assert roles(jane()) == {"Administrators"}
    assert [line.partition(" by=")[0] for line in lines()] == [
        "INFO security: signed_on user=jane",
        "INFO security: logged_in user=jane",
        'INFO security: roles_changed user=jane before=["Editors"] after=[]',
        'INFO security: roles_changed user=jane before=[] after=["Administrators"]',
    ]


def test_who_has_left_the_groups_gets_in_no_more_and_loses_the_roles(
    client: Client, provider: Provider
) -> None:
    provider.sign_on(client)
    provider.claims["groups"] = ["staff"]
    refused(Client(), provider.sign_on(again := Client()), "")
    refused(again, provider.sign_on(again), "You are in no group that may log in here.")
    assert roles(jane()) == set()
    assert client.get("/admin/").status_code == 302


def test_who_never_was_in_one_gets_no_account(client: Client, provider: Provider) -> None:
    del provider.claims["groups"]
    refused(client, provider.sign_on(client), "You are in no group that may log in here.")
    assert not User.objects.filter(username="jane").exists()


def test_a_local_account_is_not_opened_by_its_name(
    client: Client, provider: Provider, lines: Any
) -> None:
    person("jane", "Administrators")
    lines()
    refused(client, provider.sign_on(client), "There is an account with your user name")
    assert roles(jane()) == {"Administrators"}
    assert "sign_on_refused user=jane reason=name_taken" in lines()[0]


def test_nor_is_a_superuser_or_the_account_of_another_sign_on(
    client: Client, provider: Provider
) -> None:
    User.objects.create_superuser("root")
    provider.claims["preferred_username"] = "root"
    refused(client, provider.sign_on(client), "There is an account with your user name")
    provider.claims["preferred_username"] = "jane"
    provider.sign_on(client)
    provider.claims["sub"] = "somebody else"
    refused(again := Client(), provider.sign_on(again), "There is an account with your user name")


def test_an_account_without_a_password_is_taken_over_by_its_name(
    client: Client, provider: Provider
) -> None:
    user = person("jane", "Publishers")
    user.set_unusable_password()
    user.save()
    provider.sign_on(client)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert roles(user) == {"Editors"}


def test_a_local_account_logs_in_with_its_password_while_the_provider_is_away(
    client: Client, provider: Provider
) -> None:
    provider.is_away = True
    assert client.post(LOGIN)["Location"] == "/admin/login/"
    assert "Single sign-on failed. Try again, or log in with a password." in words(
        client.get("/admin/login/")
    )
    person("root", "Administrators")
    assert enter_password(client, "root").status_code == 302
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("token", "signed_by"),
    [
        ({}, "somebody else"),
        ({"aud": "another client"}, "provider"),
        ({"iss": "https://elsewhere.example.org"}, "provider"),
        ({"exp": 1}, "provider"),
        ({"sub": "another person"}, "provider"),
        ({"nonce": "of another sign-on"}, "provider"),
    ],
)
def test_a_token_that_is_not_the_providers_for_us_and_now_opens_nothing(
    client: Client, provider: Provider, token: dict[str, Any], signed_by: str
) -> None:
    provider.token, provider.signed_by = token, signed_by
    refused(client, provider.sign_on(client), "Single sign-on failed.")
    assert not User.objects.filter(username="jane").exists()


@pytest.mark.parametrize(
    "token",
    [
        "",
        "not a token",
        jwt.encode({"sub": "248289761001"}, key(), "RS256"),
        jwt.encode({"sub": "248289761001"}, "", "none", headers={"kid": "1"}),
        jwt.encode({"sub": "248289761001"}, "a" * 32, "HS256", headers={"kid": "1"}),
    ],
    ids=["none", "no token", "no key named", "unsigned", "signed by a secret"],
)
def test_an_answer_that_is_against_the_rules_opens_nothing(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    answer = {
        "access_token": "opaque",
        "token_type": "Bearer",
        **({"id_token": token} if token else {}),
    }
    monkeypatch.setattr(provider, "_tokens", lambda _sent: answer)
    refused(client, provider.sign_on(client), "Single sign-on failed.")


@pytest.mark.parametrize(
    "claims",
    [
        {"preferred_username": None, "email_verified": False},
        {"preferred_username": "jane\nroot"},
    ],
)
def test_a_name_that_may_be_anybodys_or_cannot_be_read_is_none(
    client: Client, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims |= claims
    refused(client, provider.sign_on(client), "did not say what your user name is")


def test_a_name_in_other_letters_is_the_same(client: Client, provider: Provider) -> None:
    person("jane", "Administrators")
    provider.claims["preferred_username"] = "\uff4aane"
    refused(client, provider.sign_on(client), "There is an account with your user name")


@pytest.mark.parametrize("groups", [5, True, [["spp-editors"]]])
def test_groups_that_cannot_be_read_give_no_role(
    client: Client, provider: Provider, groups: Any
) -> None:
    provider.claims["groups"] = groups
    refused(client, provider.sign_on(client), "You are in no group that may log in here.")


def test_an_answer_that_this_browser_did_not_ask_for_opens_nothing(
    client: Client, provider: Provider
) -> None:
    state = provider.led_to(client)["state"]
    other = Client()
    answer = other.get(CALLBACK, {"code": "once", "state": state})
    refused(other, answer, "Single sign-on failed.")


def test_who_cancels_reads_so(client: Client, provider: Provider) -> None:
    sent = {"error": "access_denied", "state": provider.led_to(client)["state"]}
    refused(client, client.get(CALLBACK, sent), "You cancelled the login.")


def test_no_account_is_connected_to_who_is_logged_in(client: Client, provider: Provider) -> None:
    client.force_login(person("eve", "Editors"))
    location = client.post(LOGIN, {"process": "connect"}).context["address"]
    provider.challenge = location.partition("code_challenge=")[2].partition("&")[0]
    state = location.partition("state=")[2].partition("&")[0]
    provider.nonce = provider.challenge
    client.get(CALLBACK, {"code": "once", "state": state})
    assert not User.objects.get(username="eve").socialaccount_set.exists()  # type: ignore[attr-defined]


def test_an_inactive_account_stays_closed(client: Client, provider: Provider) -> None:
    provider.sign_on(client)
    User.objects.filter(username="jane").update(is_active=False)
    refused(again := Client(), provider.sign_on(again), "This account is inactive.")


def test_the_second_factor_is_the_providers(
    client: Client, provider: Provider, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    provider.sign_on(client)
    assert client.get("/admin/").status_code == 200
    person("bob", "Editors")
    enter_password(client, "bob")
    assert client.get("/admin/")["Location"].startswith(SET_UP)


def test_the_provider_asks_again_before_roles_are_given(
    client: Client, provider: Provider, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.claims["groups"] = ["cn=spp-admins,ou=eu"]
    provider.sign_on(client)
    settings.REAUTHENTICATE_AFTER_MINUTES = 30
    with monkeypatch.context() as later:
        later.setattr("spp_tracker.accounts.steps.time.time", lambda: 1e11)
        asked = client.get("/admin/auth/user/add/")["Location"]
    assert asked == f"{LOGIN}?next=/admin/auth/user/add/"
    assert provider.led_to(client)["prompt"] == "login"
    assert provider.sign_on(client, "/admin/auth/user/add/")["Location"] == "/admin/auth/user/add/"
    assert client.get("/admin/auth/user/add/").status_code == 200


def test_a_provider_that_asked_for_nothing_has_confirmed_nothing(
    client: Client, provider: Provider, settings: Settings
) -> None:
    """As where somebody else finds the session at the provider open."""
    provider.claims["groups"] = ["cn=spp-admins,ou=eu"]
    settings.REAUTHENTICATE_AFTER_MINUTES = 30
    provider.token = {"auth_time": int(time.time()) - 30 * 60}
    provider.sign_on(client)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/auth/user/add/")["Location"] == f"{LOGIN}?next=/admin/auth/user/add/"
    provider.token = {"auth_time": int(time.time())}
    provider.sign_on(client)
    assert client.get("/admin/auth/user/add/").status_code == 200


def test_what_was_entered_survives_it(client: Client, provider: Provider) -> None:
    provider.claims["groups"] = ["cn=spp-admins,ou=eu"]
    provider.sign_on(client)
    page = address("TS-1.2")
    login = send_logged_out(client, page, opened(client, "TS-1.2") | TYPED | {"record": "1"})
    back = login.context["next"]
    shown = client.get(provider.sign_on(client, back)["Location"])
    assert KEPT in words(shown)
    assert shown.context["form"]["source"].value() == TYPED["source"]


def test_nothing_that_the_provider_said_is_kept_but_name_and_address(
    client: Client, provider: Provider
) -> None:
    for _time in range(2):
        provider.sign_on(Client())
        (account,) = jane().socialaccount_set.all()  # type: ignore[attr-defined]
        assert (account.uid, account.extra_data) == ("248289761001", {})


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("OIDC_CLIENT_ID", "", "OIDC_ISSUER is set, so OIDC_CLIENT_ID must be"),
        ("OIDC_ROLES", [("Editor", "x")], "OIDC_ROLES has “Editor”"),
        ("HTTPS", True, "OIDC_ISSUER must begin with https://"),
    ],
)
def test_half_a_setting_is_refused(settings: Settings, name: str, value: Any, problem: str) -> None:
    settings.OIDC_ISSUER = "http://id.example.org"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = "tracker", "secret"
    setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match=problem):
        check_provider()
