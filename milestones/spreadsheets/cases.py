"""The rows of a milestone beside what is on record of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from milestones.actions.checks import lines_of
from milestones.actions.histories import History, Picture
from milestones.choices import Pair
from milestones.chronicle import LineChange, line_changes
from milestones.models import Milestone, PairStatus
from milestones.spreadsheets.entries import Entry
from milestones.spreadsheets.pictures import picture
from milestones.spreadsheets.problems import SpreadsheetError


@dataclass(frozen=True)
class Case:
    """The rows of one milestone, and its record."""

    entries: Sequence[Entry]
    history: History

    @property
    def milestone(self) -> Milestone:
        """Of which the rows tell."""
        return self.entries[0].milestone

    @cached_property
    def standing(self) -> Picture | None:
        """The newest picture on record; None while the milestone is planned."""
        pictures = self.history.pictures
        return pictures[max(pictures)] if pictures else None

    @property
    def before(self) -> Sequence[PairStatus]:
        """What is on record of each pair."""
        return self.standing.lines if self.standing else []

    @property
    def marked(self) -> list[Entry]:
        """The rows that say what they were exported from; those that somebody added do not."""
        return [entry for entry in self.entries if entry.is_marked]

    @property
    def is_fresh(self) -> bool:
        """Whether the rows were exported from what stands now."""
        return self.is_from(self.standing) if self.standing else not self.marked

    def is_from(self, one: Picture) -> bool:
        """Whether the rows were exported from this very picture."""
        return bool(self.marked) and all(entry.is_from(one.update) for entry in self.marked)

    def says(self, one: Picture) -> bool:
        """Whether the rows say of each pair what a picture does."""
        try:
            lines = lines_of(None, picture(self.entries, one.lines))
        except SpreadsheetError:
            return False
        return not news(self.milestone, one.lines, lines)

    def rows_of(self, changes: Sequence[LineChange]) -> list[int]:
        """The rows that changes come from: those of their pairs, else all."""
        pairs = {change.pair for change in changes}
        rows = [
            entry.row.number
            for entry in self.entries
            if entry.pair in pairs or Pair.ALL in {entry.pair, *pairs}
        ]
        return rows or [entry.row.number for entry in self.entries]


def news(
    milestone: Milestone, before: Sequence[PairStatus], after: Sequence[PairStatus]
) -> list[LineChange]:
    """What is said otherwise of a pair; how the pairs are put together does not matter."""
    return [change for change in line_changes(milestone.pairs, before, after) if change.is_new]
