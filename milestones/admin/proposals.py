"""Proposals: the list of those to approve, or of one's own, and the page to decide about one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.actions import recorded_since
from milestones.actions.proposal_kinds import KINDS, Basis
from milestones.actions.proposals import approve, return_, take_back, versions_now
from milestones.admin.record import add_log_entries
from milestones.forms.decision import DecisionForm
from milestones.models import Milestone, Outcome, Proposal, StatusUpdate
from milestones.models.proposal import WAITING
from milestones.permissions import approvable, right_to_decide, visible_proposals
from priorities.admin.entries import entered
from priorities.admin.reference import ReadOnlyAdmin

WAITING_LIST = "waiting"
"""The value of the parameter ``state`` for those that nobody has decided about."""
BUTTONS = {"approve", "return", "take_back"}


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(WAITING_LIST, str(WAITING)), *((one.value, str(one.label)) for one in Outcome)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == WAITING_LIST:
            return queryset.filter(decision=None)
        return queryset.filter(decision__outcome=self.value()) if self.value() else queryset


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    """Proposals: all for those who approve them, for others their own."""

    list_display = ["title", "who", "proposed_at", "state"]
    list_filter = [StateFilter]
    ordering = ["-proposed_at", "-pk"]

    class Media:
        css = {"all": ["admin.css"]}

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not on the first page of an installation in which nothing needs approval."""
        is_used = bool(settings.APPROVAL_GROUPS or settings.SECOND_PERSON)
        return is_used and super().has_module_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        return visible_proposals(request.user)

    @admin.display(description=gettext_lazy("proposal"))
    def title(self, proposal: Proposal) -> str:
        return KINDS[proposal.kind].title(proposal.content)

    @admin.display(description=gettext_lazy("proposed by"), ordering="proposer")
    def who(self, proposal: Proposal) -> str:
        return proposal.proposed_by_name

    @admin.display(description=gettext_lazy("state"))
    def state(self, proposal: Proposal) -> str:
        return proposal.state

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any) -> HttpResponse:
        """The page of one proposal."""
        proposal: Any = self.get_object(request, unquote(object_id))
        if proposal is None:
            raise Http404(_("There is no such proposal."))
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        return proposal_page(request, proposal)


def proposal_page(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Show what a proposal would change now, then decide about it."""
    data = entered(request)
    form = DecisionForm(data if data and BUTTONS & data.keys() else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                return _decide(request, proposal, form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            proposal = visible_proposals(request.user).get(pk=proposal.pk)
    kind, content = KINDS[proposal.kind], proposal.content
    is_own = proposal.proposed_by == request.user
    context = {
        **admin.site.each_context(request),
        "title": kind.title(content),
        "opts": Proposal._meta,
        "proposal": proposal,
        "form": form,
        "may_approve": approvable(request.user).filter(pk=proposal.pk).exists(),
        "may_take_back": proposal.made_decision is None and is_own,
        "may_edit": is_own and not proposal.is_approved,
    }
    try:
        context["proposed"] = kind.read(content)
        context["kind_template"] = f"admin/milestones/proposal/_{proposal.kind}.html"
    except ValidationError as error:
        context["obstacles"] = error.messages
    if proposal.made_decision is None:
        context |= _preview(proposal, form)
    return render(request, "admin/milestones/proposal/view.html", context)


def _preview(proposal: Proposal, form: DecisionForm) -> dict[str, Any]:
    """What the proposal would change now, or what stands in its way; and what was recorded of
    the same milestones since it was made."""
    now = versions_now(proposal.kind, proposal.content)
    form.show(now)
    changed = [code for code, version in now.items() if version != proposal.basis.get(code)]
    context: dict[str, Any] = {
        "changed": changed,
        "since": _recorded_since(proposal.basis, changed),
    }
    try:
        return context | {"preview": KINDS[proposal.kind].preview(proposal.content, now)}
    except ValidationError as error:
        return context | {"obstacles": error.messages}


def _recorded_since(basis: Basis, codes: Sequence[str]) -> list[StatusUpdate]:
    milestones = Milestone.objects.filter(code__in=[code for code in codes if code in basis])
    return recorded_since({one.pk: basis[one.code] for one in milestones})


def _decide(request: HttpRequest, proposal: Proposal, form: DecisionForm) -> HttpResponse:
    """Do what the button pressed says. Raises what the actions raise, and PermissionDenied."""
    user, note = request.user, form.cleaned_data["note"]
    if "take_back" in request.POST:
        take_back(proposal, by=user)
        messages.success(request, _("The proposal is taken back."))
        return redirect("admin:milestones_proposal_change", proposal.pk)
    if not user.has_perm(right_to_decide(proposal.kind)):
        raise PermissionDenied
    if "approve" in request.POST:
        approve(proposal, by=user, basis=form.cleaned_data["basis"], note=note)
        _log_approved(request, proposal)
        messages.success(request, _("Approved and recorded."))
    else:
        return_(proposal, by=user, note=note)
        messages.success(request, _("The proposal is returned."))
    return redirect("admin:milestones_proposal_changelist")


def _log_approved(request: HttpRequest, proposal: Proposal) -> None:
    kind, content = KINDS[proposal.kind], proposal.content
    values = {
        "title": kind.title(content),
        "proposer": proposal.proposed_by_name,
    }
    message = _("Approved: %(title)s. Proposed by %(proposer)s.") % values
    add_log_entries(request, kind.concerned(content), CHANGE, message)
