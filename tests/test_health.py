"""What a monitor hears."""

from ipaddress import ip_network

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

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


def test_not_ready_without_its_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> bool:
        raise OperationalError

    monkeypatch.setattr(health, "lacks_migrations", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "does not answer" in answer.content.decode()


@pytest.mark.django_db
def test_ready_once_seeded(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


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
