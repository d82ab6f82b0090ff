"""The changes that a spreadsheet would make to the record."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from milestones.actions import StatusUpdateInput
from milestones.history import LineChange
from milestones.imports.statuses.errors import RowProblem
from milestones.models import Milestone, StatusUpdate


@dataclass(frozen=True)
class ImportContext:
    """What applies to all changes of a spreadsheet.

    ``as_of`` is the day from which the new statuses hold, ``source`` where the person has them
    from, ``reason`` why they correct what is recorded for that same day. ``recorded_by`` may
    record in their own areas only; None, on the command line, may record everything.
    """

    as_of: dt.date
    source: str
    reason: str = ""
    recorded_by: Any = None


@dataclass(frozen=True)
class SheetChange:
    """A milestone whose status in the spreadsheet differs from the record.

    ``lines`` has the old and the new line of each pair, or of all parties, that differs;
    ``rows`` has the numbers of the rows that the change comes from.
    """

    update: StatusUpdateInput
    lines: Sequence[LineChange]
    rows: Sequence[int]

    @property
    def milestone(self) -> Milestone:
        """The milestone whose status changes."""
        return self.update.milestone


@dataclass
class SheetDiff:
    """The changes of a spreadsheet by milestone; none can be recorded while it has problems.

    ``unchanged`` counts the milestones whose rows match the record. ``older`` has the codes of
    milestones whose rows were not edited, and which were updated since the export. ``ignored``
    has, for each column that is not read, the numbers of the rows in which it was edited.
    ``recorded`` has the updates once they are recorded.
    """

    context: ImportContext
    changes: list[SheetChange] = field(default_factory=list)
    unchanged: int = 0
    older: list[str] = field(default_factory=list)
    ignored: dict[str, list[int]] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    recorded: list[StatusUpdate] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether the changes can be recorded."""
        return not self.problems

    @property
    def fingerprint(self) -> str:
        """A hash of the updates and of the record that they change (their ``seen``)."""
        updates = [change.update for change in self.changes]
        contents = [
            (
                update.milestone.code,
                update.seen,
                update.as_of,
                update.source,
                update.reason,
                list(update.lines),
            )
            for update in updates
        ]
        return hashlib.sha256(repr(contents).encode()).hexdigest()
