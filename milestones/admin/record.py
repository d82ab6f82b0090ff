"""The pages to record a status: of one milestone, or the same status of several.

Both show what will change, then record it, and enter it in the admin's log.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.actions import RecordRejected, record_statuses, recorded_since
from milestones.actions.preview import Preview, UpdateEffect, preview
from milestones.forms.record import PreviewedForm, RecordForm, RecordManyForm, SeenField
from milestones.history import CurrentStatus, current_statuses, update_history
from milestones.models import DOCUMENT_ORDER, Milestone, StatusUpdate
from milestones.permissions import RECORD, recordable, withdrawable
from milestones.queries.fields import DayField

TO_WORK_LIST = "worklist"
"""The value of the parameter ``then`` that leads back to the work list."""


def _preview_or_record(
    request: HttpRequest, form: PreviewedForm
) -> tuple[Preview | None, list[StatusUpdate]]:
    """Preview what was entered, or record and log it if a preview has shown just that; what is
    rejected becomes the form's errors.

    Returns the preview, None without one, and the recorded updates, all as of one day.
    """
    if form.is_valid():
        try:
            if "record" not in request.POST or not form.was_previewed:
                previewed = preview(form.updates)
                form.keep_preview()
                return previewed, []
            with transaction.atomic():
                updates = record_statuses(form.updates, recorded_by=request.user)
                log_recorded(request, updates)
            return None, updates
        except RecordRejected as error:
            form.refuse(error)
    return None, []


def log_recorded(request: HttpRequest, updates: Sequence[StatusUpdate]) -> None:
    """Add the recorded updates, all as of one day, to the admin's log."""
    message = _("Recorded a status as of %s.") % updates[0].as_of
    add_log_entries(request, [update.milestone for update in updates], CHANGE, message)


def add_log_entries(
    request: HttpRequest, instances: Sequence[Model], flag: int, message: str
) -> None:
    """Add an entry for each of these to the admin's log."""
    user: Any = request.user
    entries: Any = LogEntry.objects
    entries.log_actions(user.pk, instances, flag, message)


def record(request: HttpRequest, milestone: Milestone) -> HttpResponse:
    """The page for one milestone: its current status, then what will change."""
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        milestone=milestone,
        day=_requested_day(request),
        today=timezone.localdate(),
    )
    previewed, updates = _preview_or_record(request, form)
    if updates:
        return _leave(request, updates[0])
    context = {
        **admin.site.each_context(request),
        "title": _title(form),
        "opts": Milestone._meta,
        "milestone": milestone,
        "form": form,
        "preview": previewed,
        "since": recorded_since(form.conflicts),
        "history": update_history(milestone.updates.for_page()),
        "withdrawable": withdrawable_updates(request, milestone),
    }
    return render(request, "admin/milestones/milestone/record.html", context)


def _title(form: RecordForm) -> str:
    values = {"code": form.milestone.code}
    if form.corrects is None:
        return _("Record a status of %(code)s") % values
    values["date"] = date_format(form.corrects.as_of)
    return _("Correct the status of %(code)s as of %(date)s") % values


def withdrawable_updates(request: HttpRequest, milestone: Milestone) -> set[int]:
    """The keys of a milestone's updates that the user may withdraw."""
    updates = withdrawable(milestone.updates.counted(), request.user)
    return set(updates.values_list("pk", flat=True))


def _requested_day(request: HttpRequest) -> dt.date:
    """The day in the address, such as one whose status is to be corrected; today without one."""
    try:
        day: dt.date | None = DayField(required=False).clean(request.GET.get("as_of", ""))
    except ValidationError as error:
        raise BadRequest(error.messages[0]) from error
    return day or timezone.localdate()


def _leave(request: HttpRequest, update: StatusUpdate) -> HttpResponse:
    """Go back to the milestone, or to the work list, with a link to the page on the site."""
    milestone = update.milestone
    values = {"code": milestone.code, "date": date_format(update.as_of)}
    message = format_html(
        '{} <a href="{}?as_of={}">{}</a>',
        _("Status of %(code)s recorded as of %(date)s.") % values,
        milestone.get_absolute_url(),
        update.as_of.isoformat(),
        _("View on site"),
    )
    messages.success(request, message)
    if request.GET.get("then") == TO_WORK_LIST:
        return redirect("work_list")
    return redirect("admin:milestones_milestone_change", milestone.pk)


@dataclass(frozen=True)
class RecordRow:
    """One of several milestones on the page.

    ``current_status`` is None if it is not on record on the day. ``issues`` are the reasons why
    nothing was recorded, ``since`` the updates that somebody else recorded since the page was
    shown, and ``change`` what will change.
    """

    milestone: Milestone
    current_status: CurrentStatus | None
    left_out: bool
    issues: Sequence[str]
    since: Sequence[StatusUpdate]
    change: UpdateEffect | None


def begin(request: HttpRequest, milestones: QuerySet[Milestone]) -> HttpResponse | None:
    """The page for the selected milestones; None, with a message, if some are not the user's."""
    if _reject_forbidden(request, milestones):
        return None
    form = RecordManyForm(None, milestones=_listed(milestones), today=timezone.localdate())
    return _page(request, form, None)


def record_together(request: HttpRequest) -> HttpResponse:
    """Show what will change, or record it: for all milestones or none."""
    if not request.user.has_perm(RECORD):
        raise PermissionDenied
    changelist = redirect("admin:milestones_milestone_changelist")
    if request.method != "POST":
        return changelist
    try:
        keys = SeenField().clean(request.POST.get("seen"))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return changelist
    milestones = Milestone.objects.filter(pk__in=keys)
    if _reject_forbidden(request, milestones):
        return changelist
    form = RecordManyForm(request.POST, milestones=_listed(milestones), today=timezone.localdate())
    previewed, updates = _preview_or_record(request, form)
    if not updates:
        return _page(request, form, previewed)
    message = ngettext(
        "Status of %(count)s milestone recorded as of %(date)s: %(codes)s.",
        "Statuses of %(count)s milestones recorded as of %(date)s: %(codes)s.",
        len(updates),
    )
    params = {
        "count": len(updates),
        "date": date_format(updates[0].as_of),
        "codes": ", ".join(update.milestone.code for update in updates),
    }
    messages.success(request, message % params)
    return changelist


def _listed(milestones: QuerySet[Milestone]) -> list[Milestone]:
    """The milestones in document order, without the annotations of the admin list."""
    keys = list(milestones.order_by().values_list("pk", flat=True))
    listed = Milestone.objects.filter(pk__in=keys).order_by(*DOCUMENT_ORDER)
    return list(listed.select_related("initiative__area"))


def _reject_forbidden(request: HttpRequest, milestones: QuerySet[Milestone]) -> bool:
    """Whether some are not the user's to record; if so, add an error message with their codes."""
    allowed = recordable(Milestone.objects.all(), request.user)
    forbidden = milestones.exclude(pk__in=allowed.order_by().values("pk"))
    codes = list(forbidden.order_by(*DOCUMENT_ORDER).values_list("code", flat=True))
    if codes:
        message = ngettext(
            "Nothing was recorded: %(codes)s is not in your priority areas. Choose others.",
            "Nothing was recorded: %(codes)s are not in your priority areas. Choose others.",
            len(codes),
        )
        messages.error(request, message % {"codes": ", ".join(codes)})
    return bool(codes)


def _page(request: HttpRequest, form: RecordManyForm, previewed: Preview | None) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Record a status for several milestones"),
        "opts": Milestone._meta,
        "form": form,
        "preview": previewed,
        "rows": list(_rows(form, previewed)),
    }
    return render(request, "admin/milestones/milestone/record_together.html", context)


def _rows(form: RecordManyForm, previewed: Preview | None) -> Iterator[RecordRow]:
    statuses = current_statuses([milestone.pk for milestone in form.milestones], form.day)
    effects = {effect.milestone.pk: effect for effect in previewed.changes} if previewed else {}
    issues: dict[int, list[str]] = defaultdict(list)
    for issue in form.issues:
        issues[issue.update.milestone.pk].append(issue.message)
    since: dict[int, list[StatusUpdate]] = defaultdict(list)
    for update in recorded_since(form.conflicts):
        since[update.milestone_id].append(update)
    for milestone in form.milestones:
        pk = milestone.pk
        yield RecordRow(
            milestone, statuses.get(pk), pk in form.left_out, issues[pk], since[pk], effects.get(pk)
        )
