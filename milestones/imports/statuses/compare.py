"""A spreadsheet beside the record: what it would change, and what keeps it from being applied."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from milestones.actions import StatusUpdateInput
from milestones.actions.state import in_batches, load_histories
from milestones.actions.validation import build_lines
from milestones.imports.statuses.diff import ImportContext, SheetChange, SheetDiff
from milestones.imports.statuses.errors import RowProblem, SpreadsheetError
from milestones.imports.statuses.merge import picture
from milestones.imports.statuses.milestone_rows import (
    MilestoneRows,
    news,
    pictures_exported,
    problems_of_the_marks,
)
from milestones.imports.statuses.reader import SheetRow
from milestones.imports.statuses.rows import entries_of
from milestones.imports.statuses.validation import note_ignored, problems_of
from milestones.permissions import areas_of
from milestones.progress import watched


def compare(rows: Sequence[SheetRow], occasion: ImportContext) -> SheetDiff:
    """What the rows would change on an occasion. Nothing is recorded.

    Rows are held against the newest status on record of their milestone. If they say something
    else, that is a change, provided that they were exported from this very status. If they were
    exported from an earlier one and nobody edited them, what was recorded meanwhile is left.
    """
    entries, problems = entries_of(rows)
    difference = SheetDiff(occasion, problems=problems)
    for some in in_batches(watched(entries.items(), "Comparing", len(entries))):
        known = load_histories([milestone for milestone, _entries in some], since=occasion.as_of)
        cases = [MilestoneRows(together, known[milestone]) for milestone, together in some]
        _take_fresh([case for case in cases if case.is_fresh], difference)
        _take_old([case for case in cases if not case.is_fresh], difference)
    _keep_to_the_areas(difference)
    difference.problems = sorted(set(difference.problems))
    return difference


def _take_fresh(cases: Sequence[MilestoneRows], difference: SheetDiff) -> None:
    """Take in rows that were exported from what stands now."""
    note_ignored(cases, difference.ignored)
    for case in cases:
        try:
            change = _change(case, difference.occasion)
        except SpreadsheetError as error:
            difference.problems += error.problems
            continue
        if change.lines:
            difference.changes.append(change)
            difference.problems += problems_of(change, case)
        else:
            difference.unchanged += 1


def _change(case: MilestoneRows, occasion: ImportContext) -> SheetChange:
    lines = picture(case.entries, case.before)
    changes = news(case.milestone, case.before, build_lines(None, lines))
    update = StatusUpdateInput(
        milestone=case.milestone,
        as_of=occasion.as_of,
        lines=lines,
        reason=occasion.reason,
        source=occasion.source,
        seen=case.history.version,
    )
    return SheetChange(update, changes, case.rows_of(changes))


def _take_old(cases: Sequence[MilestoneRows], difference: SheetDiff) -> None:
    """Take in rows that were exported from something else, or by nobody."""
    others = [case for case in cases if not (case.standing and case.says(case.standing))]
    difference.unchanged += len(cases) - len(others)
    exported = pictures_exported(others)
    for case in others:
        statuses_by_day = exported[case.milestone.pk]
        if any(case.says(one) for one in statuses_by_day):
            difference.older.append(case.milestone.code)
        else:
            difference.problems += problems_of_the_marks(case, is_known=bool(statuses_by_day))


def _keep_to_the_areas(difference: SheetDiff) -> None:
    """Whoever records does so in their own areas."""
    user = difference.occasion.recorded_by
    if user is None:
        return
    areas = set(areas_of(user).values_list("pk", flat=True))
    for change in difference.changes:
        area = change.milestone.initiative.area
        if area.pk not in areas:
            message = _("You do not record statuses in %(area)s: leave this row as it was.")
            problem = RowProblem(change.rows[0], "code", message % {"area": area.name})
            difference.problems.append(problem)
