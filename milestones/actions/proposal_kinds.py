"""The kinds of proposals: what each does to the record once it is approved.

To add one, write a subclass of ``ProposalKind`` and add it to ``KINDS``; the page of a proposal
shows it with the template ``admin/milestones/proposal/_<name>.html``.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.actions.preview import (
    EditionWithdrawalEffect,
    Preview,
    UpdateWithdrawalEffect,
    effect_of_withdrawing_edition,
    effect_of_withdrawing_update,
    preview,
)
from milestones.actions.record import record_statuses
from milestones.actions.state import lock_milestones, record_versions
from milestones.actions.user_roles import UserRoles, give_roles
from milestones.actions.validation import StatusUpdateInput
from milestones.actions.withdraw import withdraw_edition, withdraw_update
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.documents.records import StatusLine
from milestones.models import Milestone, StatusReport, StatusUpdate
from milestones.models.proposal import USER_ROLES

Content = Mapping[str, Any]
"""What a proposal does, as JSON."""
Basis = Mapping[str, str]
"""The version of each record that somebody saw, by name: of a milestone (see ``record_version``)
by its code, of a user's roles by the user name."""

CODES_IN_TITLE = 12


class ProposalKind(ABC):
    """What proposals of a kind do; they keep its name. The methods get the proposal's content."""

    name: str

    @abstractmethod
    def title(self, content: Content) -> str:
        """What the proposal does, in a few words."""

    def codes(self, content: Content) -> Sequence[str]:
        """The codes of the milestones that it changes; none if it changes something else."""
        return ()

    def versions(self, content: Content) -> dict[str, str]:
        """The version of each record that it changes, as it is now, by milestone's code."""
        codes = Milestone.objects.filter(code__in=self.codes(content))
        code_by_key = dict(codes.order_by().values_list("pk", "code"))
        return {code_by_key[pk]: version for pk, version in record_versions(code_by_key).items()}

    def concerned(self, content: Content) -> list[Model]:
        """The objects in whose history the admin says that it was approved."""
        return list(Milestone.objects.filter(code__in=self.codes(content)))

    @abstractmethod
    def read(self, content: Content) -> Any:
        """What is proposed, for the page of the proposal. Raises ValidationError if it is about
        what is no longer there, as after damage to the store."""

    @abstractmethod
    def preview(self, content: Content, basis: Basis) -> Any:
        """What it would change now. Raises ValidationError if it cannot be done, or if a record
        has no longer the version in ``basis``."""

    def check_unchanged(self, content: Content, basis: Basis) -> None:
        """Raise ValidationError if a record has no longer the version that somebody saw."""
        changed = [
            name
            for name, version in self.versions(content).items()
            if basis.get(name, version) != version
        ]
        if changed:
            message = _("Someone else has updated %(code)s in the meantime.")
            raise ValidationError(message % {"code": ", ".join(changed[:CODES_IN_TITLE])})

    def lock(self, content: Content) -> None:
        """Lock the milestones that it changes."""
        codes = Milestone.objects.filter(code__in=self.codes(content))
        lock_milestones(codes.order_by().values_list("pk", flat=True))

    @abstractmethod
    def apply(self, content: Content, basis: Basis, *, proposed_by: Any, approved_by: Any) -> None:
        """Do it. Raises what ``preview`` raises."""


class StatusesKind(ProposalKind):
    """Status updates, all for one day."""

    name = "statuses"

    @staticmethod
    def content(updates: Iterable[StatusUpdateInput]) -> Content:
        """The updates as JSON; they must not be of an edition."""
        return {"updates": [_update_as_json(update) for update in updates]}

    def read(self, content: Content, basis: Basis | None = None) -> list[StatusUpdateInput]:
        """The updates in a content, to be recorded on this basis."""
        rows = Milestone.objects.filter(code__in=self.codes(content))
        milestones = {milestone.code: milestone for milestone in rows}
        for code in self.codes(content):
            if code not in milestones:
                raise ValidationError(_("There is no milestone “%(code)s”.") % {"code": code})
        return [
            StatusUpdateInput(
                milestones[update["code"]],
                dt.date.fromisoformat(update["as_of"]),
                [_line_from_json(line) for line in update["lines"]],
                reason=update["reason"],
                source=update["source"],
                seen=(basis or {}).get(update["code"], ""),
            )
            for update in content["updates"]
        ]

    def title(self, content: Content) -> str:
        codes = self.codes(content)
        day = dt.date.fromisoformat(content["updates"][0]["as_of"])
        values: dict[str, Any] = {"date": date_format(day)}
        if len(codes) == 1:
            return _("Status of %(code)s as of %(date)s") % {**values, "code": codes[0]}
        message = ngettext(
            "Status of %(count)s milestone as of %(date)s: %(codes)s",
            "Statuses of %(count)s milestones as of %(date)s: %(codes)s",
            len(codes),
        )
        more = ["…"] if len(codes) > CODES_IN_TITLE else []
        values |= {"count": len(codes), "codes": ", ".join([*codes[:CODES_IN_TITLE], *more])}
        return message % values

    def codes(self, content: Content) -> Sequence[str]:
        return [update["code"] for update in content["updates"]]

    def preview(self, content: Content, basis: Basis) -> Preview:
        return preview(self.read(content, basis))

    def apply(self, content: Content, basis: Basis, *, proposed_by: Any, approved_by: Any) -> None:
        updates = self.read(content, basis)
        record_statuses(updates, recorded_by=proposed_by, approved_by=approved_by)


def _update_as_json(update: StatusUpdateInput) -> dict[str, Any]:
    return {
        "code": update.milestone.code,
        "as_of": update.as_of.isoformat(),
        "source": update.source,
        "reason": update.reason,
        "lines": [
            {
                "pair": line.pair,
                "status": line.status,
                "as_reported": line.as_reported,
                "revised": line.revised.code if line.revised else "",
                "note": line.note,
            }
            for line in update.lines
        ],
    }


def _line_from_json(line: Mapping[str, str]) -> StatusLine:
    return StatusLine(
        pair=Pair(line["pair"]),
        status=Status(line["status"]),
        as_reported=line["as_reported"],
        revised=ImpreciseDate.parse(line["revised"]) if line["revised"] else None,
        note=line["note"],
    )


class UpdateWithdrawalKind(ProposalKind):
    """The withdrawal of one status update."""

    name = "update_withdrawal"

    @staticmethod
    def content(update: StatusUpdate, reason: str) -> Content:
        """The withdrawal as JSON."""
        return {
            "code": update.milestone.code,
            "as_of": update.as_of.isoformat(),
            "revision": update.revision,
            "reason": reason,
        }

    def read(self, content: Content) -> StatusUpdate:
        """The update to be withdrawn."""
        update: StatusUpdate | None = (
            StatusUpdate.objects.for_editors()
            .filter(
                milestone__code=content["code"],
                as_of=content["as_of"],
                revision=content["revision"],
            )
            .first()
        )
        if update is None:
            raise ValidationError(_("There is no such status update."))
        return update

    def title(self, content: Content) -> str:
        day = dt.date.fromisoformat(content["as_of"])
        values = {"code": content["code"], "date": date_format(day)}
        return _("Withdrawal of the status of %(code)s as of %(date)s") % values

    def codes(self, content: Content) -> Sequence[str]:
        return [content["code"]]

    def preview(self, content: Content, basis: Basis) -> UpdateWithdrawalEffect:
        update = self.read(content)
        self.check_unchanged(content, basis)
        return effect_of_withdrawing_update(update, reason=content["reason"])

    def apply(self, content: Content, basis: Basis, *, proposed_by: Any, approved_by: Any) -> None:
        self.lock(content)
        update = self.read(content)
        self.check_unchanged(content, basis)
        withdraw_update(
            update, reason=content["reason"], withdrawn_by=proposed_by, approved_by=approved_by
        )


class EditionWithdrawalKind(ProposalKind):
    """The withdrawal of an edition."""

    name = "edition_withdrawal"

    @staticmethod
    def content(report: StatusReport, reason: str) -> Content:
        """The withdrawal as JSON."""
        return {"edition": report.pk, "title": report.title, "reason": reason}

    def read(self, content: Content) -> StatusReport:
        """The edition to be withdrawn."""
        report = StatusReport.objects.filter(pk=content["edition"]).first()
        if report is None:
            raise ValidationError(_("There is no such edition."))
        return report

    def title(self, content: Content) -> str:
        return _("Withdrawal of “%(title)s”") % {"title": content["title"]}

    def codes(self, content: Content) -> Sequence[str]:
        of_edition = Milestone.objects.filter(updates__report=content["edition"]).distinct()
        return list(of_edition.order_by("code").values_list("code", flat=True))

    def concerned(self, content: Content) -> list[Model]:
        return [self.read(content)]

    def preview(self, content: Content, basis: Basis) -> EditionWithdrawalEffect:
        report = self.read(content)
        self.check_unchanged(content, basis)
        return effect_of_withdrawing_edition(report, reason=content["reason"])

    def apply(self, content: Content, basis: Basis, *, proposed_by: Any, approved_by: Any) -> None:
        self.lock(content)
        report = self.read(content)
        self.check_unchanged(content, basis)
        withdraw_edition(
            report, reason=content["reason"], withdrawn_by=proposed_by, approved_by=approved_by
        )


@dataclass(frozen=True)
class RolesEffect:
    """The roles and areas of a user before and after a change."""

    before: UserRoles
    after: UserRoles


class UserRolesKind(ProposalKind):
    """The roles and priority areas of a user."""

    name = USER_ROLES

    @staticmethod
    def content(user: User, new: UserRoles) -> Content:
        """The new roles and areas as JSON."""
        return {
            "user": user.pk,
            "username": user.get_username(),
            "roles": list(new.roles),
            "areas": list(new.areas),
        }

    def read(self, content: Content) -> User:
        """The user whose roles change."""
        user = User.objects.filter(pk=content["user"]).first()
        if user is None:
            raise ValidationError(_("There is no such user."))
        return user

    def title(self, content: Content) -> str:
        return _("Roles and areas of %(name)s") % {"name": content["username"]}

    def versions(self, content: Content) -> dict[str, str]:
        user = User.objects.filter(pk=content["user"]).first()
        return {content["username"]: UserRoles.of(user).version} if user else {}

    def concerned(self, content: Content) -> list[Model]:
        return [self.read(content)]

    def preview(self, content: Content, basis: Basis) -> RolesEffect:
        before = UserRoles.of(self.read(content))
        self.check_unchanged(content, basis)
        effect = RolesEffect(before, UserRoles.named(content["roles"], content["areas"]))
        if effect.before == effect.after:
            message = _("Nothing to change: %(name)s has these roles and areas already.")
            raise ValidationError(message % {"name": content["username"]})
        return effect

    def apply(self, content: Content, basis: Basis, *, proposed_by: Any, approved_by: Any) -> None:
        user = User.objects.select_for_update(no_key=True).get(pk=self.read(content).pk)
        give_roles(user, self.preview(content, basis).after)


STATUSES, UPDATE_WITHDRAWAL = StatusesKind(), UpdateWithdrawalKind()
EDITION_WITHDRAWAL, ROLES = EditionWithdrawalKind(), UserRolesKind()

KINDS: Mapping[str, ProposalKind] = {
    kind.name: kind for kind in (STATUSES, UPDATE_WITHDRAWAL, EDITION_WITHDRAWAL, ROLES)
}
"""Every kind by the name that proposals have."""
