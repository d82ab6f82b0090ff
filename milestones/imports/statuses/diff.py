"""The changes that a spreadsheet would make to the record."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter
from typing import Any

from milestones.actions import StatusUpdateInput
from milestones.history import LineChange
from milestones.imports.common import Difference
from milestones.imports.statuses.errors import RowProblem
from milestones.models import Milestone


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
        return self.update.milestone

    @property
    def row_numbers(self) -> str:
        return in_words(self.rows)


@dataclass
class SheetDiff(Difference):
    """The changes of a spreadsheet by milestone; none can be recorded while it has problems.

    ``unchanged`` counts the milestones whose rows match the record. ``older`` has the codes of
    milestones whose rows were not edited, and which were updated since the export. ``ignored``
    has, for each column that is not read, the numbers of the rows in which it was edited;
    ``damaged``, for each column, the rows whose words on record a program read in another
    encoding: they count as unedited.
    """

    context: ImportContext
    changes: list[SheetChange] = field(default_factory=list)
    unchanged: int = 0
    older: list[str] = field(default_factory=list)
    ignored: dict[str, list[int]] = field(default_factory=dict)
    damaged: dict[str, list[int]] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def ignored_rows(self) -> Iterator[tuple[str, str]]:
        """The columns in ``ignored``, with the numbers of their rows in words."""
        return ((column, in_words(rows)) for column, rows in self.ignored.items())

    @property
    def damaged_rows(self) -> Iterator[tuple[str, str]]:
        """The columns in ``damaged``, with the numbers of their rows in words."""
        return ((column, in_words(rows)) for column, rows in self.damaged.items())

    @property
    def damaged_count(self) -> int:
        """How many cells were damaged."""
        return sum(map(len, self.damaged.values()))

    @property
    def fingerprint(self) -> str:
        """A hash of the updates and of the record that they change (their ``seen``)."""
        values = attrgetter("milestone.code", "seen", "as_of", "source", "reason")
        contents = [(*values(change.update), list(change.update.lines)) for change in self.changes]
        return hashlib.sha256(repr(contents).encode()).hexdigest()


def in_words(rows: Sequence[int]) -> str:
    """Name rows by their numbers: ``row 7`` or ``rows 2–4, 7``."""
    jumps = [(last, following) for last, following in pairwise(rows) if following > last + 1]
    starts = [rows[0], *(following for _last, following in jumps)]
    ends = [*(last for last, _following in jumps), rows[-1]]
    runs = (
        str(start) if start == end else f"{start}–{end}"
        for start, end in zip(starts, ends, strict=True)
    )
    return f"{'row' if len(rows) == 1 else 'rows'} {', '.join(runs)}"
