"""Milestones and their record in the admin.

Statuses are recorded through the one writer on a page of their own; what is on record can be
read and never changed or deleted.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.choices import Status
from milestones.forms import RecordStatusForm
from milestones.models import Deadline, Milestone, StatusReport, StatusUpdate
from priorities.admin import ReadOnlyAdmin


class StatusFilter(admin.SimpleListFilter):
    """By the status in force now, rolled up."""

    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The scale, furthest behind first."""
        return [(status.value, str(status.label)) for status in Status]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The milestones with the status chosen."""
        return queryset.filter(status=self.value()) if self.value() else queryset


class DeadlineInline(admin.TabularInline):  # type: ignore[type-arg]
    """A milestone's deadlines."""

    model = Deadline
    fields = ["date", "precision", "basis", "wording", "recurring"]
    extra = 0
    can_delete = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(Milestone)
class MilestoneAdmin(ReadOnlyAdmin):
    """Milestones, where they stand now, their history, and the page to record a status."""

    list_display = ["code", "text", "area", "parties", "due", "standing", "is_overdue"]
    list_display_links = ["code", "text"]
    list_filter = [StatusFilter, "parties", "initiative__area"]
    search_fields = ["code", "text", "plan_text", "initiative__text"]
    inlines = [DeadlineInline]
    change_form_template = "admin/milestones/milestone/view.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Milestone]:
        """With where they stand on the newest day on record."""
        day = StatusUpdate.objects.newest_as_of()
        milestones = Milestone.objects.as_of(day) if day else Milestone.objects.none()
        shown: QuerySet[Milestone] = milestones.with_deadlines()
        return shown

    @admin.display(description=gettext_lazy("priority area"), ordering="initiative__area__order")
    def area(self, milestone: Milestone) -> str:
        """The area's name."""
        return milestone.initiative.area.name

    @admin.display(description=gettext_lazy("deadline"), ordering="last_due")
    def due(self, milestone: Milestone) -> str:
        """The last deadline."""
        return str(milestone.last_deadline or "–")

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def standing(self, milestone: Milestone) -> str:
        """The roll-up."""
        return str(Status(milestone.status).label)

    @admin.display(description=gettext_lazy("overdue"), boolean=True, ordering="overdue")
    def is_overdue(self, milestone: Milestone) -> bool:
        """Whether it is overdue on the newest day on record."""
        return milestone.overdue

    def get_urls(self) -> list[URLPattern]:
        """With the page to record a status."""
        page = self.admin_site.admin_view(self.record_status)
        return [
            path("<path:object_id>/record/", page, name="milestones_milestone_record"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With the history."""
        shown = self.get_object(request, object_id)
        context = {
            **(extra_context or {}),
            "updates": shown.updates.for_page() if shown else [],
            "can_record": self._can_record(request),
        }
        return super().change_view(request, object_id, form_url, context)

    def record_status(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page on which a status is recorded."""
        if not self._can_record(request):
            raise PermissionDenied
        milestone = self.get_object(request, object_id)
        if milestone is None:
            raise Http404(_("There is no such milestone."))
        form = RecordStatusForm(
            request.POST if request.method == "POST" else None,
            milestone=milestone,
            today=timezone.localdate(),
        )
        if request.method == "POST" and form.is_valid():
            update = form.record(request.user)
            if update:
                self._tell(request, milestone, update)
                return HttpResponseRedirect(
                    reverse("admin:milestones_milestone_change", args=[milestone.pk])
                )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Record a status of %(code)s") % {"code": milestone.code},
            "opts": self.opts,
            "milestone": milestone,
            "form": form,
            "updates": milestone.updates.for_page(),
            "media": self.media + form.media,
        }
        return render(request, "admin/milestones/milestone/record_status.html", context)

    def _can_record(self, request: HttpRequest) -> bool:
        return request.user.has_perm("milestones.add_statusupdate")

    def _tell(self, request: HttpRequest, milestone: Milestone, update: StatusUpdate) -> None:
        self.log_change(request, milestone, _("Recorded a status as of %s.") % update.as_of)
        messages.success(
            request,
            _("The status of %(code)s as of %(date)s is on record.")
            % {"code": milestone.code, "date": update.as_of},
        )


@admin.register(StatusReport)
class StatusReportAdmin(ReadOnlyAdmin):
    """Editions of the status report."""

    list_display = ["title", "as_of", "published", "document"]


@admin.register(StatusUpdate)
class StatusUpdateAdmin(ReadOnlyAdmin):
    """Everything that was ever recorded."""

    list_display = ["milestone", "as_of", "revision", "statuses", "recorded_by", "recorded_at"]
    list_filter = ["as_of", "report"]
    search_fields = ["milestone__code", "reason"]
    list_select_related = ["milestone", "recorded_by"]
    date_hierarchy = "as_of"
    ordering = ["-recorded_at", "milestone__code"]
    fields = [
        "milestone",
        "as_of",
        "revision",
        "statuses",
        "report",
        "recorded_by",
        "recorded_at",
        "reason",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the lines."""
        return super().get_queryset(request).prefetch_related("lines")

    @admin.display(description=gettext_lazy("status"))
    def statuses(self, update: StatusUpdate) -> str:
        """The lines in words."""
        return "; ".join(str(line) for line in update.lines.all())
