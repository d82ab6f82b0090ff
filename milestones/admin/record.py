"""The pages to record a status: of one milestone, or the statuses of several.

Both show what will change, then record it, and enter it in the admin's log; or propose it, if the
user needs approval.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.actions import RecordRejected, record_statuses, recorded_since
from milestones.actions.preview import Preview, preview
from milestones.actions.proposal_kinds import STATUSES, ProposalKind
from milestones.actions.proposals import propose_statuses
from milestones.forms.record import PreviewedForm, RecordForm
from milestones.forms.several import MAX_ROWS, SeveralForm
from milestones.history import update_history
from milestones.models import DOCUMENT_ORDER, Milestone, Proposal, StatusUpdate
from milestones.permissions import RECORD, needs_approval, recordable, withdrawable
from milestones.queries.fields import DayField
from priorities.admin.entries import entered

TO_WORK_LIST = "worklist"
"""The value of the parameter ``then`` that leads back to the work list."""
SUGGESTED = 500
"""How many milestones the page for several suggests; others are typed."""


def _preview_or_record(
    request: HttpRequest,
    form: PreviewedForm,
    leave: Callable[[HttpRequest, list[StatusUpdate]], HttpResponse],
) -> tuple[Preview | None, HttpResponse | None]:
    """Preview what was entered, or record and log it if a preview has shown just that; what is
    rejected becomes the form's errors.

    Returns the preview, and the response with which to ``leave`` the page; None without one. The
    recorded updates, all as of one day, are given to ``leave``; who needs approval has proposed
    them instead, and goes to the proposal.
    """
    if form.is_valid():
        try:
            if "record" not in request.POST or not form.was_previewed:
                previewed = preview(form.updates)
                form.keep_preview()
                return previewed, None
            if needs_approval(request.user):
                follows = edited_proposal(request, STATUSES)
                proposal = propose_statuses(form.updates, by=request.user, follows=follows)
                return None, leave_proposed(request, proposal)
            with transaction.atomic():
                updates = record_statuses(form.updates, recorded_by=request.user)
                log_recorded(request, updates)
            return None, leave(request, updates)
        except RecordRejected as error:
            form.refuse(error)
    return None, None


def edited_proposal(request: HttpRequest, kind: ProposalKind) -> Proposal | None:
    """The user's own proposal of a kind that is edited on this page, from the parameter
    ``proposal``; None without one. Raises Http404 if there is no such proposal."""
    key = request.GET.get("proposal", "")
    if not key:
        return None
    own = Proposal.objects.filter(kind=kind.name, proposed_by=request.user.pk)
    return get_object_or_404(own, pk=key if key.isdecimal() and len(key) < 19 else None)


def leave_proposed(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Go to what was proposed just now."""
    messages.success(request, _("Proposed. It is not public until a publisher approves it."))
    return redirect("admin:milestones_proposal_change", proposal.pk)


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
        entered(request),
        milestone=milestone,
        day=_requested_day(request),
        today=timezone.localdate(),
    )
    previewed, done = _preview_or_record(request, form, _leave)
    if done:
        return done
    context = {
        **admin.site.each_context(request),
        "title": _title(form),
        "opts": Milestone._meta,
        "milestone": milestone,
        "form": form,
        "preview": previewed,
        "since": recorded_since(form.conflicts),
        "history": update_history(milestone.updates.for_editors()),
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
    updates = withdrawable(milestone.updates.in_effect(), request.user)
    return set(updates.values_list("pk", flat=True))


def _requested_day(request: HttpRequest) -> dt.date:
    """The day in the address, such as one whose status is to be corrected; today without one."""
    try:
        day: dt.date | None = DayField(required=False).clean(request.GET.get("as_of", ""))
    except ValidationError as error:
        raise BadRequest(error.messages[0]) from error
    return day or timezone.localdate()


def _leave(request: HttpRequest, updates: list[StatusUpdate]) -> HttpResponse:
    """Go back to the milestone, or to the work list, with a link to the page on the site."""
    (update,) = updates
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


def several(request: HttpRequest) -> HttpResponse:
    """The page for a letter: statuses of several milestones, all recorded or none.

    The parameter ``code`` names milestones to begin with; each makes a row. The parameter
    ``proposal`` is a proposal to be edited.
    """
    if not request.user.has_perm(RECORD):
        raise PermissionDenied
    data, today = entered(request), timezone.localdate()
    proposal = edited_proposal(request, STATUSES)
    if data is None and proposal:
        return _edit_proposal(request, proposal)
    if data is None:
        return begin_several(request, request.GET.getlist("code"))
    if "more" in data:
        form = SeveralForm.with_more_rows(data, user=request.user, today=today)
        return _several_page(request, form)
    form = SeveralForm(data, user=request.user, today=today)
    previewed, done = _preview_or_record(request, form, _leave_several)
    return done or _several_page(request, form, previewed)


def _edit_proposal(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The page for several milestones, with what was proposed, unless it has too many rows or is
    about a milestone that is no longer there."""
    try:
        updates = STATUSES.read(proposal.content)
        form = SeveralForm.for_updates(updates, user=request.user, today=timezone.localdate())
        if len(form.rows.forms) <= MAX_ROWS:
            return _several_page(request, form)
        message = _("It is too long to be edited here: upload the spreadsheet again.")
    except ValidationError as error:
        (message,) = error.messages
    messages.error(request, message)
    return redirect("admin:milestones_proposal_change", proposal.pk)


def begin_several(request: HttpRequest, cells: Sequence[str]) -> HttpResponse:
    """The page for several milestones, with these codes in the cells of its first rows."""
    today = timezone.localdate()
    return _several_page(request, SeveralForm.for_codes(cells, user=request.user, today=today))


def _several_page(
    request: HttpRequest, form: SeveralForm, previewed: Preview | None = None
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Enter several statuses"),
        "opts": Milestone._meta,
        "form": form,
        "preview": previewed,
        "edited": edited_proposal(request, STATUSES),
        "since": recorded_since(form.conflicts),
        "known": recordable(Milestone.objects.order_by(*DOCUMENT_ORDER), request.user)[:SUGGESTED],
    }
    return render(request, "admin/milestones/milestone/several.html", context)


def _leave_several(request: HttpRequest, updates: Sequence[StatusUpdate]) -> HttpResponse:
    """Go to the list of updates, newest first."""
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
    return redirect("admin:milestones_statusupdate_changelist")
