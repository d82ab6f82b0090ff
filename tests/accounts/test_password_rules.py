"""A password has 12 characters and is hard to guess; whoever chooses another is told why."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from tests.factories import person

HINT = (
    "Use several words that have nothing to do with each other, or let a password manager make one."
)


def problems(password: str, user: User | None = None) -> list[str]:
    """What is wrong with a password; nothing if it is accepted."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("passwordpassword", "It repeats the same characters."),
        ("elizabethbrown", "It is made of a common password, word or name."),
        ("qwertyuiop[]", "It follows the rows of the keyboard, as “qwerty” does."),
        ("abcdefghijkl", "It has a sequence, such as “abcd” or “6543”."),
        ("24/12/1987xy", "It has a date."),
    ],
)
def test_what_is_easy_to_guess_is_refused_with_the_reason_and_a_hint(
    password: str, reason: str
) -> None:
    assert f"This password is too easy to guess. {reason} {HINT}" in problems(password)


def test_eleven_characters_are_too_few() -> None:
    message = "This password is too short. It must contain at least 12 characters."
    assert problems("kT9#vq2!mZx") == [message]
    assert problems("kT9#vq2!mZxp") == []


def test_what_is_made_of_the_owners_names_is_easy_to_guess() -> None:
    password = "maplewrightkowalczyk"
    ada = User(username="maplewright", last_name="Kowalczyk", email="ada@example.org")
    assert problems(password) == []
    assert any("too easy to guess" in problem for problem in problems(password, ada))


def test_so_is_what_is_made_of_the_words_of_the_plan_or_the_organization(
    settings: Settings,
) -> None:
    assert any("too easy" in problem for problem in problems("spptrackernorthamerica"))
    assert problems("quillfeatherwhitlock") == []
    settings.PASSWORD_WORDS = ["Quillfeather", "Whitlock"]
    assert any("too easy" in problem for problem in problems("quillfeatherwhitlock"))


def test_several_words_are_accepted() -> None:
    assert problems("a long and unlikely password") == []


@pytest.mark.parametrize("word", ["4@8({[<6931!|0$5+7%2", "ab", "1!", "k"])
def test_a_long_password_costs_no_more_than_a_short_one(word: str) -> None:
    password = word * 4096
    started_at = time.process_time()
    problems(password[:4096])
    assert time.process_time() - started_at < 2


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("fr", "Ce mot de passe est trop facile à deviner."),
        ("es", "Esta contraseña es demasiado fácil de adivinar."),
    ],
)
def test_the_reason_is_in_the_readers_language(language: str, message: str) -> None:
    with translation.override(language):
        assert any(problem.startswith(message) for problem in problems("abcdefghijkl"))


@pytest.mark.django_db
def test_ones_own_password_meets_the_rules(client: Client) -> None:
    client.force_login(person("ada", "Administrators"))
    entered: dict[str, Any] = {"old_password": "ada has this password"}
    weak = {"new_password1": "abcdefghijkl", "new_password2": "abcdefghijkl"}
    shown = client.post("/admin/password_change/", entered | weak).content.decode()
    assert "This password is too easy to guess." in shown
    assert User.objects.get().check_password("ada has this password")


@pytest.mark.django_db
def test_a_superuser_gets_no_weak_password_from_a_variable_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = {"username": "root", "email": "root@example.org"}
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "root123")
    with pytest.raises(CommandError, match="DJANGO_SUPERUSER_PASSWORD: This password is too short"):
        call_command("createsuperuser", interactive=False, verbosity=0, **names)
    assert not User.objects.exists()
