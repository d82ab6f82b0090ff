"""Milestones in the admin: their status, their history, and the pages to record a status."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.admin import record as record_pages
from milestones.admin.reference import MilestoneReferenceAdmin
from milestones.choices import Status
from milestones.history import update_history
from milestones.models import Milestone, StatusUpdate
from milestones.permissions import RECORD, RECORD_ANYWHERE, areas_of, may_record


class CurrentStatusFilter(admin.SimpleListFilter):
    """Filters by the rolled-up status in force now."""

    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, str(status.label)) for status in Status]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(status=self.value()) if self.value() else queryset


class OwnAreasFilter(admin.SimpleListFilter):
    """Shows editors the milestones of their own areas, unless they select all areas."""

    title = gettext_lazy("areas")
    parameter_name = "areas"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """No choice for users who may record in every area or in none."""
        if not request.user.has_perm(RECORD) or request.user.has_perm(RECORD_ANYWHERE):
            return []
        return [("all", _("All areas"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        choices: Iterator[Any] = super().choices(changelist)
        yield next(choices) | {"display": _("My areas")}
        yield from choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return queryset.filter(initiative__area__in=areas_of(request.user))


@admin.register(Milestone)
class MilestoneAdmin(MilestoneReferenceAdmin):
    """Milestones with their current status, their history and the pages to record a status."""

    list_display = ["code", "sentence", "area", "parties", "due", "standing", "flag", "record"]
    list_display_links = ["code", "sentence"]
    list_filter = [OwnAreasFilter, CurrentStatusFilter, "parties", "initiative__area"]
    search_fields = ["code", "text", "plan_text", "initiative__text"]
    actions = ["record_together"]
    change_form_template = "admin/milestones/milestone/view.html"

    class Media:
        css = {"all": ["admin.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Milestone]:
        """Add the status as of the newest day on record, and whether the user may record one."""
        day = StatusUpdate.objects.latest_date()
        milestones = Milestone.objects.as_of(day) if day else Milestone.objects.none()
        own_areas = areas_of(request.user).filter(pk=OuterRef("initiative__area"))
        own: QuerySet[Milestone] = milestones.with_deadlines().annotate(
            recordable=Exists(own_areas)
        )
        return own

    @admin.display(description=gettext_lazy("text"), ordering="text")
    def sentence(self, milestone: Milestone) -> str:
        return Truncator(milestone.text).chars(100)

    @admin.display(description=gettext_lazy("priority area"), ordering="initiative__area__order")
    def area(self, milestone: Milestone) -> str:
        return str(milestone.initiative.area)

    @admin.display(description=gettext_lazy("deadline"), ordering="last_due")
    def due(self, milestone: Milestone) -> str:
        return str(milestone.last_deadline or "–")

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def standing(self, milestone: Milestone) -> str:
        return str(Status(milestone.status).label)

    @admin.display(description=gettext_lazy("overdue"), ordering="overdue")
    def flag(self, milestone: Milestone) -> str:
        """Whether it is overdue as of the newest day on record; empty if it is not."""
        return _("overdue") if milestone.overdue else ""

    @admin.display(description=gettext_lazy("record"))
    def record(self, milestone: Any) -> str:
        """A link to record a status, if the user may."""
        if not milestone.recordable:
            return ""
        url = reverse("admin:milestones_milestone_record", args=[milestone.pk])
        label = _("Record a status of %(code)s") % {"code": milestone.code}
        return format_html('<a href="{}" aria-label="{}">{}</a>', url, label, _("Record"))

    def has_record_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RECORD)

    @admin.action(
        description=gettext_lazy("Record a status for the selected milestones"),
        permissions=["record"],
    )
    def record_together(
        self, request: HttpRequest, milestones: QuerySet[Milestone]
    ) -> HttpResponse | None:
        return record_pages.begin(request, milestones)

    def get_urls(self) -> list[URLPattern]:
        admin_view, name = self.admin_site.admin_view, "milestones_milestone_record"
        return [
            path("record/", admin_view(record_pages.record_together), name=f"{name}_together"),
            path("<path:object_id>/record/", admin_view(self.record_status), name=name),
            *super().get_urls(),
        ]

    def record_status(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page to record a status, for users who may record it."""
        milestone = self.get_object(request, object_id)
        if milestone is None:
            raise Http404(_("There is no such milestone."))
        if not may_record(request.user, milestone):
            raise PermissionDenied
        return record_pages.record(request, milestone)

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any) -> HttpResponse:
        milestone = self.get_object(request, object_id)
        context = {
            "history": update_history(milestone.updates.for_page()) if milestone else [],
            "can_record": milestone and may_record(request.user, milestone),
            "withdrawable": milestone and record_pages.withdrawable_updates(request, milestone),
            "subtitle": milestone and milestone.code,
        }
        return super().change_view(request, object_id, extra_context=context)
