"""Compare a spreadsheet with the record, and record its changes, all or none."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from milestones.actions import RecordRejected, StatusUpdateInput, record_statuses
from milestones.actions.bulk import writing_many_rows
from milestones.actions.state import in_batches, load_histories
from milestones.history import changed_lines
from milestones.imports.common import Applied, ImportRejected
from milestones.imports.statuses.diff import ImportContext, SheetChange, SheetDiff
from milestones.imports.statuses.errors import RowProblem, SpreadsheetError
from milestones.imports.statuses.milestone_rows import (
    MilestoneRows,
    exported_statuses,
    merge_lines,
    stale_row_problems,
)
from milestones.imports.statuses.reader import SheetRow, read_sheet
from milestones.imports.statuses.rows import parse_rows
from milestones.imports.statuses.validation import note_cells, problems_of
from milestones.models import StatusUpdate
from milestones.permissions import areas_of
from milestones.progress_bar import with_progress


def compare(rows: Sequence[SheetRow], context: ImportContext) -> SheetDiff:
    """Find what the rows would change on an occasion. Nothing is recorded.

    Rows are compared with the newest status of their milestone. A difference is a change only if
    the rows were exported from that status. Rows that were exported from an earlier status and
    not edited are skipped, so that they do not undo what was recorded since.
    """
    entries, problems = parse_rows(rows)
    difference = SheetDiff(context, problems=problems)
    for batch in in_batches(with_progress(entries.items(), "Comparing", len(entries))):
        histories = load_histories([pk for pk, _parsed_rows in batch], since=context.as_of)
        cases = [MilestoneRows(parsed_rows, histories[pk]) for pk, parsed_rows in batch]
        _compare_current([case for case in cases if case.is_current], difference)
        _compare_stale([case for case in cases if not case.is_current], difference)
    _check_areas(difference)
    difference.problems = sorted(set(difference.problems))
    return difference


def read_or_reject(data: bytes, max_bytes: int, context: ImportContext) -> list[SheetRow]:
    """Read a file (see ``read_sheet``). Raises ImportRejected if it cannot be read."""
    try:
        return read_sheet(data, max_bytes)
    except SpreadsheetError as error:
        raise ImportRejected(SheetDiff(context, problems=list(error.problems))) from error


@writing_many_rows()
def apply_sheet(
    rows: Sequence[SheetRow], context: ImportContext, *, seen: str = ""
) -> Applied[SheetDiff, list[StatusUpdate]]:
    """Record the changes that the rows make, all or none.

    Raises ImportRejected if there are problems, and RecordChanged if the difference is not the
    one whose fingerprint is ``seen``.
    """
    difference = compare(rows, context)
    difference.reject_unless_applicable(seen)
    updates = [change.update for change in difference.changes]
    try:
        recorded = record_statuses(updates, recorded_by=context.recorded_by, savepoint=False)
    except RecordRejected as error:
        # Somebody recorded an update after the rows were compared.
        row_by_milestone = {change.milestone.pk: change.rows[0] for change in difference.changes}
        difference.problems = [
            RowProblem(row_by_milestone[issue.update.milestone.pk], "as_of", issue.message)
            for issue in error.issues
        ]
        raise ImportRejected(difference) from error
    return Applied(recorded, difference)


def _compare_current(cases: Sequence[MilestoneRows], difference: SheetDiff) -> None:
    """Add the changes of rows that were exported from the current status."""
    note_cells(cases, difference)
    for case in cases:
        try:
            change = _build_change(case, difference.context)
        except SpreadsheetError as error:
            difference.problems += error.problems
            continue
        if change.lines:
            difference.changes.append(change)
            difference.problems += problems_of(change, case)
        else:
            difference.unchanged += 1


def _build_change(case: MilestoneRows, context: ImportContext) -> SheetChange:
    lines = merge_lines(case.entries, case.before)
    changes = changed_lines(case.milestone.pairs, case.before, lines)
    update = StatusUpdateInput(
        milestone=case.milestone,
        as_of=context.as_of,
        lines=lines,
        reason=context.reason,
        source=context.source,
        seen=case.history.version,
    )
    return SheetChange(update, changes, case.rows_of(changes))


def _compare_stale(cases: Sequence[MilestoneRows], difference: SheetDiff) -> None:
    """Sort rows that were not exported from the current status: unchanged, older or a problem."""
    differing = [case for case in cases if not (case.standing and case.matches(case.standing))]
    difference.unchanged += len(cases) - len(differing)
    exported = exported_statuses(differing)
    for case in differing:
        statuses = exported[case.milestone.pk]
        if any(case.matches(status) for status in statuses):
            difference.older.append(case.milestone.code)
        else:
            difference.problems += stale_row_problems(case, is_known=bool(statuses))


def _check_areas(difference: SheetDiff) -> None:
    """Add a problem for each change outside the areas in which the user may record."""
    user = difference.context.recorded_by
    if user is None:
        return
    areas = set(areas_of(user).values_list("pk", flat=True))
    for change in difference.changes:
        area = change.milestone.initiative.area
        if area.pk not in areas:
            message = _("You do not record statuses in %(area)s: leave this row as it was.")
            problem = RowProblem(change.rows[0], "code", message % {"area": area.name})
            difference.problems.append(problem)
