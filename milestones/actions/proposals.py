"""Propose a write to the record, and decide about it. Nothing proposed is on record or public."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from milestones.actions.proposal_kinds import (
    EDITION_WITHDRAWAL,
    KINDS,
    ROLES,
    STATUSES,
    UPDATE_WITHDRAWAL,
    Basis,
    Content,
)
from milestones.actions.sealing import seal
from milestones.actions.security_log import log_on_commit
from milestones.actions.user_roles import UserRoles
from milestones.actions.validation import StatusUpdateInput
from milestones.models import (
    Outcome,
    Proposal,
    ProposalDecision,
    StatusReport,
    StatusUpdate,
)
from milestones.models.names import full_name


class AlreadyDecided(ValidationError):
    """Somebody has already decided about the proposal."""


def propose_statuses(
    updates: Sequence[StatusUpdateInput], *, by: Any, follows: Proposal | None = None
) -> Proposal:
    """Propose updates, all for one day. Raises RecordRejected if they could not be recorded now."""
    basis = {update.milestone.code: update.seen for update in updates if update.seen}
    return propose(STATUSES.name, STATUSES.content(updates), basis=basis, by=by, follows=follows)


def propose_withdrawal(
    update: StatusUpdate, *, reason: str, by: Any, follows: Proposal | None = None
) -> Proposal:
    """Propose to withdraw an update. Raises what ``withdraw_update`` raises."""
    content = UPDATE_WITHDRAWAL.content(update, reason)
    return propose(UPDATE_WITHDRAWAL.name, content, basis={}, by=by, follows=follows)


def propose_edition_withdrawal(
    report: StatusReport, *, reason: str, by: Any, follows: Proposal | None = None
) -> Proposal:
    """Propose to withdraw an edition. Raises what ``withdraw_edition`` raises."""
    content = EDITION_WITHDRAWAL.content(report, reason)
    return propose(EDITION_WITHDRAWAL.name, content, basis={}, by=by, follows=follows)


def propose_roles(user: User, new: UserRoles, *, by: Any) -> Proposal:
    """Propose to give a user just these roles and areas. Raises ValidationError if the user has
    them already."""
    return propose(ROLES.name, ROLES.content(user, new), basis={}, by=by)


@transaction.atomic
def propose(
    kind: str, content: Content, *, basis: Basis, by: Any, follows: Proposal | None = None
) -> Proposal:
    """Propose something of a kind, which is possible as the record is now.

    ``basis`` has the versions of records that the proposer saw; those missing are as they are
    now. A proposal that it follows, which still waits, is taken back. If just this already waits
    for the same person, as after two clicks, it stays the only one. Raises ValidationError if it
    could not be done now, or follows another person's or an approved proposal.
    """
    # Not the key: what is approved at the same time refers to it.
    get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
    same = Proposal.objects.waiting().filter(kind=kind, content=content, proposed_by=by).first()
    if same:
        return same
    KINDS[kind].preview(content, basis)
    if follows:
        _replace(follows, by)
    proposal = Proposal.objects.create(
        kind=kind,
        content=content,
        basis={**versions_now(kind, content), **basis},
        proposed_by=by,
        proposer=full_name(by),
        follows=follows,
    )
    seal(proposal)
    log_on_commit("proposal_made", proposal=proposal.pk, kind=kind)
    return proposal


def _replace(proposal: Proposal, by: Any) -> None:
    decision = ProposalDecision.objects.filter(proposal=proposal).first()
    if proposal.proposed_by != by or (decision and decision.outcome == Outcome.APPROVED):
        raise AlreadyDecided(_("This proposal cannot be edited any more."))
    if decision is None:
        take_back(proposal, by=by)


def with_titles(proposals: Iterable[Proposal]) -> list[tuple[str, Proposal]]:
    """Each of these proposals with what it does, in a few words."""
    return [(KINDS[one.kind].title(one.content), one) for one in proposals]


def versions_now(kind: str, content: Content) -> dict[str, str]:
    """The version of each record that a proposal changes, by name (see ``ProposalKind``)."""
    return KINDS[kind].versions(content)


@transaction.atomic
def approve(proposal: Proposal, *, by: Any, basis: Basis, note: str = "") -> ProposalDecision:
    """Do what is proposed, in the names of both.

    ``basis`` has the versions of records that the approver saw. Raises ValidationError, and
    changes nothing, if a record has changed since, if the proposal cannot be done any more, or if
    it is the approver's own; and AlreadyDecided.
    """
    _lock(proposal)
    _check_is_not_own(proposal, by)
    names = versions_now(proposal.kind, proposal.content)
    seen = {name: basis.get(name, "-") for name in names}
    KINDS[proposal.kind].apply(
        proposal.content, seen, proposed_by=proposal.proposed_by, approved_by=by
    )
    return _decide(proposal, Outcome.APPROVED, by, note)


@transaction.atomic
def return_(proposal: Proposal, *, by: Any, note: str) -> ProposalDecision:
    """Return a proposal to its proposer; the note says why. Raises ValidationError without a
    note, or if it is one's own; and AlreadyDecided."""
    _lock(proposal)
    _check_is_not_own(proposal, by)
    if not note.strip():
        raise ValidationError({"note": _("Say why it is returned.")})
    return _decide(proposal, Outcome.RETURNED, by, note)


@transaction.atomic
def take_back(proposal: Proposal, *, by: Any) -> ProposalDecision:
    """Take back one's own proposal. Raises ValidationError if it is another's; and
    AlreadyDecided."""
    _lock(proposal)
    if proposal.proposed_by != by:
        raise ValidationError(_("Only the person who proposed it can take it back."))
    return _decide(proposal, Outcome.TAKEN_BACK, by)


def _lock(proposal: Proposal) -> None:
    """Lock a proposal that waits, so that only one person decides about it."""
    list(Proposal.objects.select_for_update().filter(pk=proposal.pk).values_list("pk"))
    if ProposalDecision.objects.filter(proposal=proposal).exists():
        raise AlreadyDecided(_("Someone has already decided about this proposal."))


def _check_is_not_own(proposal: Proposal, by: Any) -> None:
    if proposal.proposed_by == by:
        raise ValidationError(_("You proposed this yourself: someone else must decide about it."))


def _decide(proposal: Proposal, outcome: Outcome, by: Any, note: str = "") -> ProposalDecision:
    decision = ProposalDecision.objects.create(
        proposal=proposal, outcome=outcome, decided_by=by, decider=full_name(by), note=note
    )
    seal(decision)
    proposer = proposal.proposed_by.get_username()
    log_on_commit(
        "proposal_decided", proposal=proposal.pk, outcome=str(outcome), proposed_by=proposer
    )
    return decision
