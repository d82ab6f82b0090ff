"""A security key is a second factor like an app, and a forged login gets nothing of it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from fido2.utils import websafe_encode
from pytest_django import Settings

from spp_tracker import env
from tests.accounts.key import Key, asked_by
from tests.accounts.second_factors import (
    CODE,
    LOGIN,
    SET_UP,
    code,
    enter_code,
    enter_password,
    protect,
)
from tests.factories import person
from tests.test_security_log import lines, stream

__all__ = ["lines", "stream"]

pytestmark = pytest.mark.django_db

OWN = "/admin/account/second-factor/"
ADD, CONFIRM = f"{OWN}keys/add/", f"{OWN}keys/confirm/"
REFUSED = "This answer of a security key was not accepted."
BY_BOB = "by=bob address=127.0.0.1"


@pytest.fixture
def bob(db: None) -> User:
    return person("bob", "Editors", "TS")


def add(client: Client, key: Key, page: str = ADD, name: str = "Blue key", **made: str) -> Any:
    credential = key.made(asked_by(client.get(page)), **made)
    return client.post(page, {"name": name, "credential": credential}, follow=True)


def use(client: Client, key: Key, page: str = CODE, **answer: str) -> Any:
    return client.post(page, {"credential": key.answer(asked_by(client.get(page)), **answer)})


@pytest.fixture
def key(bob: User) -> Key:
    """Bob's."""
    key = Key()
    client = Client()
    enter_password(client, "bob")
    add(client, key)
    return key


def at_the_key() -> Client:
    """A client that has entered the right password."""
    client = Client()
    assert enter_password(client, "bob", to="/admin/worklist/")["Location"] == CODE
    return client


def test_it_is_added_used_listed_and_removed(client: Client, bob: User, lines: Any) -> None:
    key = Key()
    enter_password(client, "bob")
    lines()
    page = client.get(ADD)
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert asked_by(page)["rp"] == {"name": "SPP Tracker", "id": "tracker.example.org"}
    codes = re.findall(r"<code>(\d{8})</code>", add(client, key).content.decode())
    assert len(codes) == 10
    assert lines() == [
        f"INFO security: second_factor_added user=bob kind=webauthn {BY_BOB}",
        f"INFO security: recovery_codes_generated user=bob {BY_BOB}",
    ]
    other = at_the_key()
    assert other.get("/admin/")["Location"].startswith("/admin/login/")
    assert use(other, key)["Location"] == "/admin/worklist/"
    assert lines()[-2:] == [
        "INFO security: second_factor_used user=bob kind=webauthn by=- address=127.0.0.1",
        f"INFO security: logged_in user=bob {BY_BOB}",
    ]
    assert enter_code(at_the_key(), codes[0])["Location"] == "/admin/worklist/"
    lines()
    assert "the security key “Blue key”" in other.get(OWN).content.decode()
    remove = f"{OWN}keys/{Authenticator.objects.get(type='webauthn').pk}/remove/"
    assert "Blue key" in other.get(remove).content.decode()
    assert other.post(remove)["Location"] == OWN
    assert lines() == [
        f"INFO security: second_factor_removed user=bob kind=webauthn {BY_BOB}",
        f"INFO security: sessions_ended user=bob sessions=2 {BY_BOB}",
    ]
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("changed", [{"password": "pbkdf2$another"}, {"is_active": False}])
def test_a_login_that_waits_for_it_ends_with_the_password_and_the_account(
    key: Key, changed: dict[str, Any]
) -> None:
    waiting = at_the_key()
    User.objects.update(**changed)
    assert use(waiting, key)["Location"] == LOGIN
    User.objects.update(is_active=True)
    assert waiting.get("/admin/")["Location"].startswith(LOGIN)


def test_beside_an_app_either_will_do(client: Client, bob: User) -> None:
    protect(bob)
    key = Key()
    enter_password(client, "bob")
    enter_code(client, code())
    assert add(client, key, name="").redirect_chain == [(OWN, 302)]
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Key 1"
    assert use(at_the_key(), key).status_code == 302
    assert enter_code(at_the_key(), code(steps_ahead=1)).status_code == 302
    client.post(f"{OWN}app/remove/")
    assert {*Authenticator.objects.values_list("type", flat=True)} == {"webauthn", "recovery_codes"}
    assert "your app" not in at_the_key().get(CODE).content.decode()


def test_who_must_have_a_second_factor_may_add_a_key_instead_of_an_app(
    client: Client, bob: User, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    enter_password(client, "bob")
    set_up = client.get(client.get("/admin/worklist/")["Location"])
    way = f"{ADD}?next=%2Fadmin%2Fworklist%2F"
    assert f'href="{way}"' in set_up.content.decode()
    assert 'href="/admin/worklist/">Continue<' in add(client, Key(), way).content.decode()
    client.force_login(bob)
    assert client.get("/admin/worklist/").status_code == 200


def test_a_forged_login_gets_nothing(client: Client, key: Key, lines: Any) -> None:
    forged = ("https://tracker.example.net", "https://x.tracker.example.org", "http://localhost")
    client = at_the_key()
    lines()
    for origin in forged:
        assert REFUSED in use(client, key, origin=origin).content.decode()
    failed = f"WARNING security: second_factor_failed user=bob path={CODE} by=- address=127.0.0.1"
    assert lines() == [failed] * 3
    assert client.get("/admin/")["Location"].startswith("/admin/login/")


def test_a_key_is_not_added_from_elsewhere(client: Client, bob: User) -> None:
    enter_password(client, "bob")
    shown = add(client, Key(), origin="https://x.tracker.example.org")
    assert REFUSED in shown.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.both_databases
def test_an_answer_is_accepted_once(key: Key) -> None:
    client = at_the_key()
    sent = {"credential": key.answer(asked_by(client.get(CODE)))}
    assert client.post(CODE, sent).status_code == 302
    again = at_the_key()
    again.get(CODE)
    assert REFUSED in again.post(CODE, sent).content.decode()


@pytest.mark.both_databases
def test_a_copy_of_a_key_that_counts_its_answers_is_refused(key: Key) -> None:
    copy = Key(key.private, key.id, counter=key.counter)
    assert use(at_the_key(), key).status_code == 302
    assert REFUSED in use(at_the_key(), copy).content.decode()
    assert use(at_the_key(), key).status_code == 302


def test_somebody_elses_key_is_refused(client: Client, key: Key) -> None:
    person("eve", "Editors", "TS")
    enter_password(client, "eve")
    of_eve = Key()
    add(client, of_eve)
    assert REFUSED in use(at_the_key(), of_eve).content.decode()
    assert REFUSED in use(at_the_key(), Key(id=key.id)).content.decode()
    of_bob = Authenticator.objects.get(type="webauthn", user__username="bob")
    assert client.post(f"{OWN}keys/{of_bob.pk}/remove/").status_code == 404


def test_what_no_key_answers_is_refused(client: Client, bob: User, key: Key) -> None:
    def spoilt(answer: str) -> list[str]:
        parts = json.loads(answer)
        bad = json.dumps(parts | {"response": dict.fromkeys(parts["response"], "AAAA")})
        long = json.dumps(parts | {"more": "x" * 20_000})
        # A number without an end, and lists in lists, as keys write them (CBOR).
        cut, deep = [json.dumps(with_cbor(parts, cbor)) for cbor in (b"\x19", b"\x81" * 5000)]
        digits = '{"response": ' + "1" * 5000 + "}"
        no_answers = ["", "x", "[]", "[" * 9000, "{}", '{"response": 1}', "\x00"]
        return [*no_answers, long, bad, digits, cut, deep]

    def with_cbor(parts: dict[str, Any], cbor: bytes) -> dict[str, Any]:
        added = {"attestationObject": websafe_encode(cbor)}
        used = {"authenticatorData": websafe_encode(bytes(32) + b"\x80" + bytes(4) + cbor)}
        is_added = "attestationObject" in parts["response"]
        return parts | {"response": parts["response"] | (added if is_added else used)}

    pages = at_the_key(), client
    client.force_login(bob)
    for asking, page, answered in zip(pages, (CODE, ADD), (key.answer, Key().made), strict=True):
        for sent in spoilt(answered(asked_by(asking.get(page)))):
            AccessAttempt.objects.all().delete()
            assert REFUSED in asking.post(page, {"credential": sent}).content.decode()
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_the_fifth_wrong_answer_locks_out_and_none_is_kept(key: Key) -> None:
    client = at_the_key()
    guesses = [use(client, Key(id=key.id)).status_code for _guess in range(4)]
    asked = asked_by(client.get(CODE))
    guesses.append(client.post(CODE, {"credential": Key(id=key.id).answer(asked)}).status_code)
    assert guesses == [200] * 4 + [429]
    assert client.post(CODE, {"credential": key.answer(asked)}).status_code == 429
    assert "signature" not in AccessAttempt.objects.get().post_data


def test_it_confirms_who_one_is(client: Client, bob: User, key: Key, lines: Any) -> None:
    enter_password(client, "bob")
    use(client, key)
    lines()
    page = f"{CONFIRM}?next=/admin/worklist/"
    assert REFUSED in use(client, Key(), page).content.decode()
    assert use(client, key, page)["Location"] == "/admin/worklist/"
    assert lines() == [
        f"WARNING security: second_factor_failed user=bob path={CONFIRM} {BY_BOB}",
        f"INFO security: second_factor_used user=bob kind=webauthn {BY_BOB}",
        f"INFO security: reauthenticated user=bob method=mfa {BY_BOB}",
    ]


def test_an_account_has_at_most_ten(client: Client, bob: User, key: Key, lines: Any) -> None:
    enter_password(client, "bob")
    use(client, key)
    for _number in range(8):
        add(client, Key())
    asked = asked_by(client.get(ADD))
    assert f'href="{ADD}"' in client.get(OWN).content.decode()
    full = add(client, Key()).content.decode()
    assert "An account has at most 10 security keys." in full
    assert f'href="{ADD}"' not in full
    lines()
    refused = "You have 10 security keys already. Remove one to add another."
    sent = {"name": "One more", "credential": Key().made(asked)}
    for answer in (client.get(ADD, follow=True), client.post(ADD, sent, follow=True)):
        assert answer.redirect_chain == [(OWN, 302)]
        assert refused in answer.content.decode()
    assert lines() == []
    assert Authenticator.objects.filter(type="webauthn").count() == 10
    client.post(f"{OWN}keys/{Authenticator.objects.filter(type='webauthn').last().pk}/remove/")
    assert client.get(ADD).status_code == 200


@pytest.mark.parametrize(
    ("language", "ways"),
    [
        ("en", {"Use a code from your app, or a recovery code", "Use your security key"}),
        (
            "fr",
            {
                "Utiliser un code de votre application ou de récupération",
                "Utiliser votre clé de sécurité",
            },
        ),
        ("es", {"Usar un código de su aplicación o de recuperación", "Usar su llave de seguridad"}),
    ],
)
def test_the_ways_to_confirm_have_the_same_names_as_elsewhere(
    client: Client, bob: User, key: Key, language: str, ways: set[str]
) -> None:
    protect(bob)
    enter_password(client, "bob")
    use(client, key)
    shown = client.get("/admin/account/confirm/", headers={"Accept-Language": language})
    shown_ways = shown.context["reauthentication_alternatives"]
    assert {str(way["description"]) for way in shown_ways} == ways


def test_the_operator_removes_keys_too(key: Key, lines: Any) -> None:
    lines()
    call_command("remove_second_factor", "bob")
    assert lines() == [
        "INFO security: second_factor_removed user=bob kind=webauthn by=- address=-",
        "INFO security: sessions_ended user=bob sessions=1 by=- address=-",
    ]
    assert not Authenticator.objects.exists()


@pytest.mark.both_databases
def test_only_what_is_needed_of_an_answer_is_kept(client: Client, bob: User) -> None:
    enter_password(client, "bob")
    made = json.loads(Key().made(asked_by(client.get(ADD)))) | {"more": "\x00"}
    made["response"]["attestationObject"] += 4 * "\x00"
    client.post(ADD, {"credential": json.dumps(made)})
    kept = Authenticator.objects.get(type="webauthn").data["credential"]
    assert {*kept} == {"id", "rawId", "type", "response"}


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://tracker.example.org/spp", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("https://[2001:db8::1]", False),
        ("http://tracker.example.org", False),
    ],
)
def test_keys_are_offered_where_browsers_have_them(url: str, may: bool) -> None:
    assert env.may_have_security_keys(url) is may


def test_elsewhere_they_are_not_offered(client: Client, bob: User, settings: Settings) -> None:
    settings.MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
    enter_password(client, "bob")
    for page in (OWN, SET_UP):
        assert "security key" not in client.get(page).content.decode()
    protect(bob)
    assert "security key" not in at_the_key().get(CODE).content.decode()
