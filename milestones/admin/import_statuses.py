"""The page to import an edited export of the statuses."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.admin.record_one import add_log_entry
from milestones.forms.spreadsheet import SpreadsheetForm
from milestones.forms.upload import MAX_UPLOAD_BYTES
from milestones.imports.statuses import (
    SheetDiff,
    SheetOutdated,
    SheetRejected,
    SpreadsheetError,
    apply_sheet,
    compare,
    read_sheet,
)
from milestones.models import StatusUpdate
from milestones.permissions import RECORD


def import_spreadsheet(request: HttpRequest) -> HttpResponse:
    """Show what a file changes, then record what was shown: all of it or nothing."""
    if not request.user.has_perm(RECORD):
        raise PermissionDenied
    posted = request.method == "POST"
    form = SpreadsheetForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        today=timezone.localdate(),
    )
    difference, has_changed = None, False
    if form.is_valid():
        try:
            difference = _compare_or_record(request, form)
        except SheetOutdated as error:
            difference, has_changed = error.difference, True
        except SheetRejected as error:
            difference = error.difference
        if difference.recorded:
            return HttpResponseRedirect(reverse("admin:milestones_statusupdate_changelist"))
        form.show(difference)
    context = {
        **admin.site.each_context(request),
        "title": _("Take back an edited spreadsheet"),
        "opts": StatusUpdate._meta,
        "form": form,
        "difference": difference,
        "has_changed": has_changed,
    }
    return render(request, "admin/milestones/statusupdate/spreadsheet.html", context)


@transaction.atomic
def _compare_or_record(request: HttpRequest, form: SpreadsheetForm) -> SheetDiff:
    """Compare the file with the record; record it if the user has seen and confirmed it."""
    context, seen = form.context(request.user), form.cleaned_data["seen"]
    try:
        rows = read_sheet(form.upload_bytes, MAX_UPLOAD_BYTES)
    except SpreadsheetError as error:
        return SheetDiff(context, problems=list(error.problems))
    if not ("record" in request.POST and seen):
        return compare(rows, context)
    difference = apply_sheet(rows, context, seen=seen)
    if difference.recorded:
        add_log_entry(request, difference.recorded)
        _add_message(request, difference)
    return difference


def _add_message(request: HttpRequest, difference: SheetDiff) -> None:
    count = len(difference.recorded)
    message = ngettext(
        "The status of %(count)s milestone as of %(date)s is on record.",
        "The statuses of %(count)s milestones as of %(date)s are on record.",
        count,
    )
    params = {"count": count, "date": date_format(difference.context.as_of)}
    messages.success(request, message % params)
