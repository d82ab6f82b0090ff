"""The pages to withdraw an edition or a status update: what it changes is shown first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milestones import actions
from milestones.actions.preview import (
    EditionWithdrawalEffect,
    UpdateWithdrawalEffect,
    effect_of_withdrawing_edition,
    effect_of_withdrawing_update,
)
from milestones.actions.proposal_kinds import EDITION_WITHDRAWAL, UPDATE_WITHDRAWAL, ProposalKind
from milestones.actions.proposals import propose_edition_withdrawal, propose_withdrawal
from milestones.admin.record import add_log_entries, edited_proposal, leave_proposed
from milestones.forms.withdrawal import WithdrawalForm
from milestones.models import StatusReport, StatusUpdate
from milestones.permissions import WITHDRAW, may_withdraw, withdrawal_needs_approval
from priorities.admin.entries import entered

_Effect = TypeVar("_Effect", EditionWithdrawalEffect, UpdateWithdrawalEffect)


def withdraw_edition(request: HttpRequest, edition: StatusReport) -> HttpResponse:
    """Show the statuses of milestones without an edition, then withdraw it, or propose to."""
    if not request.user.has_perm(WITHDRAW):
        raise PermissionDenied
    form = _form(request, EDITION_WITHDRAWAL)
    needs_approval = withdrawal_needs_approval(request.user)
    act = _propose_edition_withdrawal if needs_approval else _withdraw_edition
    effect, done = _preview_or_act(
        request,
        form,
        partial(effect_of_withdrawing_edition, edition),
        partial(act, request, edition),
    )
    if done:
        return done
    context = {
        **admin.site.each_context(request),
        "title": _("Withdraw “%(title)s”") % {"title": edition.title},
        "opts": StatusReport._meta,
        "report": edition,
        "form": form,
        "effect": effect,
        "needs_approval": needs_approval,
    }
    return render(request, "admin/milestones/statusreport/withdraw.html", context)


def _withdraw_edition(request: HttpRequest, edition: StatusReport, reason: str) -> HttpResponse:
    actions.withdraw_edition(edition, reason=reason, withdrawn_by=request.user)
    add_log_entries(request, [edition], CHANGE, _("Withdrawn: %s") % reason)
    messages.success(request, _("“%(title)s” is withdrawn.") % {"title": edition.title})
    return redirect("admin:milestones_statusreport_change", edition.pk)


def _propose_edition_withdrawal(
    request: HttpRequest, edition: StatusReport, reason: str
) -> HttpResponse:
    follows = edited_proposal(request, EDITION_WITHDRAWAL)
    proposal = propose_edition_withdrawal(edition, reason=reason, by=request.user, follows=follows)
    return leave_proposed(request, proposal)


def withdraw_update(request: HttpRequest, update: StatusUpdate) -> HttpResponse:
    """Show what is in force without an update, then withdraw it, or propose to."""
    if not may_withdraw(request.user, update):
        raise PermissionDenied
    form = _form(request, UPDATE_WITHDRAWAL)
    needs_approval = withdrawal_needs_approval(request.user)
    act = _propose_withdrawal if needs_approval else _withdraw_update
    effect, done = _preview_or_act(
        request,
        form,
        partial(effect_of_withdrawing_update, update),
        partial(act, request, update),
    )
    if done:
        return done
    values = {"code": update.milestone.code, "date": date_format(update.as_of)}
    context = {
        **admin.site.each_context(request),
        "title": _("Withdraw the status of %(code)s as of %(date)s") % values,
        "opts": StatusUpdate._meta,
        "update": update,
        "milestone": update.milestone,
        "form": form,
        "effect": effect,
        "needs_approval": needs_approval,
    }
    return render(request, "admin/milestones/statusupdate/withdraw.html", context)


def _withdraw_update(request: HttpRequest, update: StatusUpdate, reason: str) -> HttpResponse:
    actions.withdraw_update(update, reason=reason, withdrawn_by=request.user)
    milestone = update.milestone
    message = _("Withdrew the status as of %(date)s: %(reason)s")
    add_log_entries(
        request, [milestone], CHANGE, message % {"date": update.as_of, "reason": reason}
    )
    values = {"code": milestone.code, "date": date_format(update.as_of)}
    messages.success(request, _("The status of %(code)s as of %(date)s is withdrawn.") % values)
    return redirect("admin:milestones_milestone_change", milestone.pk)


def _propose_withdrawal(request: HttpRequest, update: StatusUpdate, reason: str) -> HttpResponse:
    follows = edited_proposal(request, UPDATE_WITHDRAWAL)
    proposal = propose_withdrawal(update, reason=reason, by=request.user, follows=follows)
    return leave_proposed(request, proposal)


def _form(request: HttpRequest, kind: ProposalKind) -> WithdrawalForm:
    """The form with what was entered; at first, with the reason of a proposal that is edited."""
    proposal = edited_proposal(request, kind)
    initial = {"reason": proposal.content["reason"]} if proposal else None
    return WithdrawalForm(entered(request), initial=initial)


def _preview_or_act(
    request: HttpRequest,
    form: WithdrawalForm,
    effect_of: Callable[..., _Effect],
    act: Callable[[str], HttpResponse],
) -> tuple[_Effect | None, HttpResponse | None]:
    """Preview a withdrawal, or act, with its reason, if a preview has shown just this effect.

    Returns the effect, None if the form has errors, and the response to what was done.
    """
    if not form.is_valid():
        return None, None
    reason = form.cleaned_data["reason"]
    try:
        with transaction.atomic():
            effect = effect_of(reason=reason)
            if "withdraw" in request.POST and form.has_shown(effect):
                return effect, act(reason)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None, None
    form.show(effect)
    return effect, None
