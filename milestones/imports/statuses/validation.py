"""Validate changes before they are recorded, and note cells that are not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from milestones.actions import ValidationIssue
from milestones.actions.validation import validate
from milestones.choices import Status
from milestones.documents.records import StatusLine
from milestones.imports.statuses.cells import same_words
from milestones.imports.statuses.damage import is_damaged, looks_damaged
from milestones.imports.statuses.diff import SheetChange, SheetDiff
from milestones.imports.statuses.errors import RowProblem, quoted
from milestones.imports.statuses.milestone_rows import (
    MAX_CHARACTERS,
    MilestoneRows,
    parse_wording,
    replaced_lines,
)
from milestones.imports.statuses.rows import ParsedRow
from milestones.models import StatusReport

_COLUMNS = {"status": "status", "pair": "pair", "as_of": "as_of", "reason": "as_of"}
"""The column of a ValidationIssue, by its field."""


def problems_of(change: SheetChange, case: MilestoneRows) -> list[RowProblem]:
    """List what prevents a change from being recorded, with the row it comes from."""
    new, row = change.update, change.rows[0]
    lines = {line.pair: line.with_wording() for line in new.lines}
    problems = [
        problem
        for entry in case.entries
        for problem in _check_line(entry, lines[entry.pair], replaced_lines(entry, case.before))
    ]
    if case.standing and case.standing.update.as_of > new.as_of:
        message = _("%(code)s has a status as of %(newest)s: record a change as of a later date.")
        values = {"code": case.milestone.code, "newest": case.standing.update.as_of}
        problems.append(RowProblem(row, "as_of", message % values))
    return problems or [_row_problem(issue, row) for issue in validate(new, None, case.history)]


def _row_problem(issue: ValidationIssue, row: int) -> RowProblem:
    """Convert an issue: one of the source concerns the whole file, any other the row."""
    if issue.field == "source":
        return RowProblem(0, "", issue.message)
    return RowProblem(row, _COLUMNS.get(issue.field, ""), issue.message)


def _check_line(
    entry: ParsedRow, line: StatusLine, before: Sequence[StatusLine]
) -> Iterator[RowProblem]:
    """Check a row, unless it matches one of the lines it replaces."""
    if any(_comparison_key(line) == _comparison_key(former) for former in before):
        return
    parsed = parse_wording(line.as_reported)
    is_edited = line.as_reported not in {former.as_reported for former in before}
    if is_edited and looks_damaged(entry.row["as_reported"]):
        message = _(
            "The spreadsheet program damaged the accents in “%(words)s”: write them again, and "
            "save the file as XLSX or CSV UTF-8."
        )
        yield entry.problem("as_reported", message % {"words": quoted(line.as_reported)})
    yield from _check_words(entry, line, before, parsed)
    newly_delayed = line.status == Status.DELAYED != _furthest_behind(before)
    if newly_delayed and parsed and not parsed.note and not line.revised:
        message = _(
            "A delayed milestone needs a reason in as_reported or a date in revised_deadline."
        )
        yield entry.problem("as_reported", message)
    if len(line.as_reported) > MAX_CHARACTERS:
        message = _("The wording has more than %(most)s characters.") % {"most": MAX_CHARACTERS}
        yield entry.problem("as_reported", message)


def _comparison_key(line: StatusLine) -> tuple[object, ...]:
    return line.status, line.as_reported, line.revised


def _furthest_behind(lines: Sequence[StatusLine]) -> str | None:
    return min(lines, key=lambda line: line.rank).status if lines else None


def _check_words(
    entry: ParsedRow, line: StatusLine, before: Sequence[StatusLine], parsed: StatusLine | None
) -> Iterator[RowProblem]:
    """Check that the words fit the status and date of the row."""
    belongs_to_former = any(
        line.as_reported == former.as_reported and line.status != former.status for former in before
    )
    if belongs_to_former or (parsed and parsed.status != line.status):
        message = _(
            "The wording says “%(words)s”, but the status is %(status)s: clear or edit the wording."
        )
        values = {"words": quoted(line.as_reported), "status": line.status.label}
        yield entry.problem("as_reported", message % values)
    elif parsed and parsed.revised and parsed.revised != line.revised:
        message = _("The wording says %(date)s: write the same here, or edit the wording.")
        yield entry.problem("revised_deadline", message % {"date": parsed.revised.code})


def note_cells(cases: Sequence[MilestoneRows], difference: SheetDiff) -> None:
    """Note the damaged cells, and those that were edited in columns that are not read.

    An empty cell is not an edit, nor is a label that was changed along with its status.
    """
    report_ids = {case.standing.update.report_id for case in cases if case.standing} - {None}
    titles = dict(StatusReport.objects.filter(pk__in=report_ids).values_list("pk", "title"))
    for case in cases:
        for entry in case.entries:
            for column, expected in _expected_cells(entry, case, titles).items():
                cell = entry.row[column].strip()
                if not cell or any(same_words(cell, words) for words in expected):
                    continue
                if any(is_damaged(cell, words) for words in expected):
                    difference.damaged.setdefault(column, []).append(entry.row.number)
                elif column != "as_reported":
                    difference.ignored.setdefault(column, []).append(entry.row.number)


def _expected_cells(
    entry: ParsedRow, case: MilestoneRows, titles: Mapping[int, str]
) -> dict[str, set[str]]:
    """The texts that each of these columns may have if it was not edited."""
    lines = replaced_lines(entry, case.before)
    return {
        "as_reported": {line.as_reported for line in lines},
        "priority_area": {case.milestone.initiative.area.name},
        "status_label": {entry.status.english, *(line.status.english for line in lines)},
        "report": {titles.get(case.standing.update.report_id or 0, "")} if case.standing else set(),
        "source_line": {str(line.source_line or "") for line in lines},
    }
