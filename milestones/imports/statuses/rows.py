"""What each row says, before anybody looks at what is on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from milestones.actions.state import in_batches
from milestones.choices import SCALE, Pair, Status
from milestones.documents.text import tidy
from milestones.imports.statuses.cells import dates, is_day, is_instant
from milestones.imports.statuses.errors import RowProblem, quoted
from milestones.imports.statuses.reader import SheetRow
from milestones.models import Milestone, StatusUpdate
from milestones.normalization import normalized_code, normalized_pair

_STATUSES = {name.casefold(): one for one in SCALE for name in (one.value, one.english)}
_EXPECTED = ", ".join(SCALE)


@dataclass(frozen=True)
class ParsedRow:
    """A row whose milestone, pair and status are known."""

    row: SheetRow
    milestone: Milestone
    pair: Pair
    status: Status

    def problem(self, column: str, message: str) -> RowProblem:
        """Something wrong with a cell of the row."""
        return RowProblem(self.row.number, column, message)

    @property
    def is_marked(self) -> bool:
        """Whether it says which update it was exported from; a row that was added does not."""
        return bool(self.row["as_of"].strip() or self.row["recorded_at"].strip())

    def is_from_day(self, as_of: dt.date) -> bool:
        """Whether it was exported from an update as of this day."""
        return is_day(self.row["as_of"].strip(), as_of)

    def is_from(self, update: StatusUpdate) -> bool:
        """Whether it was exported from this very update, recorded at the same second."""
        recorded_at = self.row["recorded_at"].strip()
        return self.is_from_day(update.as_of) and is_instant(recorded_at, update.recorded_at)


Entries = list[ParsedRow]


def entries_of(rows: Sequence[SheetRow]) -> tuple[dict[int, Entries], list[RowProblem]]:
    """The entries of each milestone of which every row can be understood, and what is wrong."""
    codes = {row.number: normalized_code(row["code"]).strip() for row in rows}
    milestones = _milestones(codes.values())
    entries: dict[int, Entries] = {}
    problems: list[RowProblem] = []
    faulty: set[int] = set()
    for row in rows:
        milestone = milestones.get(codes[row.number])
        found = list(_of_the_row(row, milestone))
        if milestone and not found:
            pair, status = Pair(_pair(row)), _STATUSES[_status(row)]
            entries.setdefault(milestone.pk, []).append(ParsedRow(row, milestone, pair, status))
        elif milestone:
            faulty.add(milestone.pk)
        problems += found
    for pk, together in entries.items():
        found = list(_of_the_pairs(together))
        problems += found
        if found:
            faulty.add(pk)
    return {pk: one for pk, one in entries.items() if pk not in faulty}, problems


def _milestones(codes: Iterable[str]) -> Mapping[str, Milestone]:
    return {
        milestone.code: milestone
        for some in in_batches(sorted(set(codes)))
        for milestone in Milestone.objects.filter(code__in=some).select_related("initiative__area")
    }


def _pair(row: SheetRow) -> str:
    return normalized_pair(row["pair"])


def _status(row: SheetRow) -> str:
    return tidy(row["status"]).casefold()


def _of_the_row(row: SheetRow, milestone: Milestone | None) -> Iterator[RowProblem]:
    if milestone is None:
        message = _("There is no milestone “%(code)s”.")
        yield RowProblem(row.number, "code", message % {"code": quoted(row["code"])})
    if _pair(row) not in Pair.values:
        message = _("“%(pair)s” is no pair: write %(pairs)s.")
        values = {"pair": quoted(row["pair"]), "pairs": ", ".join(Pair.values)}
        yield RowProblem(row.number, "pair", message % values)
    elif milestone and _pair(row) not in {Pair.ALL, *milestone.pairs}:
        message = _("%(code)s does not concern %(pair)s.")
        values = {"code": milestone.code, "pair": _pair(row)}
        yield RowProblem(row.number, "pair", message % values)
    if _status(row) not in _STATUSES:
        message = _("“%(status)s” is not a status: write %(statuses)s.")
        values = {"status": quoted(row["status"]), "statuses": _EXPECTED}
        yield RowProblem(row.number, "status", message % values)
    revised = row["revised_deadline"].strip()
    if revised and not dates(revised):
        message = _("“%(code)s” is not a date: write 2007-12-31, 2006-12, 2006-Fall or 2008.")
        yield RowProblem(row.number, "revised_deadline", message % {"code": quoted(revised)})


def _of_the_pairs(together: Entries) -> Iterator[RowProblem]:
    """A milestone has one row for all parties, or one for each pair."""
    seen: dict[Pair, int] = {}
    for entry in together:
        code, pair = entry.milestone.code, entry.pair
        if pair in seen:
            message = _("%(code)s has a row for %(pair)s already: row %(row)s.")
            yield entry.problem(
                "pair", message % {"code": code, "pair": pair.label, "row": seen[pair]}
            )
        elif seen and Pair.ALL in {pair, *seen}:
            yield entry.problem(
                "pair", _("Give one status for all parties, or one for each pair, not both.")
            )
        seen.setdefault(pair, entry.row.number)
