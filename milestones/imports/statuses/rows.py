"""Parse each row, before it is compared with the record."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from milestones.actions.state import StoredUpdate, in_batches
from milestones.choices import SCALE, Pair, Status
from milestones.imports.statuses.cells import bare, dates, is_day, is_instant
from milestones.imports.statuses.errors import RowProblem, quoted
from milestones.imports.statuses.reader import SheetRow
from milestones.models import Milestone, StatusUpdate
from milestones.normalization import normalized_code, normalized_pair, plain_dashes

_BETWEEN_WORDS = re.compile(r"[\s_/-]+")


def _status_words(text: str) -> str:
    """The words of a status or its code, however they are joined: ``on track``."""
    return _BETWEEN_WORDS.sub(" ", plain_dashes(bare(text))).casefold()


_STATUSES = {
    _status_words(name): status for status in SCALE for name in (status.value, status.english)
}
_STATUS_NAMES = ", ".join(SCALE)
_AROUND_DASH = re.compile(r"\s*-\s*")


@dataclass(frozen=True)
class ParsedRow:
    """A row with its milestone, pair and status."""

    row: SheetRow
    milestone: Milestone
    pair: Pair
    status: Status

    def problem(self, column: str, message: str) -> RowProblem:
        return RowProblem(self.row.number, column, message)

    @property
    def is_marked(self) -> bool:
        """Whether it names the update it was exported from; a row added by hand does not."""
        return bool(self.row["as_of"].strip() or self.row["recorded_at"].strip())

    def is_from_day(self, as_of: dt.date) -> bool:
        """Whether it was exported from an update as of this day."""
        return is_day(bare(self.row["as_of"]), as_of)

    def is_from(self, update: StatusUpdate | StoredUpdate) -> bool:
        """Whether it was exported from this update: same day, same time of recording."""
        recorded_at = bare(self.row["recorded_at"])
        return self.is_from_day(update.as_of) and is_instant(recorded_at, update.recorded_at)


def parse_rows(rows: Sequence[SheetRow]) -> tuple[dict[int, list[ParsedRow]], list[RowProblem]]:
    """Parse the rows, by the milestone's key; leave out a milestone if any row has a problem."""
    codes = {row.number: normalized_code(bare(row["code"])) for row in rows}
    milestones = _load_milestones(codes.values())
    entries: dict[int, list[ParsedRow]] = {}
    problems: list[RowProblem] = []
    faulty: set[int] = set()
    for row in rows:
        milestone = milestones.get(codes[row.number])
        row_problems = list(_check_row(row, milestone))
        if milestone and not row_problems:
            pair, status = Pair(_pair(row)), _STATUSES[_status(row)]
            entries.setdefault(milestone.pk, []).append(ParsedRow(row, milestone, pair, status))
        elif milestone:
            faulty.add(milestone.pk)
        problems += row_problems
    for pk, parsed_rows in entries.items():
        pair_problems = list(_check_pairs(parsed_rows))
        problems += pair_problems
        if pair_problems:
            faulty.add(pk)
    return {pk: parsed_rows for pk, parsed_rows in entries.items() if pk not in faulty}, problems


def _load_milestones(codes: Iterable[str]) -> Mapping[str, Milestone]:
    return {
        milestone.code: milestone
        for batch in in_batches(sorted(set(codes)))
        for milestone in Milestone.objects.filter(code__in=batch).select_related("initiative__area")
    }


def _pair(row: SheetRow) -> str:
    """The pair as people write it, too: as in the documents (``US- CN:``)."""
    return normalized_pair(_AROUND_DASH.sub("-", plain_dashes(bare(row["pair"])).rstrip(": ")))


def _status(row: SheetRow) -> str:
    return _status_words(row["status"])


def _check_row(row: SheetRow, milestone: Milestone | None) -> Iterator[RowProblem]:
    if milestone is None:
        message = _("There is no milestone “%(code)s”.")
        yield RowProblem(row.number, "code", message % {"code": quoted(row["code"])})
    if _pair(row) not in Pair.values:
        message = _("“%(pair)s” is not a country pair: write %(pairs)s.")
        values = {"pair": quoted(row["pair"]), "pairs": ", ".join(Pair.values)}
        yield RowProblem(row.number, "pair", message % values)
    elif milestone and _pair(row) not in {Pair.ALL, *milestone.pairs}:
        message = _("%(code)s does not concern %(pair)s.")
        values = {"code": milestone.code, "pair": _pair(row)}
        yield RowProblem(row.number, "pair", message % values)
    if _status(row) not in _STATUSES:
        message = _("“%(status)s” is not a status: write %(statuses)s.")
        values = {"status": quoted(row["status"]), "statuses": _STATUS_NAMES}
        yield RowProblem(row.number, "status", message % values)
    revised = bare(row["revised_deadline"])
    if revised and not dates(revised):
        message = _("“%(code)s” is not a date: write 2007-12-31, 2006-12, 2006-Fall or 2008.")
        yield RowProblem(row.number, "revised_deadline", message % {"code": quoted(revised)})


def _check_pairs(entries: list[ParsedRow]) -> Iterator[RowProblem]:
    """Check that a milestone has one row for all parties, or one for each pair."""
    row_by_pair: dict[Pair, int] = {}
    for entry in entries:
        code, pair = entry.milestone.code, entry.pair
        if pair in row_by_pair:
            message = _("%(code)s has a row for %(pair)s already: row %(row)s.")
            values = {"code": code, "pair": pair.label, "row": row_by_pair[pair]}
            yield entry.problem("pair", message % values)
        elif row_by_pair and Pair.ALL in {pair, *row_by_pair}:
            message = _("Give one status for all parties, or one for each pair, not both.")
            yield entry.problem("pair", message)
        row_by_pair.setdefault(pair, entry.row.number)
