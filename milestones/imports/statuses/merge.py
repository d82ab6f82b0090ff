"""Merge a milestone's rows into its current status lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from milestones.choices import Pair
from milestones.dates import ImpreciseDate
from milestones.documents.records import StatusLine
from milestones.documents.statuses import read_status
from milestones.documents.text import Line, tidy
from milestones.history import line_for_pair
from milestones.imports.statuses.cells import dates, same_words
from milestones.imports.statuses.errors import RowProblem, SpreadsheetError, quoted
from milestones.imports.statuses.rows import ParsedRow
from milestones.models import PairStatus
from milestones.opendata.exports import unescape_formula

MAX_CHARACTERS = PairStatus._meta.get_field("as_reported").max_length or 0


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


def _build_line(entry: ParsedRow, former: Sequence[StatusLine]) -> StatusLine:
    cell = entry.row["as_reported"]
    matches = [
        line
        for line in former
        if same_words(cell.strip() or entry.status.english, line.as_reported)
    ]
    if matches:
        words, note = matches[0].as_reported, matches[0].note
    else:
        words = unescape_formula(tidy(cell))
        parsed = parse_wording(words)
        note = parsed.note if parsed else ""
    return StatusLine(entry.pair, entry.status, words, _revised_deadline(entry, former), note)


def _revised_deadline(entry: ParsedRow, former: Sequence[StatusLine]) -> ImpreciseDate | None:
    cell = entry.row["revised_deadline"].strip()
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
        raise SpreadsheetError(
            [entry.problem("revised_deadline", message % {"cell": quoted(cell), "dates": codes})]
        )
    return possible_dates.pop()
