"""The page on which one status is recorded for several milestones at once."""

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

    ``current_status`` is None if it is not on record on the day; ``refusals`` are the reasons why
    nothing was recorded, ``since`` what somebody else recorded meanwhile, and ``change`` what
    will change.
    """

    milestone: Milestone
    current_status: CurrentStatus | None
    left_out: bool
    refusals: Sequence[str]
    since: Sequence[StatusUpdate]
    change: UpdateEffect | None


def begin(request: HttpRequest, milestones: QuerySet[Milestone]) -> HttpResponse | None:
    """The page for milestones chosen in the list; None, with a message, if some are not theirs."""
    if _refused(request, milestones):
        return None
    form = RecordManyForm(None, milestones=_listed(milestones), today=timezone.localdate())
    return _page(request, form, None)


def record_together(request: HttpRequest) -> HttpResponse:
    """Show what will change, or record it: of all milestones or of none."""
    if not request.user.has_perm(RECORD):
        raise PermissionDenied
    choose = HttpResponseRedirect(reverse("admin:milestones_milestone_changelist"))
    if request.method != "POST":
        return choose
    try:
        keys = SeenField().clean(request.POST.get("seen"))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return choose
    milestones = Milestone.objects.filter(pk__in=keys)
    if _refused(request, milestones):
        return choose
    form = RecordManyForm(request.POST, milestones=_listed(milestones), today=timezone.localdate())
    shown: Preview | None = None
    if form.is_valid():
        try:
            if "record" in request.POST:
                _record(request, form)
                return choose
            shown = preview(form.updates)
        except RecordRejected as refused:
            form.refuse(refused)
    return _page(request, form, shown)


def _listed(milestones: QuerySet[Milestone]) -> list[Milestone]:
    """The milestones themselves, as they are in the documents, whatever the list said of them."""
    keys = list(milestones.order_by().values_list("pk", flat=True))
    listed = Milestone.objects.filter(pk__in=keys).order_by(*DOCUMENT_ORDER)
    return list(listed.select_related("initiative__area"))


def _refused(request: HttpRequest, milestones: QuerySet[Milestone]) -> bool:
    """Whether some of them are not the user's to record; if so, they are told which."""
    own = recordable(Milestone.objects.all(), request.user)
    others = milestones.exclude(pk__in=own.order_by().values("pk"))
    codes = list(others.order_by(*DOCUMENT_ORDER).values_list("code", flat=True))
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
    said = {
        "count": len(updates),
        "date": date_format(updates[0].as_of),
        "codes": ", ".join(update.milestone.code for update in updates),
    }
    messages.success(request, message % said)


def _page(request: HttpRequest, form: RecordManyForm, shown: Preview | None) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Record a status for several milestones"),
        "opts": Milestone._meta,
        "form": form,
        "preview": shown,
        "rows": list(_rows(form, shown)),
    }
    return render(request, "admin/milestones/milestone/record_together.html", context)


def _rows(form: RecordManyForm, shown: Preview | None) -> Iterator[RecordRow]:
    stands = current_statuses([one.pk for one in form.milestones], form.day)
    changes = {one.milestone.pk: one for one in shown.changes} if shown else {}
    since: dict[int, list[StatusUpdate]] = {}
    for update in recorded_since(form.conflicts):
        since.setdefault(update.milestone_id, []).append(update)
    for milestone in form.milestones:
        pk = milestone.pk
        yield RecordRow(
            milestone,
            stands.get(pk),
            pk in form.left_out,
            [refusal.message for refusal in form.refusals.get(pk, [])],
            since.get(pk, []),
            changes.get(pk),
        )
