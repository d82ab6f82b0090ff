"""The record in the admin: editions and status updates, read-only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.admin.imports import ReportImportPage, SheetImportPage, editing_workbook
from milestones.admin.withdraw import withdraw_edition, withdraw_update
from milestones.history import update_history
from milestones.models import StatusReport, StatusUpdate, UpdateWithdrawal, Withdrawal
from milestones.permissions import may_withdraw
from priorities.admin.reference import ReadOnlyAdmin


@admin.register(StatusReport)
class StatusReportAdmin(ReadOnlyAdmin):
    list_display = ["title", "as_of", "published", "document", "counts"]
    list_select_related = ["withdrawal"]
    fields = [
        *("title", "as_of", "published", "url"),
        *("document", "sha256", "application", "counts"),
    ]
    readonly_fields = ["counts"]
    change_list_template = "admin/milestones/statusreport/list.html"
    change_form_template = "admin/milestones/statusreport/view.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "import/",
                self.admin_site.admin_view(ReportImportPage()),
                name="milestones_statusreport_import",
            ),
            path(
                "<path:object_id>/withdraw/",
                self.admin_site.admin_view(self.withdraw),
                name="milestones_statusreport_withdraw",
            ),
            *super().get_urls(),
        ]

    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self.get_object(request, object_id)
        if report is None:
            raise Http404(_("There is no such edition."))
        return withdraw_edition(request, report)

    @admin.display(description=gettext_lazy("in force"))
    def counts(self, report: StatusReport) -> str:
        """Whether it is in effect; if not, since when and why."""
        if not report.is_withdrawn:
            return _("Yes")
        return _withdrawn(report.withdrawal)


def _withdrawn(withdrawal: Withdrawal | UpdateWithdrawal) -> str:
    return _("No: withdrawn on %(day)s. %(reason)s") % {
        "day": date_format(withdrawal.withdrawn_at, "DATE_FORMAT"),
        "reason": withdrawal.reason,
    }


@admin.register(StatusUpdate)
class StatusUpdateAdmin(ReadOnlyAdmin):
    """All status updates, including corrected and withdrawn ones."""

    list_display = [
        "milestone_code",
        "as_of",
        "revision",
        "statuses",
        "fate",
        "word",
        "who",
        "recorded_at",
    ]
    list_filter = ["as_of", "report"]
    search_fields = ["milestone__code", "source", "reason"]
    list_select_related = [
        "milestone",
        "recorded_by",
        "approved_by",
        "own_withdrawal",
        "report__withdrawal",
    ]
    date_hierarchy = "as_of"
    ordering = ["-recorded_at", "milestone__code"]
    fields = [
        "milestone",
        "as_of",
        "revision",
        "statuses",
        "fate",
        "report",
        "source",
        "who",
        "recorded_at",
        "reason",
    ]
    readonly_fields = ["statuses", "fate", "who"]
    change_form_template = "admin/milestones/statusupdate/view.html"

    class Media:
        css = {"all": ["admin.css"]}

    change_list_template = "admin/milestones/statusupdate/list.html"

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(SheetImportPage())
        workbook = self.admin_site.admin_view(editing_workbook)
        return [
            path("spreadsheet/", page, name="milestones_statusupdate_spreadsheet"),
            path("spreadsheet/statuses.xlsx", workbook, name="milestones_statusupdate_workbook"),
            path(
                "<path:object_id>/withdraw/",
                self.admin_site.admin_view(self.withdraw),
                name="milestones_statusupdate_withdraw",
            ),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Add the lines, and whether the updates are still in force."""
        updates: QuerySet[Any] = StatusUpdate.objects.for_editors().with_corrections()
        return updates.select_related("milestone").order_by()

    @admin.display(description=gettext_lazy("milestone"), ordering="milestone__code")
    def milestone_code(self, update: StatusUpdate) -> str:
        return update.milestone.code

    @admin.display(description=gettext_lazy("status"))
    def statuses(self, update: StatusUpdate) -> str:
        return "; ".join(str(line) for line in update.lines.all())

    @admin.display(description=gettext_lazy("source"))
    def word(self, update: StatusUpdate) -> str:
        """The title of the edition, or the source that a person gave."""
        return update.report.title if update.report else update.source

    @admin.display(description=gettext_lazy("in force"))
    def fate(self, update: Any) -> str:
        """Whether it is in force for its day; if not, why."""
        if hasattr(update, "own_withdrawal"):
            return _withdrawn(update.own_withdrawal)
        if update.withdrawal:
            return _("No: its edition was withdrawn")
        return _("No: it was corrected") if update.is_corrected else _("Yes")

    @admin.display(description=gettext_lazy("recorded by"), ordering="recorder")
    def who(self, update: StatusUpdate) -> str:
        """Who recorded and approved it; a dash if it was loaded from a document."""
        recorder = update.recorded_by_name or "–"
        if update.approved_by is None:
            return recorder
        values = {"recorder": recorder, "approver": update.approved_by_name}
        return _("%(recorder)s, approved by %(approver)s") % values

    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        update = self.get_object(request, object_id)
        if update is None:
            raise Http404(_("There is no such status update."))
        return withdraw_update(request, update)

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any) -> HttpResponse:
        """Add what it changed, from the history of its milestone."""
        update = self.get_object(request, object_id)
        history = update_history(update.milestone.updates.for_editors()) if update else []
        context = {
            "history": [entry for entry in history if entry.update == update],
            "milestone": update and update.milestone,
            "can_withdraw": update and not update.withdrawal and may_withdraw(request.user, update),
        }
        return super().change_view(request, object_id, extra_context=context)
