"""The rows of a milestone together with its record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from milestones.actions.state import DayStatus, MilestoneHistory
from milestones.choices import Pair
from milestones.documents.records import StatusLine
from milestones.history import LineChange, changed_lines, lines_of
from milestones.imports.statuses.errors import RowProblem, SpreadsheetError, quoted
from milestones.imports.statuses.merge import merge_lines
from milestones.imports.statuses.rows import ParsedRow
from milestones.models import Milestone, StatusUpdate


@dataclass(frozen=True)
class MilestoneRows:
    """The rows of one milestone, with its recorded history."""

    entries: Sequence[ParsedRow]
    history: MilestoneHistory

    @property
    def milestone(self) -> Milestone:
        """The milestone that the rows are about."""
        return self.entries[0].milestone

    @cached_property
    def standing(self) -> DayStatus | None:
        """The newest recorded status; None while the milestone is planned."""
        statuses_by_day = self.history.statuses_by_day
        return statuses_by_day[max(statuses_by_day)] if statuses_by_day else None

    @property
    def before(self) -> Sequence[StatusLine]:
        """The lines of the newest recorded status; empty while the milestone is planned."""
        return self.standing.lines if self.standing else []

    @property
    def marked(self) -> list[ParsedRow]:
        """The rows that name the update they were exported from; rows added by hand do not."""
        return [entry for entry in self.entries if entry.is_marked]

    @property
    def is_current(self) -> bool:
        """Whether the rows were exported from the newest status, or added where there is none."""
        return self.is_from(self.standing) if self.standing else not self.marked

    def is_from(self, one: DayStatus) -> bool:
        """Whether the rows, apart from added ones, were exported from this status."""
        return bool(self.marked) and all(entry.is_from(one.update) for entry in self.marked)

    def says(self, one: DayStatus) -> bool:
        """Whether the rows have the same content as a status, pair by pair."""
        try:
            lines = merge_lines(self.entries, one.lines)
        except SpreadsheetError:
            return False
        return not changed_lines(self.milestone.pairs, one.lines, lines)

    def rows_of(self, changes: Sequence[LineChange]) -> list[int]:
        """The numbers of the rows that changes come from: those of their pairs, else all."""
        pairs = {change.pair for change in changes}
        rows = [
            entry.row.number
            for entry in self.entries
            if entry.pair in pairs or Pair.ALL in {entry.pair, *pairs}
        ]
        return rows or [entry.row.number for entry in self.entries]


def exported_statuses(cases: Sequence[MilestoneRows]) -> Mapping[int, list[DayStatus]]:
    """The statuses, in force or not, that rows were exported from, by the milestone's key."""
    exported: dict[int, list[DayStatus]] = defaultdict(list)
    by_milestone = {case.milestone.pk: case for case in cases if case.marked}
    if not by_milestone:
        return exported
    updates = StatusUpdate.objects.filter(milestone__in=by_milestone).prefetch_related("lines")
    for update in updates:
        status = DayStatus(update, lines_of(update))
        if by_milestone[update.milestone_id].is_from(status):
            exported[update.milestone_id].append(status)
    return exported


def stale_row_problems(case: MilestoneRows, *, is_known: bool) -> Iterator[RowProblem]:
    """Yield why edited rows may not change the record, row by row.

    ``is_known`` is whether they were exported from any recorded status.
    """
    if not case.marked:
        message = _("Leave what the export has here: it tells which status you set out from.")
        yield case.entries[0].problem("as_of", message)
    for entry in case.marked:
        if not (case.standing and entry.is_from(case.standing.update)):
            yield _export_mark_problem(entry, case.standing, is_known=is_known)


def _export_mark_problem(
    entry: ParsedRow, standing: DayStatus | None, *, is_known: bool
) -> RowProblem:
    same_day = standing is not None and entry.is_from_day(standing.update.as_of)
    column = "recorded_at" if same_day else "as_of"
    if is_known:
        message = _("The record of %(code)s has changed since this export: edit a fresh one.")
        return entry.problem(column, message % {"code": entry.milestone.code})
    message = _("“%(cell)s” is not what the export had here: leave this column as it was.")
    return entry.problem(column, message % {"cell": quoted(entry.row[column])})
