"""Milestones in the admin: their status, their history, and the pages to record a status."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.actions.proposals import with_titles
from milestones.admin import record as record_pages
from milestones.admin.reference import MilestoneReferenceAdmin
from milestones.choices import Status
from milestones.forms.several import MAX_ROWS
from milestones.history import current_statuses, update_history
from milestones.models import DOCUMENT_ORDER, Milestone, StatusUpdate
from milestones.normalization import normalized_code
from milestones.permissions import (
    RECORD,
    RECORD_ANYWHERE,
    areas_of,
    may_record,
    visible_proposals,
)


def _codes(milestones: QuerySet[Milestone]) -> list[str]:
    """Their codes in document order, whatever the order of the list."""
    keys = list(milestones.order_by().values_list("pk", flat=True))
    chosen = Milestone.objects.filter(pk__in=keys).order_by(*DOCUMENT_ORDER)
    return list(chosen.values_list("code", flat=True))


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
    actions = ["enter_several", "enter_the_same"]
    list_per_page = 200
    change_form_template = "admin/milestones/milestone/reference.html"

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
        description=gettext_lazy("Enter statuses of the selected milestones"),
        permissions=["record"],
    )
    def enter_several(
        self, request: HttpRequest, milestones: QuerySet[Milestone]
    ) -> HttpResponse | None:
        """A row for each of them, unless there are too many."""
        codes = _codes(milestones)
        if len(codes) > MAX_ROWS:
            message = _("Choose %(most)s milestones at most, or upload a spreadsheet.")
            messages.error(request, message % {"most": MAX_ROWS})
            return None
        return record_pages.begin_several(request, codes)

    @admin.action(
        description=gettext_lazy("Enter the same status of the selected milestones"),
        permissions=["record"],
    )
    def enter_the_same(self, request: HttpRequest, milestones: QuerySet[Milestone]) -> HttpResponse:
        """One row for all of them."""
        return record_pages.begin_several(request, [" ".join(_codes(milestones))])

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """A search for a code leads to its milestone at once."""
        code = normalized_code(request.GET.get("q", ""))
        if request.method == "GET" and (found := Milestone.objects.filter(code=code).first()):
            return redirect("admin:milestones_milestone_change", found.pk)
        return super().changelist_view(request, extra_context)

    def get_urls(self) -> list[URLPattern]:
        admin_view, name = self.admin_site.admin_view, "milestones_milestone_record"
        return [
            path("several/", admin_view(record_pages.several), name="milestones_milestone_several"),
            path("<path:object_id>/record/", admin_view(self.record_status), name=name),
            path(
                "<path:object_id>/reference/",
                admin_view(self.edit_reference_data),
                name="milestones_milestone_reference",
            ),
            *super().get_urls(),
        ]

    def _get_or_404(self, request: HttpRequest, object_id: str) -> Any:
        milestone = self.get_object(request, unquote(object_id))
        if milestone is None:
            raise Http404(_("There is no such milestone."))
        return milestone

    def record_status(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page to record a status, for users who may record it."""
        milestone = self._get_or_404(request, object_id)
        if not may_record(request.user, milestone):
            raise PermissionDenied
        return record_pages.record(request, milestone)

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any) -> HttpResponse:
        """The milestone's status page: its status and history, and what can be done about them."""
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        milestone = self._get_or_404(request, object_id)
        if not self.has_view_or_change_permission(request, milestone):
            raise PermissionDenied
        statuses = current_statuses([milestone.pk], timezone.localdate())
        context = {
            **self.admin_site.each_context(request),
            "title": milestone.code,
            "opts": self.opts,
            "milestone": milestone,
            "current_status": statuses.get(milestone.pk),
            "history": update_history(milestone.updates.for_editors()),
            "can_record": may_record(request.user, milestone),
            "withdrawable": record_pages.withdrawable_updates(request, milestone),
            "waiting": with_titles(visible_proposals(request.user).waiting().about(milestone.code)),
            "can_edit": self.has_change_permission(request, milestone),
        }
        return render(request, "admin/milestones/milestone/status.html", context)

    def edit_reference_data(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page to edit the milestone's sentences and deadlines."""
        milestone = self._get_or_404(request, object_id)
        title = _("Reference data of %(code)s") % {"code": milestone.code}
        context = {"title": title, "subtitle": None}
        response: HttpResponse = self.changeform_view(request, object_id, extra_context=context)
        return response

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Go back to the status page after an edit of the reference data."""
        return redirect("admin:milestones_milestone_change", obj.pk)
