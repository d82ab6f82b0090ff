"""Roles and what they permit: editors, publishers and administrators. Everybody else reads.

An editor records statuses in assigned priority areas (``AreaEditor``), and withdraws own ones
there. A publisher records and withdraws them in every area, and imports and withdraws editions. An
administrator also edits the reference data and assigns roles. Superusers may do everything. What
members of the groups in the setting ``APPROVAL_GROUPS`` enter is proposed, for a publisher to
approve. The setting ``SECOND_PERSON`` has what everybody only proposes, superusers too.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_noop

from milestones.models import Milestone, MilestoneQuerySet, Proposal, StatusUpdate
from milestones.models.proposal import USER_ROLES, ProposalQuerySet
from milestones.models.status import StatusUpdateQuerySet
from priorities.models import PriorityArea

RECORD = "milestones.add_statusupdate"
RECORD_ANYWHERE = "milestones.record_in_any_area"
IMPORT = "milestones.add_statusreport"
WITHDRAW = "milestones.add_withdrawal"
WITHDRAW_UPDATE = "milestones.add_updatewithdrawal"
APPROVE = "milestones.add_proposaldecision"
CHANGE_USERS = "auth.change_user"

WITHDRAWALS, ROLE_CHANGES = "withdrawals", "roles"
"""What the setting ``SECOND_PERSON`` may name."""

_READ = tuple(
    f"{app}.view_{model}"
    for app, models in {
        "priorities": "plan goal priorityarea initiative",
        "milestones": "milestone deadline statusreport statusupdate pairstatus withdrawal"
        " updatewithdrawal",
    }.items()
    for model in models.split()
)
_EDIT = (*_READ, RECORD, WITHDRAW_UPDATE, "milestones.view_proposal")
_PUBLISH = (*_EDIT, RECORD_ANYWHERE, IMPORT, WITHDRAW, APPROVE)
_ADMINISTER = (
    *_PUBLISH,
    "priorities.change_goal",
    "priorities.change_priorityarea",
    "priorities.change_initiative",
    "milestones.change_milestone",
    "milestones.add_deadline",
    "milestones.change_deadline",
    "milestones.delete_deadline",
    "priorities.view_areaeditor",
    "priorities.add_areaeditor",
    "priorities.change_areaeditor",
    "priorities.delete_areaeditor",
    "auth.view_user",
    "auth.add_user",
    "auth.change_user",
    "auth.view_group",
)

ROLES: dict[str, tuple[str, ...]] = {
    gettext_noop("Editors"): _EDIT,
    gettext_noop("Publishers"): _PUBLISH,
    gettext_noop("Administrators"): _ADMINISTER,
}
"""The groups and the permissions of their members; restored after every migration."""


def sync_roles(*, apps: Any = installed, **_signal: Any) -> None:
    """Set the groups and their permissions as in ``ROLES``, for the models migrated so far."""
    try:
        apps.get_model("auth", "Group")
    except LookupError:
        return
    for name, permissions in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(_permissions_named(permissions))


def _permissions_named(permissions: tuple[str, ...]) -> QuerySet[Permission]:
    named = Concat(F("content_type__app_label"), Value("."), F("codename"))
    return Permission.objects.annotate(named=named).filter(named__in=permissions)


def check_approval_groups() -> None:
    """Raise ImproperlyConfigured if ``APPROVAL_GROUPS`` has the name of no role, or of one that
    imports and withdraws editions, which cannot be proposed."""
    possible = [name for name, permissions in ROLES.items() if IMPORT not in permissions]
    for name in settings.APPROVAL_GROUPS:
        if name not in possible:
            raise ImproperlyConfigured(
                f"APPROVAL_GROUPS has “{name}”. Write {', '.join(possible)}, or leave it empty."
            )


def needs_approval(user: Any) -> bool:
    """Whether what a user enters is only proposed.

    Nobody who may record without approval by one role needs it because of another: such a person
    could record the same in any case.
    """
    if user.is_superuser or not settings.APPROVAL_GROUPS:
        return False
    roles = set(user.groups.filter(name__in=ROLES).values_list("name", flat=True))
    return bool(roles) and roles <= set(settings.APPROVAL_GROUPS)


def withdrawal_needs_approval(user: Any) -> bool:
    """Whether a withdrawal by a user is only proposed."""
    return WITHDRAWALS in settings.SECOND_PERSON or needs_approval(user)


def role_change_needs_approval() -> bool:
    """Whether a change of somebody's roles or priority areas is only proposed."""
    return ROLE_CHANGES in settings.SECOND_PERSON


def right_to_decide(kind: str) -> str:
    """The permission of those who decide about proposals of a kind."""
    return CHANGE_USERS if kind == USER_ROLES else APPROVE


def _of_a_kind_decided_by(user: Any) -> Q:
    """The condition for proposals of the kinds that a user decides about."""
    about_users = Q(kind=USER_ROLES)
    decided = Q(pk__in=())
    if user.has_perm(right_to_decide(USER_ROLES)):
        decided |= about_users
    if user.has_perm(APPROVE):
        decided |= ~about_users
    return decided


def visible_proposals(user: Any) -> ProposalQuerySet:
    """The proposals that a user may see: the user's own, and those of others to decide about."""
    proposals = Proposal.objects.for_page()
    return proposals.filter(Q(proposed_by=user.pk) | _of_a_kind_decided_by(user))


def approvable(user: Any) -> ProposalQuerySet:
    """The proposals that wait, and that a user may approve or return: never own ones."""
    waiting = Proposal.objects.waiting().exclude(proposed_by=user.pk)
    return waiting.filter(_of_a_kind_decided_by(user))


def areas_of(user: Any) -> QuerySet[PriorityArea]:
    """The priority areas in which a user may record statuses."""
    areas = PriorityArea.objects.order_by("order")
    if not user.has_perm(RECORD):
        return areas.none()
    return areas if user.has_perm(RECORD_ANYWHERE) else areas.filter(editors__user=user)


def recordable(milestones: MilestoneQuerySet, user: Any) -> MilestoneQuerySet:
    """The milestones whose statuses a user may record."""
    return milestones.filter(initiative__area__in=areas_of(user))


def may_record(user: Any, milestone: Milestone) -> bool:
    """Whether a user may record statuses of a milestone."""
    return areas_of(user).filter(initiatives=milestone.initiative_id).exists()


def withdrawable(updates: StatusUpdateQuerySet, user: Any) -> StatusUpdateQuerySet:
    """The updates that a user may withdraw: editors their own, in their areas; publishers all."""
    if not user.has_perm(WITHDRAW_UPDATE):
        return updates.none()
    in_areas = updates.filter(milestone__initiative__area__in=areas_of(user))
    return in_areas if user.has_perm(WITHDRAW) else in_areas.filter(recorded_by=user)


def may_withdraw(user: Any, update: StatusUpdate) -> bool:
    """Whether a user may withdraw an update."""
    return withdrawable(StatusUpdate.objects.filter(pk=update.pk), user).exists()
