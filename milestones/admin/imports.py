"""The pages to import an edition or a spreadsheet.

A file is uploaded, compared with the record, and kept in the page with what importing it changes;
it is imported if the difference is still the one that was shown.
"""

from __future__ import annotations

from abc import abstractmethod
from contextlib import suppress
from typing import Any, Generic, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from milestones.actions.consequences import Consequences, consequences_of
from milestones.actions.proposals import propose_statuses
from milestones.admin.record import add_log_entries, leave_proposed, log_recorded
from milestones.forms.imports import MAX_UPLOAD_BYTES, ReportForm, SpreadsheetForm
from milestones.imports import report, statuses
from milestones.imports.common import Applied, ImportRejected, RecordChanged
from milestones.models import StatusReport, StatusUpdate
from milestones.opendata.exports import FORMATS
from milestones.permissions import IMPORT, RECORD, areas_of, needs_approval
from priorities.admin.entries import entered

_Form = TypeVar("_Form", ReportForm, SpreadsheetForm)


class ImportPage(Generic[_Form]):
    """A page that imports what it has shown: all of it or nothing.

    ``button`` is the name of the button that imports; any other only shows the difference.
    """

    permission: str
    form_class: type[_Form]
    model: type[Model]
    title: str | Promise
    template: str
    button: str

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        form = self.form_class(entered(request), request.FILES, today=timezone.localdate())
        difference, consequences = None, None
        is_confirmed = self.button in request.POST
        if form.is_valid():
            try:
                if is_confirmed and form.was_shown:
                    with suppress(RecordChanged), transaction.atomic():
                        return self.apply(request, form)
                difference, consequences = self.preview(request, form)
            except ImportRejected as error:
                difference = error.difference
            except ValidationError as error:
                form.add_errors(error)
        if difference:
            form.show(difference)
        context = {
            **admin.site.each_context(request),
            "title": self.title,
            "opts": self.model._meta,
            "form": form,
            "difference": difference,
            "consequences": consequences,
            "has_changed": is_confirmed and difference and not form.errors,
        }
        return render(request, self.template, context)

    def preview(self, request: HttpRequest, form: _Form) -> tuple[Any, Consequences]:
        """The difference from the record, and the consequences of importing it.

        Raises ImportRejected, with the difference, if it cannot be imported as it is.
        """
        applied, consequences = consequences_of(lambda: self.write(request, form))
        return applied.difference, consequences

    @abstractmethod
    def write(self, request: HttpRequest, form: _Form, seen: str = "") -> Applied[Any, Any]:
        """Import the file, if the difference is the one ``seen``."""

    @abstractmethod
    def apply(self, request: HttpRequest, form: _Form) -> HttpResponse:
        """Apply what was shown, and redirect."""


class ReportImportPage(ImportPage[ReportForm]):
    """Shows an edition beside the record, asks for decisions, and imports it."""

    permission = IMPORT
    form_class = ReportForm
    model = StatusReport
    title = gettext_lazy("Import an edition of the status report")
    template = "admin/milestones/statusreport/import.html"
    button = "apply"

    def preview(
        self, request: HttpRequest, form: ReportForm
    ) -> tuple[report.ReportDiff, Consequences]:
        """Fill in the best answers when a document is shown first; they are to be confirmed."""
        if form.is_first_look and not form.too_large:
            difference = report.compare(form.edition, form.decisions)
            if difference.open_decisions:
                form.suggest(difference.suggested(form.decisions))
        if self.button in request.POST and not form.is_confirmed:
            form.add_error("confirmed", _("Check the answers, and confirm them."))
        return super().preview(request, form)

    def write(
        self, request: HttpRequest, form: ReportForm, seen: str = ""
    ) -> Applied[report.ReportDiff, StatusReport]:
        if form.too_large:
            raise ImportRejected(report.ReportDiff(form.edition, problems=form.too_large))
        user = request.user
        return report.apply_edition(form.edition, form.decisions, recorded_by=user, seen=seen)

    def apply(self, request: HttpRequest, form: ReportForm) -> HttpResponse:
        edition = self.write(request, form, form.cleaned_data["seen"]).recorded
        add_log_entries(request, [edition], ADDITION, _("Imported."))
        message = _("“%(title)s” imported, with statuses as of %(date)s.")
        values = {"title": edition.title, "date": date_format(edition.as_of)}
        messages.success(request, message % values)
        return redirect("admin:milestones_statusreport_change", edition.pk)


class SheetImportPage(ImportPage[SpreadsheetForm]):
    """Shows what an edited export changes, and records it."""

    permission = RECORD
    form_class = SpreadsheetForm
    model = StatusUpdate
    title = gettext_lazy("Upload an edited spreadsheet")
    template = "admin/milestones/statusupdate/spreadsheet.html"
    button = "record"

    def write(
        self, request: HttpRequest, form: SpreadsheetForm, seen: str = ""
    ) -> Applied[statuses.SheetDiff, list[StatusUpdate]]:
        context = form.context(request.user)
        rows = statuses.read_or_reject(form.upload_bytes, MAX_UPLOAD_BYTES, context)
        return statuses.apply_sheet(rows, context, seen=seen)

    def apply(self, request: HttpRequest, form: SpreadsheetForm) -> HttpResponse:
        if needs_approval(request.user):
            return self._propose(request, form)
        applied = self.write(request, form, form.cleaned_data["seen"])
        if not applied.recorded:
            raise ImportRejected(applied.difference)
        log_recorded(request, applied.recorded)
        count = len(applied.recorded)
        message = ngettext(
            "Status of %(count)s milestone recorded as of %(date)s.",
            "Statuses of %(count)s milestones recorded as of %(date)s.",
            count,
        )
        values = {"count": count, "date": date_format(applied.difference.context.as_of)}
        messages.success(request, message % values)
        return redirect("admin:milestones_statusupdate_changelist")

    def _propose(self, request: HttpRequest, form: SpreadsheetForm) -> HttpResponse:
        seen = form.cleaned_data["seen"]
        applied, _consequences = consequences_of(lambda: self.write(request, form, seen))
        if not applied.recorded:
            raise ImportRejected(applied.difference)
        updates = [change.update for change in applied.difference.changes]
        return leave_proposed(request, propose_statuses(updates, by=request.user))


@require_safe
def editing_workbook(request: HttpRequest) -> HttpResponse:
    """The statuses as a workbook in which the person's areas can be edited."""
    if not request.user.has_perm(RECORD):
        raise PermissionDenied
    address = request.build_absolute_uri(reverse("data_file", args=["statuses", "xlsx"]))
    export = statuses.editing_export(address)
    areas = set(areas_of(request.user).values_list("name", flat=True))
    workbook = statuses.editing_workbook(export, areas)
    disposition = f'attachment; filename="{export.file_name}-to-edit.xlsx"'
    headers = {"Content-Disposition": disposition}
    return HttpResponse(workbook, content_type=FORMATS["xlsx"].content_type, headers=headers)
