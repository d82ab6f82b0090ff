"""Preview what recording would change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from milestones.actions import StatusUpdateInput, record_statuses
from milestones.actions.consequences import Consequences, consequences_of
from milestones.history import CurrentStatus, LineChange, current_statuses, line_changes
from milestones.models import Milestone, StatusUpdate


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
        """Whether any line changes; if not, the update confirms the status for a later day."""
        return any(line.is_new for line in self.lines)


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
