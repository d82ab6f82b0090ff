"""The picture of a milestone that its rows and what stood before make together."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.documents.records import StatusRecord
from milestones.documents.statuses import read_status
from milestones.documents.text import Line, tidy
from milestones.history import line_for_pair
from milestones.imports.statuses.cells import dates, same_words
from milestones.imports.statuses.errors import RowProblem, SpreadsheetError, quoted
from milestones.imports.statuses.rows import ParsedRow
from milestones.models import PairStatus
from milestones.opendata.exports import restored

MAX_CHARACTERS = PairStatus._meta.get_field("as_reported").max_length or 0


def picture(entries: Sequence[ParsedRow], former: Sequence[PairStatus]) -> list[StatusLine]:
    """What the rows say of all parties or of each pair; a pair without a row stays as it was.

    A cell that means what stood there before is left as it was, however it is written now.
    Raises SpreadsheetError for a date of several meanings, and for a pair of which nothing is
    known.
    """
    pairs = {entry.pair for entry in entries}
    left = set() if Pair.ALL in pairs else {*entries[0].milestone.pairs} - pairs
    problems: list[RowProblem] = []
    lines: list[StatusLine] = []
    for entry in entries:
        try:
            lines.append(_said(entry, replaced_lines(entry, former)))
        except SpreadsheetError as error:
            problems += error.problems
    for pair in left:
        if line := line_for_pair(former, pair):
            lines.append(_carried(pair, line))
        else:
            message = _("Add a row for %(pair)s: nothing was reported for it yet.")
            problems.append(entries[0].problem("pair", message % {"pair": pair.label}))
    if problems:
        raise SpreadsheetError(problems)
    return sorted(lines, key=lambda line: list(Pair).index(line.pair))


def replaced_lines(entry: ParsedRow, former: Sequence[PairStatus]) -> list[PairStatus]:
    """What a row takes the place of: the line of its pair, that of all parties if it was split
    off from it, or both pairs' if they were put together."""
    line = line_for_pair(former, entry.pair)
    return [line] if line else list(former)


def parse_wording(words: str) -> StatusRecord | None:
    """What the words say in the way of the report; None if they are anybody's own."""
    if len(words) > MAX_CHARACTERS:
        return None
    try:
        return read_status(Line(0, words))
    except ValueError:
        return None


def _said(entry: ParsedRow, before: Sequence[PairStatus]) -> StatusLine:
    cell = entry.row["as_reported"]
    same = [
        line
        for line in before
        if same_words(cell.strip() or entry.status.english, line.as_reported)
    ]
    if same:
        words, note = same[0].as_reported, same[0].note
    else:
        words = restored(tidy(cell))
        said = parse_wording(words)
        note = said.note if said else ""
    return StatusLine(entry.pair, entry.status, words, _revised(entry, before), note)


def _revised(entry: ParsedRow, before: Sequence[PairStatus]) -> ImpreciseDate | None:
    cell = entry.row["revised_deadline"].strip()
    if not cell:
        return None
    readings = dates(cell)
    for line in before:
        if line.revised in readings:
            return line.revised
    if len(readings) > 1:
        message = _("“%(cell)s” may be %(dates)s: write one of these.")
        either = _("or")
        codes = f" {either} ".join(sorted(date.code for date in readings))
        raise SpreadsheetError(
            [entry.problem("revised_deadline", message % {"cell": quoted(cell), "dates": codes})]
        )
    return readings.pop()


def _carried(pair: Pair, line: PairStatus) -> StatusLine:
    return StatusLine(pair, Status(line.status), line.as_reported, line.revised, line.note)
