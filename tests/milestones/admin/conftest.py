"""Who records: an editor of two areas, and a publisher."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.factories import person


@pytest.fixture
def editor_user(db: None) -> User:
    """Keeps Traveller Security and Cargo Security."""
    return person("editor", "Editors", "TS", "CS")


@pytest.fixture
def editor(editor_user: User) -> Client:
    client = Client()
    client.force_login(editor_user)
    return client


@pytest.fixture
def publisher(db: None) -> Client:
    client = Client()
    client.force_login(person("publisher", "Publishers"))
    return client
