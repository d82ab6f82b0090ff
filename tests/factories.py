"""People with a role, for the tests that ask who may do what."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User

from priorities.models import AreaEditor, PriorityArea


def person(name: str, role: str = "", *areas: str, **fields: Any) -> User:
    """Somebody with a role, such as "Editors", who keeps the areas with these codes."""
    password = f"{name} has this password"
    user = User.objects.create_user(name, password=password, is_staff=bool(role), **fields)
    if role:
        user.groups.add(Group.objects.get(name=role))
    AreaEditor.objects.bulk_create(
        AreaEditor(user=user, area=area) for area in PriorityArea.objects.filter(code__in=areas)
    )
    return user
