"""What an installation says and does when its environment is incomplete, mistaken or complete."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from milestones.opendata.licences import LICENCES
from spp_tracker import env as environment


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "ENV_FILE": os.devnull,
            "DATABASE_URL": "sqlite://:memory:",
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_bare_environment_is_refused_with_every_missing_variable() -> None:
    refused = manage("check")
    assert refused.returncode == 1
    assert "SECRET_KEY and ALLOWED_HOSTS must be set" in refused.stderr
    assert "secrets.token_urlsafe" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_only_what_is_missing_is_asked_for() -> None:
    refused = manage("check", SECRET_KEY="a" * 60)
    assert "cannot start: ALLOWED_HOSTS must be set" in refused.stderr
    assert "SECRET_KEY" not in refused.stderr


def test_what_the_environment_does_not_set_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "settings"
    file.write_text(f"SECRET_KEY={'a' * 60}\nALLOWED_HOSTS=example.org\nHTTPS=perhaps\n")
    assert "HTTPS is set to “perhaps”" in manage("check", ENV_FILE=str(file)).stderr
    assert manage("check", ENV_FILE=str(file), HTTPS="false").returncode == 0


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    refused = manage("check", ENV_FILE=str(tmp_path / "nowhere"))
    assert "ENV_FILE names" in refused.stderr
    assert "does not exist" in refused.stderr


def test_the_defaults_pass_the_deployment_check() -> None:
    secret = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    checked = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        SECRET_KEY=secret,
        ALLOWED_HOSTS="tracker.example.org",
    )
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("true", True), ("TRUE ", True), ("1", True), ("false", False), ("0", False)],
)
def test_a_switch_understands(word: str, meaning: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS", word)
    assert environment.switch("HTTPS", default=not meaning) is meaning


@pytest.mark.parametrize("default", [True, False])
def test_an_empty_switch_keeps_its_default(default: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS", "")
    assert environment.switch("HTTPS", default=default) is default


def test_a_mistyped_switch_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS", "ture")
    with pytest.raises(ImproperlyConfigured, match="HTTPS is set to “ture”"):
        environment.switch("HTTPS", default=True)


def test_a_list_is_read_without_its_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example.org, b.example.org,,")
    assert environment.words("ALLOWED_HOSTS") == ["a.example.org", "b.example.org"]


def test_without_an_address_the_database_is_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    file = tmp_path / "made" / "db.sqlite3"
    database = environment.database("DATABASE_URL", default=file)
    assert database["NAME"] == str(file)
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert file.parent.is_dir()


@pytest.mark.parametrize(
    ("url", "host", "name"),
    [
        ("postgres://ada:pw@db.example.org:5433/spp", "db.example.org", "spp"),
        ("postgresql://ada@//run/postgresql/spp", "/run/postgresql", "spp"),
    ],
)
def test_postgresql_is_reached_by_host_or_by_socket(
    url: str, host: str, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{url}?sslmode=require")
    database = environment.database("DATABASE_URL", default=tmp_path / "unused")
    assert (database["HOST"], database["NAME"], database["USER"]) == (host, name, "ada")
    assert database["OPTIONS"] == {
        "connect_timeout": 5,
        "options": "-c jit=off",
        "sslmode": "require",
    }
    assert database["CONN_HEALTH_CHECKS"]


def test_another_database_is_refused_without_repeating_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://ada:hunter2@db.example.org/spp")
    with pytest.raises(ImproperlyConfigured, match="must begin with postgres://") as refusal:
        environment.database("DATABASE_URL", default=tmp_path / "unused")
    assert "hunter2" not in str(refusal.value)


def test_without_a_mail_server_mail_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMAIL_URL", raising=False)
    mail = environment.mail("EMAIL_URL", default="consolemail://")
    assert mail["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"


def test_a_mail_server_is_reached_as_its_address_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://ada:p%40ss@mail.example.org:587")
    assert environment.mail("EMAIL_URL", default="consolemail://") == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "ada",
        "EMAIL_HOST_PASSWORD": "p@ss",
        "EMAIL_USE_TLS": True,
        "EMAIL_FILE_PATH": "",
    }


def test_newer_django_is_told_the_same_in_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://ada:p%40ss@mail.example.org:587")
    mail = environment.mail("EMAIL_URL", default="consolemail://") | {"EMAIL_TIMEOUT": 10}
    assert environment.mailers(mail) == {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": "mail.example.org",
                "port": 587,
                "username": "ada",
                "password": "p@ss",
                "use_tls": True,
                "timeout": 10,
            },
        }
    }


def test_newer_django_prints_mail_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMAIL_URL", raising=False)
    mail = environment.mail("EMAIL_URL", default="consolemail://")
    assert environment.mailers(mail) == {
        "default": {"BACKEND": "django.core.mail.backends.console.EmailBackend", "OPTIONS": {}}
    }


@pytest.mark.parametrize("url", ["mail.example.org:hunter2", "imap://ada:hunter2@example.org"])
def test_another_way_of_mail_is_refused_without_repeating_its_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must begin with one of") as refusal:
        environment.mail("EMAIL_URL", default="consolemail://")
    assert "hunter2" not in str(refusal.value)


def test_the_public_address_is_known_without_its_last_slash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://tracker.example.org/")
    address = environment.address("PUBLIC_URL", default="http://127.0.0.1:8000")
    assert address == "https://tracker.example.org"
    monkeypatch.setenv("PUBLIC_URL", "")
    assert environment.address("PUBLIC_URL", default="http://here:1") == "http://here:1"


@pytest.mark.parametrize(("digits", "number"), [("0", 0), (" 128 ", 128), ("", 64), (" ", 64)])
def test_a_number_is_understood(digits: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_MEGABYTES", digits)
    assert environment.number("CACHE_MEGABYTES", default=64) == number


@pytest.mark.parametrize("word", ["-1", "64 MB", "6.4", "²"])
def test_what_is_no_number_is_refused(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_MEGABYTES", word)
    with pytest.raises(ImproperlyConfigured, match=f"CACHE_MEGABYTES is set to “{word}”"):
        environment.number("CACHE_MEGABYTES", default=64)


def test_an_unknown_licence_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_LICENCE", "CC-BY-NC-4.0")
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.choice("DATA_LICENCE", LICENCES, default="CC-BY-4.0")
    assert str(refused.value) == (
        "DATA_LICENCE is set to “CC-BY-NC-4.0”. Write one of CC-BY-4.0, CC0-1.0, OGL-Canada-2.0."
    )


def test_a_public_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "tracker.example.org")
    with pytest.raises(ImproperlyConfigured, match="PUBLIC_URL is set to “tracker"):
        environment.address("PUBLIC_URL", default="http://127.0.0.1:8000")
