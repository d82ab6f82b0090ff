"""What recording would change, told before anything is recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from milestones.actions import StatusUpdateInput, record_statuses
from milestones.history import CurrentStatus, LineChange, current_statuses, line_changes
from milestones.models import Milestone, StatusUpdate


@dataclass(frozen=True)
class UpdateEffect:
    """What an update changes from its day on, until the next one on record.

    ``before`` is None if the milestone is not on record on that day.
    """

    as_of: dt.date
    before: CurrentStatus | None
    after: CurrentStatus

    @property
    def milestone(self) -> Milestone:
        """The milestone as it will stand."""
        return self.after.milestone

    @property
    def corrects(self) -> StatusUpdate | None:
        """The update of the same day that will no longer be in force; None if there is none."""
        former = self.before.update if self.before else None
        return former if former and former.as_of == self.as_of else None

    @property
    def lines(self) -> list[LineChange]:
        """What changes for each pair, or for all parties."""
        former = self.before.lines if self.before else []
        return line_changes(self.milestone.pairs, former, self.after.lines)

    @property
    def changes_anything(self) -> bool:
        """Whether anything is said otherwise; if not, it is said again of a later day."""
        return any(line.is_new for line in self.lines)


@dataclass(frozen=True)
class Preview:
    """What recording some updates for one day would change.

    ``newest_before`` and ``newest_after`` are the newest days on record, which pages tell of
    when no other day is asked for.
    """

    changes: Sequence[UpdateEffect]
    newest_before: dt.date | None
    newest_after: dt.date | None


def preview(news: Sequence[StatusUpdateInput]) -> Preview:
    """What recording these updates, all for one day, would change. Nothing is recorded.

    They are recorded and that is undone, so the preview says what would come of it by the very
    rules that make it so. Raises RecordRejected with all that would be refused.
    """
    as_of, ids = news[0].as_of, [new.milestone.pk for new in news]
    newest_before = StatusUpdate.objects.newest_as_of()
    before = current_statuses(ids, as_of)
    with transaction.atomic():
        record_statuses(news)
        after = current_statuses(ids, as_of)
        newest_after = StatusUpdate.objects.newest_as_of()
        transaction.set_rollback(True)
    changes = [UpdateEffect(as_of, before.get(pk), after[pk]) for pk in ids]
    return Preview(changes, newest_before, newest_after)
