"""The page to record one status for several milestones at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.actions import RecordRejected, record_statuses, recorded_since
from milestones.actions.preview import Preview, UpdateEffect, preview
from milestones.admin.record_one import add_log_entry
from milestones.forms import RecordManyForm
from milestones.forms.record_many import SeenField
from milestones.history import CurrentStatus, current_statuses
from milestones.models import DOCUMENT_ORDER, Milestone, StatusUpdate
from milestones.permissions import RECORD, recordable


@dataclass(frozen=True)
class RecordRow:
    """A milestone on the page.

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
    changelist = HttpResponseRedirect(reverse("admin:milestones_milestone_changelist"))
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
    previewed: Preview | None = None
    if form.is_valid():
        try:
            if "record" in request.POST:
                _record(request, form)
                return changelist
            previewed = preview(form.updates)
        except RecordRejected as error:
            form.refuse(error)
    return _page(request, form, previewed)


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


@transaction.atomic
def _record(request: HttpRequest, form: RecordManyForm) -> None:
    updates = record_statuses(form.updates, recorded_by=request.user)
    add_log_entry(request, updates)
    message = ngettext(
        "The status of %(count)s milestone as of %(date)s is on record: %(codes)s.",
        "The statuses of %(count)s milestones as of %(date)s are on record: %(codes)s.",
        len(updates),
    )
    params = {
        "count": len(updates),
        "date": date_format(updates[0].as_of),
        "codes": ", ".join(update.milestone.code for update in updates),
    }
    messages.success(request, message % params)


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
    since: dict[int, list[StatusUpdate]] = {}
    for update in recorded_since(form.conflicts):
        since.setdefault(update.milestone_id, []).append(update)
    for milestone in form.milestones:
        pk = milestone.pk
        yield RecordRow(
            milestone,
            statuses.get(pk),
            pk in form.left_out,
            [issue.message for issue in form.issues.get(pk, [])],
            since.get(pk, []),
            effects.get(pk),
        )
