"""What a spreadsheet would change in the record."""

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
    """What a person says of a spreadsheet as a whole.

    ``as_of`` is the day from which things stand as it says, ``source`` where the person has it
    from, ``reason`` why it corrects what is on record for that very day. ``recorded_by`` records
    only what they may; None, on the command line, may record everything.
    """

    as_of: dt.date
    source: str
    reason: str = ""
    recorded_by: Any = None


@dataclass(frozen=True)
class SheetChange:
    """A milestone of which the spreadsheet says something else than the record.

    ``lines`` has old and new of each pair, or of all parties, of which it does; ``rows`` are the
    rows that it comes from.
    """

    update: StatusUpdateInput
    lines: Sequence[LineChange]
    rows: Sequence[int]

    @property
    def milestone(self) -> Milestone:
        """Whose status changes."""
        return self.update.milestone


@dataclass
class SheetDiff:
    """What a spreadsheet would change, milestone by milestone; nothing while it has problems.

    ``unchanged`` counts the milestones of which it says what is on record. ``older`` has the
    codes of those that nobody edited in it, and of which something newer was recorded since it
    was exported. ``ignored`` has, for columns that are not read, the rows in which they were
    changed. ``recorded`` has the updates once they are on record.
    """

    occasion: ImportContext
    changes: list[SheetChange] = field(default_factory=list)
    unchanged: int = 0
    older: list[str] = field(default_factory=list)
    ignored: dict[str, list[int]] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    recorded: list[StatusUpdate] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether it can be applied."""
        return not self.problems

    @property
    def fingerprint(self) -> str:
        """The same as long as just the same would be recorded, upon just the same record."""
        updates = [change.update for change in self.changes]
        said = [
            (one.milestone.code, one.seen, one.as_of, one.source, one.reason, list(one.lines))
            for one in updates
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()
