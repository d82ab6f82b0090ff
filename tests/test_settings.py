"""What an installation says and does when its environment is incomplete, mistaken or complete."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.test import Client

from milestones.opendata.licences import LICENCES
from spp_tracker import env as environment
from spp_tracker.checks import database_is_private

SECRET = "not secret: it signs nothing outside the tests"


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


AT_ITS_START = """
import gc, sys, spp_tracker.urls
print({"openpyxl", "weasyprint"} & {*sys.modules}, gc.isenabled(), gc.get_freeze_count() > 0)
"""


def test_a_process_loads_what_it_needs_and_does_not_look_through_it_for_garbage() -> None:
    command = ("shell", "--no-imports", "--command", AT_ITS_START)
    started = manage(*command, SECRET_KEY=SECRET, ALLOWED_HOSTS="a.org")
    assert started.stdout == "set() True True\n", started.stderr


def test_an_option_of_a_command_names_other_settings() -> None:
    result = manage("check", "--settings=no.such_settings", SECRET_KEY="x" * 50)
    assert result.returncode == 1
    assert "No module named 'no'" in result.stderr


def test_a_bare_environment_is_refused_with_every_missing_variable() -> None:
    refused = manage("check")
    assert refused.returncode == 1
    assert "SECRET_KEY and ALLOWED_HOSTS must be set" in refused.stderr
    assert "secrets.token_urlsafe" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_only_what_is_missing_is_asked_for() -> None:
    refused = manage("check", SECRET_KEY=SECRET)
    assert "cannot start: ALLOWED_HOSTS must be set" in refused.stderr
    assert "SECRET_KEY" not in refused.stderr


def test_what_the_environment_does_not_set_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "settings"
    file.write_text(f"SECRET_KEY='{SECRET}'\nALLOWED_HOSTS=example.org\nHTTPS=perhaps\n")
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


def test_a_new_database_is_private_and_a_readable_one_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "db.sqlite3"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    environment.database("DATABASE_URL", default=tmp_path / "unused")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setitem(connections.settings["default"], "NAME", str(file))
    monkeypatch.setitem(connections.settings["default"], "ENGINE", "django.db.backends.sqlite3")
    assert database_is_private() == []
    file.chmod(0o644)
    (warning,) = database_is_private()
    assert warning.msg == f"{file} can be read by everybody on this machine (mode 0644)."


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


READ: dict[str, Callable[[str], object]] = {
    "HTTPS": lambda name: environment.switch(name, default=True),
    "DEBUG": lambda name: environment.switch(name, default=False),
    "ALLOWED_HOSTS": environment.hosts,
    "SECRET_KEY": environment.secret,
    "CACHE_MEGABYTES": lambda name: environment.number(name, default=64),
    "PROXY_COUNT": lambda name: environment.number(name, default=1, minimum=1),
    "PROBE_NETWORKS": lambda name: environment.networks(name, default="127.0.0.0/8,::1"),
    "METRICS_TOKEN": environment.secret,
    "SECURITY_LOG": environment.log_file,
    "SECURITY_CONTACT": environment.contacts,
    "PUBLIC_URL": lambda name: environment.address(name, default="http://here:1"),
    "DATA_LICENCE": lambda name: environment.choice(name, LICENCES, default="CC-BY-4.0"),
    "DATABASE_URL": lambda name: environment.database(name, default=Path("unused")),
    "EMAIL_URL": lambda name: environment.mail(name, default="consolemail://"),
}
"""How some variables are read."""


@pytest.mark.parametrize(
    ("name", "value", "meaning"),
    [
        *(("DEBUG", word, True) for word in ("true", "TRUE ", "1")),
        *(("HTTPS", word, False) for word in ("false", "0")),
        ("HTTPS", "", True),
        ("DEBUG", "", False),
        ("ALLOWED_HOSTS", "a.example.org, b.example.org,,", ["a.example.org", "b.example.org"]),
        *(("CACHE_MEGABYTES", digits, 64) for digits in ("", " ")),
        ("CACHE_MEGABYTES", "0", 0),
        ("CACHE_MEGABYTES", " 128 ", 128),
        ("PROBE_NETWORKS", "", [ip_network("127.0.0.0/8"), ip_network("::1")]),
        (
            "PROBE_NETWORKS",
            "192.0.2.7, fd00::/8",
            [ip_network("192.0.2.7"), ip_network("fd00::/8")],
        ),
        ("METRICS_TOKEN", "", ""),
        (
            "METRICS_TOKEN",
            "a-token-of-monitors-that-is-long-enough",
            "a-token-of-monitors-that-is-long-enough",
        ),
        ("SECURITY_LOG", "", ""),
        ("SECURITY_CONTACT", "", []),
        (
            "SECURITY_CONTACT",
            "mailto:security@example.org, https://example.org/report",
            ["mailto:security@example.org", "https://example.org/report"],
        ),
        ("PUBLIC_URL", "https://tracker.example.org/", "https://tracker.example.org"),
        ("PUBLIC_URL", "", "http://here:1"),
    ],
)
def test_a_value_is_understood(
    name: str, value: str, meaning: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert READ[name](name) == meaning


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("HTTPS", "ture", "HTTPS is set to “ture”"),
        *(
            ("CACHE_MEGABYTES", word, f"CACHE_MEGABYTES is set to “{word}”")
            for word in ("-1", "64 MB", "6.4", "²")
        ),
        ("PROXY_COUNT", "0", "PROXY_COUNT is set to “0”"),
        ("PROBE_NETWORKS", "10.0.0.1/8", "PROBE_NETWORKS is set to “10.0.0.1/8”"),
        ("METRICS_TOKEN", "hunter2", "METRICS_TOKEN has 7 characters, and needs 32. Set"),
        ("SECURITY_LOG", "/nowhere/security.log", "Name a file in an existing folder."),
        ("SECURITY_CONTACT", "security@example.org", "Write mailto:security@example.org or the"),
        ("PUBLIC_URL", "tracker.example.org", "PUBLIC_URL is set to “tracker"),
        (
            "DATA_LICENCE",
            "CC-BY-NC-4.0",
            "DATA_LICENCE is set to “CC-BY-NC-4.0”. "
            "Write one of CC-BY-4.0, CC0-1.0, OGL-Canada-2.0.",
        ),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS is set to “*”. Write the host names"),
        ("ALLOWED_HOSTS", "example.org,*", "ALLOWED_HOSTS is set to “example.org,*”"),
        ("SECRET_KEY", "hunter2", "SECRET_KEY has 7 characters, and needs 32. Set a long random"),
        ("SECRET_KEY", "hunter2" * 9, "SECRET_KEY repeats 7 characters, and needs 12 different"),
        ("SECRET_KEY", f"django-insecure-hunter2{'x' * 40}", "SECRET_KEY is an example's."),
        ("DATABASE_URL", "mysql://ada:hunter2@db.example.org/spp", "must begin with postgres://"),
        ("EMAIL_URL", "mail.example.org:hunter2", "EMAIL_URL must begin with one of"),
        ("EMAIL_URL", "imap://ada:hunter2@example.org", "EMAIL_URL must begin with one of"),
    ],
)
def test_a_value_that_is_not_understood_is_refused_without_repeating_a_password(
    name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refusal:
        READ[name](name)
    assert message in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "backend", "options"),
    [
        ("", "console", {}),
        (
            "smtp+tls://ada:p%40ss@mail.example.org:587",
            "smtp",
            {
                "host": "mail.example.org",
                "port": 587,
                "username": "ada",
                "password": "p@ss",
                "use_tls": True,
                "timeout": 10,
            },
        ),
    ],
)
def test_mail_is_sent_as_an_address_says_and_printed_without_one(
    url: str, backend: str, options: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Newer Django is told the same in a way of its own."""
    monkeypatch.setenv("EMAIL_URL", url)
    if not url:
        monkeypatch.delenv("EMAIL_URL")
    mail = environment.mail("EMAIL_URL", default="consolemail://")
    assert mail["EMAIL_BACKEND"] == f"django.core.mail.backends.{backend}.EmailBackend"
    if url:
        mail["EMAIL_TIMEOUT"] = 10
        names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "TIMEOUT")
        assert [mail[f"EMAIL_{name}"] for name in names] == list(options.values())
    assert environment.mailers(mail) == {
        "default": {"BACKEND": mail["EMAIL_BACKEND"], "OPTIONS": options}
    }


def test_the_security_log_is_made_for_its_owner_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "security.log"
    monkeypatch.setenv("SECURITY_LOG", str(file))
    assert environment.log_file("SECURITY_LOG") == str(file)
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_origin_has_the_port_of_the_public_address() -> None:
    assert environment.origin("https://Tracker.example.org/") == "https://tracker.example.org"
    url = "https://tracker.example.org:8443/tracker"
    assert environment.origin(url) == "https://tracker.example.org:8443"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://tracker.example.org", 200), ("https://tracker.example.org:8443", 403)],
)
def test_forms_come_from_the_public_address_whatever_host_a_proxy_passes_on(
    origin: str, status: int
) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Origin": origin})
    client.get("/admin/login/")
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    answer = client.post("/admin/login/", {"csrfmiddlewaretoken": token})
    assert answer.status_code == status
