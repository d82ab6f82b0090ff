"""The admin of the plan, its goals, their priority areas and the initiatives in them."""

from django.contrib import admin

from priorities.admin.reference import ReadOnlyAdmin, ReferenceAdmin
from priorities.models import Goal, Initiative, Plan, PriorityArea


@admin.register(Plan)
class PlanAdmin(ReadOnlyAdmin):
    """The plan's document, read-only."""

    list_display = ["title", "published", "document"]


@admin.register(Goal)
class GoalAdmin(ReadOnlyAdmin):
    """The goals of the plan, read-only."""

    list_display = ["number", "name"]
    list_display_links = ["name"]


@admin.register(PriorityArea)
class PriorityAreaAdmin(ReferenceAdmin):
    """Priority areas. Report editions are read by their names, so the names are read-only."""

    list_display = ["code", "name", "goal"]
    list_display_links = ["name"]
    list_select_related = ["goal"]
    fields = [
        "code",
        "name",
        "slug",
        "goal",
        "objective",
        "plan_objective",
        "plan_lines",
        "report_lines",
    ]
    editable = ["objective", "plan_objective"]


@admin.register(Initiative)
class InitiativeAdmin(ReferenceAdmin):
    """Initiatives. Only their texts are editable."""

    list_display = ["code", "title", "area"]
    list_display_links = ["title"]
    list_filter = ["area"]
    list_select_related = ["area"]
    search_fields = ["code", "text"]
    fields = ["code", "area", "text", "plan_text", "benefits", "plan_lines", "report_lines"]
    editable = ["text", "plan_text", "benefits"]
