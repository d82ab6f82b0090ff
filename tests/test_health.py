"""What a monitor hears."""

import pytest
from django.db import OperationalError
from django.test import Client

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
