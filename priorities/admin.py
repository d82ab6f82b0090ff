"""The plan in the admin: to be read, not changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from priorities.models import Goal, Initiative, Plan, PriorityArea


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows objects and lets nobody add, change or delete them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(Plan)
class PlanAdmin(ReadOnlyAdmin):
    """The plan's document."""

    list_display = ["title", "published", "document"]


@admin.register(Goal)
class GoalAdmin(ReadOnlyAdmin):
    """Goals."""

    list_display = ["number", "name"]
    list_display_links = ["name"]


@admin.register(PriorityArea)
class PriorityAreaAdmin(ReadOnlyAdmin):
    """Priority areas."""

    list_display = ["code", "name", "goal"]
    list_display_links = ["name"]
    list_select_related = ["goal"]


@admin.register(Initiative)
class InitiativeAdmin(ReadOnlyAdmin):
    """Initiatives."""

    list_display = ["code", "title", "area"]
    list_display_links = ["title"]
    list_filter = ["area"]
    list_select_related = ["area"]
    search_fields = ["code", "text"]
