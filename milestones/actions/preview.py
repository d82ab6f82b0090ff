"""What recording or withdrawing changes, before it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from milestones.actions import (
    StatusUpdateInput,
    record_statuses,
    withdraw_edition,
    withdraw_update,
)
from milestones.actions.consequences import Consequences, consequences_of
from milestones.choices import Pair, Status
from milestones.history import CurrentStatus, LineChange, current_statuses, line_changes
from milestones.models import (
    DOCUMENT_ORDER,
    Milestone,
    MilestoneQuerySet,
    Standing,
    StatusReport,
    StatusUpdate,
)


@dataclass(frozen=True)
class UpdateEffect:
    """What an update changes from its day until the next update on record.

    ``before`` is None if the milestone is not on record on that day.
    """

    as_of: dt.date
    before: CurrentStatus | None
    after: CurrentStatus

    @property
    def milestone(self) -> Milestone:
        """The milestone with its status after the update."""
        return self.after.milestone

    @property
    def corrects(self) -> StatusUpdate | None:
        """The update of the same day that this one replaces; None if there is none."""
        previous = self.before.update if self.before else None
        return previous if previous and previous.as_of == self.as_of else None

    @property
    def lines(self) -> list[LineChange]:
        """The change for each pair, or for all parties."""
        lines_before = self.before.lines if self.before else []
        return line_changes(self.milestone.pairs, lines_before, self.after.lines)

    @property
    def changes_anything(self) -> bool:
        """Whether any line changes; if not, the update confirms the status for a later day, or
        corrects only the source or the reason."""
        return any(line.is_new for line in self.lines)

    @property
    def confirms(self) -> StatusUpdate | None:
        """The update of an earlier day with just this status; None if there is none."""
        if self.before is None or self.corrects or self.changes_anything:
            return None
        return self.before.update


@dataclass(frozen=True)
class Preview:
    """What recording updates for one day would change, by milestone and on public pages."""

    changes: Sequence[UpdateEffect]
    consequences: Consequences


def preview(news: Sequence[StatusUpdateInput]) -> Preview:
    """Preview these updates, all for one day, without recording them.

    Raises RecordRejected with every issue.
    """
    as_of, ids = news[0].as_of, [update.milestone.pk for update in news]
    before = current_statuses(ids, as_of)

    def record() -> dict[int, CurrentStatus]:
        record_statuses(news)
        return current_statuses(ids, as_of)

    after, consequences = consequences_of(record)
    return Preview([UpdateEffect(as_of, before.get(pk), after[pk]) for pk in ids], consequences)


@dataclass(frozen=True)
class UpdateWithdrawalEffect:
    """What withdrawing an update changes from its day until the next update on record.

    ``before`` and ``after`` are the status on that day; None if the milestone is not on record.
    ``restored`` has the milestone, with its parties afterwards, if it concerns one pair again.
    """

    update: StatusUpdate
    before: CurrentStatus | None
    after: CurrentStatus | None
    restored: Sequence[Milestone]
    consequences: Consequences = field(repr=False)

    @property
    def is_in_force(self) -> bool:
        """Whether the update is in force before it is withdrawn; if not, no status changes."""
        return self.before is not None and self.before.update == self.update


def effect_of_withdrawing_update(
    update: StatusUpdate, *, reason: str, withdrawn_by: Any = None, apply: bool = False
) -> UpdateWithdrawalEffect:
    """Withdraw an update if ``apply`` is true, and return what that changes; without it nothing
    is written. Raises what ``withdraw_update`` raises."""

    def status() -> CurrentStatus | None:
        return current_statuses([update.milestone_id], update.as_of).get(update.milestone_id)

    milestones = Milestone.objects.filter(pk=update.milestone_id)

    def withdraw() -> tuple[CurrentStatus | None, list[Milestone]]:
        withdraw_update(update, reason=reason, withdrawn_by=withdrawn_by)
        return status(), _with_other_parties(milestones, parties)

    before, parties = status(), _parties(milestones)
    (after, restored), consequences = consequences_of(withdraw, apply=apply)
    return UpdateWithdrawalEffect(update, before, after, restored, consequences)


def _parties(milestones: MilestoneQuerySet) -> dict[int, str]:
    return dict(milestones.order_by().values_list("pk", "parties"))


def _with_other_parties(
    milestones: MilestoneQuerySet, parties: Mapping[int, str]
) -> list[Milestone]:
    """Those that concern others than before."""
    changed = [pk for pk, now in _parties(milestones).items() if now != parties[pk]]
    return list(milestones.filter(pk__in=changed).order_by(*DOCUMENT_ORDER))


@dataclass(frozen=True)
class StatusEffect:
    """The latest roll-up of a milestone before and after an edition is withdrawn.

    None if it has no standing: an edition added it, and nothing else was recorded of it.
    """

    milestone: Milestone
    before: Status | None
    after: Status | None


@dataclass(frozen=True)
class EditionWithdrawalEffect:
    """The milestones whose latest roll-up changes if an edition is withdrawn, and the figures.

    ``restored`` are those that concern one pair again, with their parties afterwards.
    """

    statuses: Sequence[StatusEffect]
    restored: Sequence[Milestone]
    consequences: Consequences = field(repr=False)


def effect_of_withdrawing_edition(
    report: StatusReport, *, reason: str, withdrawn_by: Any = None, apply: bool = False
) -> EditionWithdrawalEffect:
    """Withdraw an edition if ``apply`` is true, and return what that changes; without it nothing
    is written. Raises what ``withdraw_edition`` raises."""
    milestones = Milestone.objects.filter(updates__report=report).distinct()

    def withdraw() -> tuple[dict[int, Status], list[Milestone]]:
        withdraw_edition(report, reason=reason, withdrawn_by=withdrawn_by)
        return _latest_statuses(report), _with_other_parties(milestones, parties)

    before, parties = _latest_statuses(report), _parties(milestones)
    (after, restored), consequences = consequences_of(withdraw, apply=apply)
    statuses = [
        StatusEffect(milestone, before.get(milestone.pk), after.get(milestone.pk))
        for milestone in milestones.order_by(*DOCUMENT_ORDER)
        if before.get(milestone.pk) != after.get(milestone.pk)
    ]
    return EditionWithdrawalEffect(statuses, restored, consequences)


def _latest_statuses(report: StatusReport) -> dict[int, Status]:
    """The roll-up that is in force until the next update, of each milestone of an edition."""
    latest = Standing.objects.filter(pair=Pair.ALL, until_date=None)
    of_report = latest.filter(milestone__in=report.updates.order_by().values("milestone"))
    return {pk: Status(status) for pk, status in of_report.values_list("milestone", "status")}
