"""The pages to import and withdraw editions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milestones.actions import withdraw_edition, withdrawal_effects
from milestones.forms.report import ReportForm, WithdrawalForm
from milestones.imports.report import (
    ImportRejected,
    RecordChanged,
    ReportDiff,
    WrongDecisions,
    apply_edition,
    compare,
)
from milestones.models import StatusReport
from milestones.permissions import IMPORT, WITHDRAW


def import_edition(request: HttpRequest) -> HttpResponse:
    """Compare an edition with the record, ask for decisions, then import what was shown."""
    if not request.user.has_perm(IMPORT):
        raise PermissionDenied
    posted = request.method == "POST"
    form = ReportForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        today=timezone.localdate(),
    )
    difference, has_changed = None, False
    if form.is_valid():
        try:
            if "apply" in request.POST and form.was_shown:
                return _apply(request, form)
            difference = _compare(form)
            has_changed = "apply" in request.POST
        except RecordChanged as error:
            difference, has_changed = error.difference, True
        except ImportRejected as error:
            difference = error.difference
        except ValidationError as error:
            _add_errors(form, error)
    if difference:
        form.show(difference)
    context = {
        **admin.site.each_context(request),
        "title": _("Import an edition of the status report"),
        "opts": StatusReport._meta,
        "form": form,
        "difference": difference,
        "questions": list(form.questions(difference)) if difference else [],
        "has_changed": has_changed,
    }
    return render(request, "admin/milestones/statusreport/import.html", context)


def _compare(form: ReportForm) -> ReportDiff:
    if form.too_large:
        return ReportDiff(form.edition, problems=form.too_large)
    return compare(form.edition, form.decisions)


def _add_errors(form: ReportForm, error: ValidationError) -> None:
    """Add each message to the form field that it belongs to."""
    if isinstance(error, WrongDecisions) or not hasattr(error, "error_dict"):
        form.add_error(None, error.messages)
        return
    for field, field_messages in error.message_dict.items():
        form.add_error(field if field in form.fields else None, field_messages)


@transaction.atomic
def _apply(request: HttpRequest, form: ReportForm) -> HttpResponse:
    applied = apply_edition(
        form.edition,
        form.decisions,
        recorded_by=request.user,
        seen=form.cleaned_data["seen"],
    )
    report = applied.report
    _add_log_entry(request, report, ADDITION, _("Imported."))
    messages.success(
        request,
        _("“%(title)s” is on record as of %(date)s.")
        % {"title": report.title, "date": date_format(report.as_of)},
    )
    return HttpResponseRedirect(reverse("admin:milestones_statusreport_change", args=[report.pk]))


def withdraw(request: HttpRequest, report: StatusReport) -> HttpResponse:
    """Show the statuses of milestones without an edition, then withdraw it."""
    if not request.user.has_perm(WITHDRAW):
        raise PermissionDenied
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _withdraw(request, report, form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {
        **admin.site.each_context(request),
        "title": _("Withdraw “%(title)s”") % {"title": report.title},
        "opts": StatusReport._meta,
        "report": report,
        "form": form,
        "withdrawal_effects": withdrawal_effects(report) if not report.is_withdrawn else [],
    }
    return render(request, "admin/milestones/statusreport/withdraw.html", context)


@transaction.atomic
def _withdraw(request: HttpRequest, report: StatusReport, reason: str) -> HttpResponse:
    withdraw_edition(report, reason=reason, withdrawn_by=request.user)
    _add_log_entry(request, report, CHANGE, _("Withdrawn: %s") % reason)
    messages.success(request, _("“%(title)s” is withdrawn.") % {"title": report.title})
    return HttpResponseRedirect(reverse("admin:milestones_statusreport_change", args=[report.pk]))


def _add_log_entry(request: HttpRequest, report: StatusReport, flag: int, message: str) -> None:
    user: Any = request.user
    log_entries: Any = LogEntry.objects
    log_entries.log_actions(user.pk, [report], flag, message)
