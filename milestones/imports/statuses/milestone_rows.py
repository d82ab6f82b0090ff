"""The rows of a milestone together with its record, and the status lines that they make."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _

from milestones.actions.state import DayStatus, MilestoneHistory
from milestones.choices import Pair
from milestones.dates import ImpreciseDate
from milestones.documents.records import StatusLine
from milestones.documents.statuses import read_status
from milestones.documents.text import Line, tidy
from milestones.history import LineChange, changed_lines, line_for_pair, lines_of
from milestones.imports.statuses.cells import bare, dates, same_words
from milestones.imports.statuses.damage import is_damaged
from milestones.imports.statuses.errors import RowProblem, SpreadsheetError, quoted
from milestones.imports.statuses.rows import ParsedRow
from milestones.models import Milestone, PairStatus, StatusUpdate
from milestones.opendata.exports.escaping import unescape_formula

MAX_CHARACTERS = PairStatus._meta.get_field("as_reported").max_length or 0


@dataclass(frozen=True)
class MilestoneRows:
    """The rows of one milestone, with its recorded history."""

    entries: Sequence[ParsedRow]
    history: MilestoneHistory

    @property
    def milestone(self) -> Milestone:
        return self.entries[0].milestone

    @cached_property
    def standing(self) -> DayStatus | None:
        """The newest recorded status; None while the milestone is planned."""
        return self.history.status_on(dt.date.max)

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

    def is_from(self, status: DayStatus) -> bool:
        """Whether the rows, apart from added ones, were exported from this status."""
        return bool(self.marked) and all(entry.is_from(status.update) for entry in self.marked)

    def matches(self, status: DayStatus) -> bool:
        """Whether the rows have the same content as a status, pair by pair."""
        try:
            lines = merge_lines(self.entries, status.lines)
        except SpreadsheetError:
            return False
        return not changed_lines(self.milestone.pairs, status.lines, lines)

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
        message = _("Leave this as exported: it identifies the status that you edited.")
        yield case.entries[0].problem("as_of", message)
    current = case.standing.update if case.standing else None
    for entry in case.marked:
        if current and entry.is_from(current):
            continue
        column = "recorded_at" if current and entry.is_from_day(current.as_of) else "as_of"
        message = (
            _("The record of %(code)s has changed since this export: edit a fresh one.")
            if is_known
            else _("“%(cell)s” is not what the export had here: leave this column as it was.")
        )
        values = {"code": entry.milestone.code, "cell": quoted(entry.row[column])}
        yield entry.problem(column, message % values)


def merge_lines(entries: Sequence[ParsedRow], former: Sequence[StatusLine]) -> list[StatusLine]:
    """Merge rows into the former lines: one line for all parties, or one for each pair.

    A pair without a row keeps its former line. A cell that still means the former value keeps
    that value, however it is formatted now. Raises SpreadsheetError for an ambiguous date, and
    for a pair that has neither a row nor a former line.
    """
    pairs = {entry.pair for entry in entries}
    without_row = set() if Pair.ALL in pairs else {*entries[0].milestone.pairs} - pairs
    problems: list[RowProblem] = []
    lines: list[StatusLine] = []
    for entry in entries:
        try:
            lines.append(_build_line(entry, replaced_lines(entry, former)))
        except SpreadsheetError as error:
            problems += error.problems
    for pair in without_row:
        if line := line_for_pair(former, pair):
            lines.append(replace(line, pair=pair, source_line=None))
        else:
            message = _("Add a row for %(pair)s: nothing was reported for it yet.")
            problems.append(entries[0].problem("pair", message % {"pair": pair.label}))
    if problems:
        raise SpreadsheetError(problems)
    return sorted(lines, key=lambda line: list(Pair).index(line.pair))


def replaced_lines(entry: ParsedRow, former: Sequence[StatusLine]) -> list[StatusLine]:
    """The former lines that a row replaces.

    That is the line of its pair; the line of all parties if the row splits it; the lines of both
    pairs if the row joins them.
    """
    line = line_for_pair(former, entry.pair)
    return [line] if line else list(former)


def parse_wording(words: str) -> StatusLine | None:
    """Parse words that are in the report's format; None if they are not."""
    if len(words) > MAX_CHARACTERS:
        return None
    try:
        return read_status(Line(0, words))
    except ValueError:
        return None


def _keeps_words(entry: ParsedRow, former: StatusLine) -> bool:
    """Whether the words are those of a former line, neither edited nor cleared."""
    cell = entry.row["as_reported"].strip() or entry.status.english
    return same_words(cell, former.as_reported) or is_damaged(cell, former.as_reported)


def _is_label(line: StatusLine) -> bool:
    """Whether the words say no more than the status, in whatever case."""
    parsed = parse_wording(line.as_reported)
    return parsed is not None and parsed.content == (line.status, line.as_reported, None, "")


def _build_line(entry: ParsedRow, former: Sequence[StatusLine]) -> StatusLine:
    cell = entry.row["as_reported"]
    kept = next((line for line in former if _keeps_words(entry, line)), None)
    if kept and kept.status != entry.status and _is_label(kept):
        words = note = ""
    elif kept:
        words, note = kept.as_reported, kept.note
    else:
        words = unescape_formula(tidy(cell))
        parsed = parse_wording(words)
        note = parsed.note if parsed else ""
    return StatusLine(entry.pair, entry.status, words, _revised_deadline(entry, former), note)


def _revised_deadline(entry: ParsedRow, former: Sequence[StatusLine]) -> ImpreciseDate | None:
    cell = bare(entry.row["revised_deadline"])
    if not cell:
        return None
    possible_dates = dates(cell)
    for line in former:
        if line.revised in possible_dates:
            return line.revised
    if len(possible_dates) > 1:
        message = _("“%(cell)s” may be %(dates)s: write one of these.")
        conjunction = _("or")
        codes = f" {conjunction} ".join(sorted(date.code for date in possible_dates))
        values = {"cell": quoted(cell), "dates": codes}
        raise SpreadsheetError([entry.problem("revised_deadline", message % values)])
    return possible_dates.pop()
