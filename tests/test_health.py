"""What a monitor hears."""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from milestones.models import DataVersion
from spp_tracker import health

pytestmark = pytest.mark.both_databases


def test_alive_needs_no_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.usefixtures("empty_database")
def test_not_ready_until_seeded(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "manage.py seed" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_not_ready_while_the_code_is_ahead_of_the_database(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "lacks_migrations", lambda: True)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "manage.py migrate" in answer.content.decode()


@pytest.mark.django_db
def test_not_ready_without_its_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> bool:
        raise OperationalError

    monkeypatch.setattr(health, "lacks_migrations", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "does not answer" in answer.content.decode()


@pytest.mark.django_db
def test_ready_once_seeded_with_a_line_for_each_thing_that_was_checked(client: Client) -> None:
    answer = client.get("/readyz")
    mark = DataVersion.objects.current().mark
    assert (answer.status_code, answer.content.decode()) == (
        200,
        f"ok\ndatabase: writable\nmigrations: applied\ndata: version {mark}\n"
        "verification: none yet. Run: python manage.py verify\n",
    )


@pytest.mark.django_db
def test_not_ready_without_space_for_a_file(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    if connection.vendor != "sqlite":
        return
    file = tmp_path / "db.sqlite3"
    file.touch()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
    settings.MIN_FREE_MEGABYTES = 10**9
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content.decode().startswith("not ready\nfree disk space: ")
    assert answer.content.decode().endswith(
        " MB, less than 1,000,000,000 (MIN_FREE_MEGABYTES). Make room.\n"
    )
    settings.MIN_FREE_MEGABYTES = 0
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_not_ready_while_nothing_can_be_written(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if connection.vendor == "sqlite":
        file = tmp_path / "db.sqlite3"
        file.touch()
        monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
        # Root may write to any file.
        monkeypatch.setattr(os, "access", lambda path, _mode: path != file)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET transaction_read_only = on")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "database: can only be read." in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("probe", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3", "fd00::7"])
def test_a_monitor_nearby_asks_by_any_host_name(probe: str, address: str, client: Client) -> None:
    asked = {"REMOTE_ADDR": address, "HTTP_HOST": "10.0.0.5:8000"}
    assert client.get(probe, **asked).status_code == (404 if probe == "/metrics" else 200)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_others_and_other_pages_need_the_right_host_name(client: Client) -> None:
    elsewhere = {"REMOTE_ADDR": "203.0.113.7", "HTTP_HOST": "10.0.0.5:8000"}
    assert client.get("/healthz", **elsewhere).status_code == 400  # type: ignore[arg-type]
    assert client.get("/en/", HTTP_HOST="10.0.0.5:8000").status_code == 400


def test_the_networks_of_monitors_are_a_setting(client: Client, settings: Settings) -> None:
    asked = {"REMOTE_ADDR": "203.0.113.7", "HTTP_HOST": "10.0.0.5:8000"}
    settings.PROBE_NETWORKS = [ip_network("203.0.113.0/24")]
    assert client.get("/healthz", **asked).status_code == 200  # type: ignore[arg-type]
