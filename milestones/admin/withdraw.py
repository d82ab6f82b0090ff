"""The pages to withdraw an edition or a status update: what it changes is shown first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milestones.actions.preview import (
    EditionWithdrawalEffect,
    UpdateWithdrawalEffect,
    effect_of_withdrawing_edition,
    effect_of_withdrawing_update,
)
from milestones.admin.record import add_log_entries
from milestones.forms.withdrawal import WithdrawalForm
from milestones.models import StatusReport, StatusUpdate
from milestones.permissions import WITHDRAW, may_withdraw
from priorities.admin.entries import entered

_Effect = TypeVar("_Effect", EditionWithdrawalEffect, UpdateWithdrawalEffect)


def withdraw_edition(request: HttpRequest, edition: StatusReport) -> HttpResponse:
    """Show the statuses of milestones without an edition, then withdraw it."""
    if not request.user.has_perm(WITHDRAW):
        raise PermissionDenied
    form = _form(request)
    effect, is_withdrawn = _preview_or_withdraw(
        request, form, edition, effect_of_withdrawing_edition
    )
    if is_withdrawn:
        add_log_entries(
            request, [edition], CHANGE, _("Withdrawn: %s") % form.cleaned_data["reason"]
        )
        messages.success(request, _("“%(title)s” is withdrawn.") % {"title": edition.title})
        return redirect("admin:milestones_statusreport_change", edition.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Withdraw “%(title)s”") % {"title": edition.title},
        "opts": StatusReport._meta,
        "report": edition,
        "form": form,
        "effect": effect,
    }
    return render(request, "admin/milestones/statusreport/withdraw.html", context)


def withdraw_update(request: HttpRequest, update: StatusUpdate) -> HttpResponse:
    """Show what is in force without an update, then withdraw it."""
    if not may_withdraw(request.user, update):
        raise PermissionDenied
    form = _form(request)
    effect, is_withdrawn = _preview_or_withdraw(request, form, update, effect_of_withdrawing_update)
    milestone = update.milestone
    values = {"code": milestone.code, "date": date_format(update.as_of)}
    if is_withdrawn:
        message = _("Withdrew the status as of %(date)s: %(reason)s")
        reason = form.cleaned_data["reason"]
        add_log_entries(
            request, [milestone], CHANGE, message % {"date": update.as_of, "reason": reason}
        )
        messages.success(request, _("The status of %(code)s as of %(date)s is withdrawn.") % values)
        return redirect("admin:milestones_milestone_change", milestone.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Withdraw the status of %(code)s as of %(date)s") % values,
        "opts": StatusUpdate._meta,
        "update": update,
        "milestone": milestone,
        "form": form,
        "effect": effect,
    }
    return render(request, "admin/milestones/statusupdate/withdraw.html", context)


def _form(request: HttpRequest) -> WithdrawalForm:
    return WithdrawalForm(entered(request))


def _preview_or_withdraw(
    request: HttpRequest, form: WithdrawalForm, target: Any, effect_of: Callable[..., _Effect]
) -> tuple[_Effect | None, bool]:
    """Preview a withdrawal, or withdraw if a preview has shown just this effect.

    Returns the effect, None if the form has errors, and whether it was withdrawn.
    """
    if not form.is_valid():
        return None, False
    details = {"reason": form.cleaned_data["reason"], "withdrawn_by": request.user}
    try:
        with transaction.atomic():
            effect = effect_of(target, **details)
            if "withdraw" in request.POST and form.has_shown(effect):
                return effect_of(target, **details, apply=True), True
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None, False
    form.show(effect)
    return effect, False
