"""The admin of the plan, its goals, their priority areas and the initiatives in them."""

from django.contrib import admin

from priorities.admin.reference import ReadOnlyAdmin, ReferenceAdmin
from priorities.models import Goal, Initiative, Plan, PriorityArea, translated_fields


@admin.register(Plan)
class PlanAdmin(ReadOnlyAdmin):
    """The plan's document, read-only."""

    list_display = ["title", "published", "document"]


@admin.register(Goal)
class GoalAdmin(ReferenceAdmin):
    """The goals of the plan. Only the translations of their names are editable."""

    list_display = ["number", "name"]
    list_display_links = ["name"]
    editable = translated_fields("name")
    fields = ["number", "name", *editable, "plan", "plan_lines", "report_lines"]


@admin.register(PriorityArea)
class PriorityAreaAdmin(ReferenceAdmin):
    """Priority areas. Editions are read by their English names, which are read-only."""

    list_display = ["code", "name", "goal"]
    list_display_links = ["name"]
    list_select_related = ["goal"]
    fields = [
        "code",
        "name",
        *translated_fields("name"),
        "slug",
        "goal",
        "objective",
        *translated_fields("objective"),
        "plan_objective",
        "plan_lines",
        "report_lines",
    ]
    editable = [
        *translated_fields("name"),
        *("objective", *translated_fields("objective")),
        "plan_objective",
    ]


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
