"""The roles and priority areas of a user, which are given and taken away together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction

from priorities.models import AreaEditor, PriorityArea


@dataclass(frozen=True)
class UserRoles:
    """The names of a user's roles in order, and the codes of their priority areas in order."""

    roles: tuple[str, ...]
    areas: tuple[str, ...]

    @classmethod
    def of(cls, user: User) -> UserRoles:
        """What a user has now."""
        areas = AreaEditor.objects.filter(user=user).values_list("area__code", flat=True)
        return cls.named(user.groups.values_list("name", flat=True), areas)

    @classmethod
    def named(cls, roles: Iterable[str], areas: Iterable[str]) -> UserRoles:
        """Those with these names and codes, in any order."""
        return cls(tuple(sorted(roles)), tuple(sorted(areas)))

    @property
    def version(self) -> str:
        """What tells whether they have changed meanwhile."""
        return f"{', '.join(self.roles)}; {', '.join(self.areas)}"


@transaction.atomic
def give_roles(user: Any, new: UserRoles) -> None:
    """Give a user just these roles and areas; who has no role cannot log in to the admin."""
    user.groups.set(Group.objects.filter(name__in=new.roles))
    areas = PriorityArea.objects.filter(code__in=new.areas)
    AreaEditor.objects.filter(user=user).exclude(area__in=areas).delete()
    for area in areas.exclude(editors__user=user):
        AreaEditor.objects.create(user=user, area=area)
    user.is_staff = user.is_superuser or bool(new.roles)
    user.save(update_fields=["is_staff"])
