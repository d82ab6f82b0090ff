"""Who records: an editor of two areas, and a publisher."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from priorities.models import AreaEditor, PriorityArea


def person(name: str, role: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def editor_user(db: None) -> User:
    """Keeps Traveller Security and Cargo Security."""
    user = person("editor", "Editors")
    for code in ("TS", "CS"):
        AreaEditor.objects.create(user=user, area=PriorityArea.objects.get(code=code))
    return user


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
