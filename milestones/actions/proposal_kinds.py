"""The kinds of proposals: what each does to the record once it is approved.

To add one, write a subclass of ``ProposalKind`` and add it to ``KINDS``; the page of a proposal
shows it with the template ``admin/milestones/proposal/_<name>.html``.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.actions.preview import (
    Preview,
    UpdateWithdrawalEffect,
    effect_of_withdrawing_update,
    preview,
)
from milestones.actions.record import record_statuses
from milestones.actions.state import lock_milestones, record_version
from milestones.actions.validation import StatusUpdateInput
from milestones.actions.withdraw import withdraw_update
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.documents.records import StatusLine
from milestones.models import Milestone, StatusUpdate

Content = Mapping[str, Any]
"""What a proposal does, as JSON."""
Basis = Mapping[str, str]
"""The version of each record that somebody saw (see ``record_version``), by milestone's code."""

CODES_IN_TITLE = 12


class ProposalKind(ABC):
    """What proposals of a kind do; they keep its name. The methods get the proposal's content."""

    name: str

    @abstractmethod
    def title(self, content: Content) -> str:
        """What the proposal does, in a few words."""

    @abstractmethod
    def codes(self, content: Content) -> Sequence[str]:
        """The codes of the milestones that it changes; none if it changes something else."""

    @abstractmethod
    def read(self, content: Content) -> Any:
        """What is proposed, for the page of the proposal. Raises ValidationError if it is about
        what is no longer there, as after damage to the store."""

    @abstractmethod
    def preview(self, content: Content, basis: Basis) -> Any:
        """What it would change now. Raises ValidationError if it cannot be done, or if a record
        has no longer the version in ``basis``."""

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
        update = self._update_unless_changed(content, basis)
        return effect_of_withdrawing_update(update, reason=content["reason"])

    def apply(self, content: Content, basis: Basis, *, proposed_by: Any, approved_by: Any) -> None:
        lock_milestones(Milestone.objects.filter(code=content["code"]).values_list("pk", flat=True))
        update = self._update_unless_changed(content, basis)
        withdraw_update(
            update, reason=content["reason"], withdrawn_by=proposed_by, approved_by=approved_by
        )

    def _update_unless_changed(self, content: Content, basis: Basis) -> StatusUpdate:
        update = self.read(content)
        seen = basis.get(content["code"], "")
        if seen and seen != record_version(update.milestone):
            message = _("Someone else has updated %(code)s in the meantime.")
            raise ValidationError(message % {"code": content["code"]})
        return update


STATUSES, UPDATE_WITHDRAWAL = StatusesKind(), UpdateWithdrawalKind()

KINDS: Mapping[str, ProposalKind] = {kind.name: kind for kind in (STATUSES, UPDATE_WITHDRAWAL)}
"""Every kind by the name that proposals have."""
