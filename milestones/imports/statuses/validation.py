"""What keeps a change from being recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from milestones.actions import ValidationIssue
from milestones.actions.validation import build_lines, refusals
from milestones.choices import Status
from milestones.documents.records import StatusRecord
from milestones.imports.statuses.cells import same_words
from milestones.imports.statuses.diff import SheetChange
from milestones.imports.statuses.errors import RowProblem, quoted
from milestones.imports.statuses.merge import MAX_CHARACTERS, parse_wording, replaced_lines
from milestones.imports.statuses.milestone_rows import MilestoneRows
from milestones.imports.statuses.rows import ParsedRow
from milestones.models import PairStatus, StatusReport

_COLUMNS = {"status": "status", "pair": "pair", "as_of": "as_of", "reason": "as_of"}
"""The column that a refusal is about, by its field."""


def problems_of(change: SheetChange, case: MilestoneRows) -> list[RowProblem]:
    """Everything that keeps a change from being recorded, with the row it comes from."""
    new, row = change.update, change.rows[0]
    lines = {line.pair: line for line in build_lines(None, new.lines)}
    found = [
        problem
        for entry in case.entries
        for problem in _of_the_line(entry, lines[entry.pair], replaced_lines(entry, case.before))
    ]
    if case.standing and case.standing.update.as_of > new.as_of:
        message = _("%(code)s has a status as of %(newest)s: record a change as of a later day.")
        values = {"code": case.milestone.code, "newest": case.standing.update.as_of}
        found.append(RowProblem(row, "as_of", message % values))
    return found or [_of_the_refusal(refusal, row) for refusal in refusals(new, None, case.history)]


def _of_the_refusal(refusal: ValidationIssue, row: int) -> RowProblem:
    """What the writer has against it: of the occasion, or of a row."""
    if refusal.field == "source":
        return RowProblem(0, "", refusal.message)
    return RowProblem(row, _COLUMNS.get(refusal.field, ""), refusal.message)


def _of_the_line(
    entry: ParsedRow, line: PairStatus, before: Sequence[PairStatus]
) -> Iterator[RowProblem]:
    """What is wrong with a row that says something else than the lines it takes the place of."""
    if any(_said(line) == _said(former) for former in before):
        return
    said = parse_wording(line.as_reported)
    yield from _of_the_words(entry, line, before, said)
    newly_delayed = line.status == Status.DELAYED != _furthest_behind(before)
    if newly_delayed and said and not said.note and not line.revised:
        message = _("Say in words why it is delayed, or until when in revised_deadline.")
        yield entry.problem("as_reported", message)
    if len(line.as_reported) > MAX_CHARACTERS:
        message = _("The words have more than %(most)s characters.") % {"most": MAX_CHARACTERS}
        yield entry.problem("as_reported", message)


def _said(line: PairStatus) -> tuple[object, ...]:
    return line.status, line.as_reported, line.revised


def _furthest_behind(lines: Sequence[PairStatus]) -> str | None:
    return min(lines, key=lambda line: line.rank).status if lines else None


def _of_the_words(
    entry: ParsedRow, line: PairStatus, before: Sequence[PairStatus], said: StatusRecord | None
) -> Iterator[RowProblem]:
    """Words that belong to another status or date: the former one, or none at all."""
    left = any(
        line.as_reported == former.as_reported and line.status != former.status for former in before
    )
    if left or (said and said.status != line.status):
        message = _("The words say “%(words)s”, but the status is %(status)s: clear or edit them.")
        values = {"words": quoted(line.as_reported), "status": Status(line.status).label}
        yield entry.problem("as_reported", message % values)
    elif said and said.revised and said.revised != line.revised:
        message = _("The words say %(date)s: write the same here, or edit the words.")
        yield entry.problem("revised_deadline", message % {"date": said.revised.code})


def note_ignored(cases: Sequence[MilestoneRows], ignored: dict[str, list[int]]) -> None:
    """Note for each such column the rows in which it says something else than the export did.

    An empty cell says nothing, and a label may follow its status.
    """
    reports = {case.standing.update.report_id for case in cases if case.standing} - {None}
    titles = dict(StatusReport.objects.filter(pk__in=reports).values_list("pk", "title"))
    for case in cases:
        for entry in case.entries:
            for column, expected in _expected(entry, case, titles).items():
                cell = entry.row[column].strip()
                if cell and not any(same_words(cell, words) for words in expected):
                    ignored.setdefault(column, []).append(entry.row.number)


def _expected(
    entry: ParsedRow, case: MilestoneRows, titles: Mapping[int | None, str]
) -> dict[str, set[str]]:
    """What may stand in each of these columns."""
    lines = replaced_lines(entry, case.before)
    return {
        "priority_area": {case.milestone.initiative.area.name},
        "status_label": {entry.status.english, *(Status(line.status).english for line in lines)},
        "report": {titles.get(case.standing.update.report_id, "")} if case.standing else set(),
        "source_line": {str(line.source_line or "") for line in lines},
    }
