"""The page to record a status of one milestone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import BadRequest, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from milestones.actions import RecordRejected, record_status, recorded_since
from milestones.actions.preview import Preview, preview
from milestones.forms import RecordForm
from milestones.history import update_history
from milestones.models import Milestone, StatusUpdate
from milestones.queries.fields import DayField

TO_WORK_LIST = "worklist"
"""The value of the parameter ``then`` that leads back to the work list."""


def record(request: HttpRequest, milestone: Milestone) -> HttpResponse:
    """Show the current status, then what will change, then record it."""
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        milestone=milestone,
        day=_requested_day(request),
        today=timezone.localdate(),
    )
    previewed: Preview | None = None
    if form.is_valid():
        try:
            if "record" in request.POST:
                return _record(request, form)
            previewed = preview([form.update])
        except RecordRejected as error:
            form.refuse(error)
    context = {
        **admin.site.each_context(request),
        "title": _("Record a status of %(code)s") % {"code": milestone.code},
        "opts": Milestone._meta,
        "milestone": milestone,
        "form": form,
        "preview": previewed,
        "since": _recorded_since(form),
        "history": update_history(milestone.updates.for_page()),
    }
    return render(request, "admin/milestones/milestone/record.html", context)


def _requested_day(request: HttpRequest) -> dt.date:
    """The day in the address, such as one whose status is to be corrected; today without one."""
    try:
        day: dt.date | None = DayField(required=False).clean(request.GET.get("as_of", ""))
    except ValidationError as error:
        raise BadRequest(error.messages[0]) from error
    return day or timezone.localdate()


def _recorded_since(form: RecordForm) -> list[StatusUpdate]:
    """The updates that somebody else recorded since the page was shown."""
    if not form.conflict:
        return []
    return recorded_since({form.milestone.pk: form.conflict.seen})


@transaction.atomic
def _record(request: HttpRequest, form: RecordForm) -> HttpResponse:
    update = record_status(form.update, recorded_by=request.user)
    add_log_entry(request, [update])
    messages.success(
        request,
        format_html(
            '{} <a href="{}?as_of={}">{}</a>',
            _("The status of %(code)s as of %(date)s is on record.")
            % {"code": form.milestone.code, "date": date_format(update.as_of)},
            form.milestone.get_absolute_url(),
            update.as_of.isoformat(),
            _("See it on the site"),
        ),
    )
    if request.GET.get("then") == TO_WORK_LIST:
        return HttpResponseRedirect(reverse("work_list"))
    return HttpResponseRedirect(
        reverse("admin:milestones_milestone_change", args=[form.milestone.pk])
    )


def add_log_entry(request: HttpRequest, updates: list[StatusUpdate]) -> None:
    """Add the recorded updates, all as of one day, to the admin log."""
    milestones: Any = [update.milestone for update in updates]
    user: Any = request.user
    message = _("Recorded a status as of %s.") % updates[0].as_of
    LogEntry.objects.log_actions(user.pk, milestones, CHANGE, message)
