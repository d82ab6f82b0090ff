"""The page on which a status of one milestone is recorded."""

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
"""What ``then`` says in an address if the work list is to follow."""


def record(request: HttpRequest, milestone: Milestone) -> HttpResponse:
    """Show how it stands, then what will change, and record it."""
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        milestone=milestone,
        day=_day_asked(request),
        today=timezone.localdate(),
    )
    shown: Preview | None = None
    if form.is_valid():
        try:
            if "record" in request.POST:
                return _record(request, form)
            shown = preview([form.update])
        except RecordRejected as refused:
            form.refuse(refused)
    context = {
        **admin.site.each_context(request),
        "title": _("Record a status of %(code)s") % {"code": milestone.code},
        "opts": Milestone._meta,
        "milestone": milestone,
        "form": form,
        "preview": shown,
        "since": _recorded_since(form),
        "history": update_history(milestone.updates.for_page()),
    }
    return render(request, "admin/milestones/milestone/record.html", context)


def _day_asked(request: HttpRequest) -> dt.date:
    """The day whose status is to be looked at first, such as one to be corrected; today if none."""
    try:
        day: dt.date | None = DayField(required=False).clean(request.GET.get("as_of", ""))
    except ValidationError as error:
        raise BadRequest(error.messages[0]) from error
    return day or timezone.localdate()


def _recorded_since(form: RecordForm) -> list[StatusUpdate]:
    """What somebody else has recorded meanwhile."""
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
    """Keep in the admin's own log what was recorded, all of it as of one day."""
    milestones: Any = [update.milestone for update in updates]
    user: Any = request.user
    message = _("Recorded a status as of %s.") % updates[0].as_of
    LogEntry.objects.log_actions(user.pk, milestones, CHANGE, message)
