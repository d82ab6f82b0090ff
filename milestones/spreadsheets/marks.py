"""What rows were exported from: the export marks each with the day and instant of its update."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from milestones.actions.histories import Picture
from milestones.models import StatusUpdate
from milestones.spreadsheets.cases import Case
from milestones.spreadsheets.entries import Entry
from milestones.spreadsheets.problems import Problem, quoted


def pictures_exported(cases: Sequence[Case]) -> Mapping[int, list[Picture]]:
    """The pictures, in force or not, that the rows of each milestone were exported from."""
    found: dict[int, list[Picture]] = defaultdict(list)
    by_milestone = {case.milestone.pk: case for case in cases if case.marked}
    if not by_milestone:
        return found
    updates = StatusUpdate.objects.filter(milestone__in=by_milestone).prefetch_related("lines")
    for update in updates:
        one = Picture(update, list(update.lines.all()))
        if by_milestone[update.milestone_id].is_from(one):
            found[update.milestone_id].append(one)
    return found


def problems_of_the_marks(case: Case, *, is_known: bool) -> Iterator[Problem]:
    """Why edited rows may not change what is on record, row by row.

    ``is_known`` is whether they were exported from anything that is on record.
    """
    if not case.marked:
        message = _("Leave what the export has here: it tells which status you set out from.")
        yield case.entries[0].problem("as_of", message)
    for entry in case.marked:
        if not (case.standing and entry.is_from(case.standing.update)):
            yield _of_the_mark(entry, case.standing, is_known=is_known)


def _of_the_mark(entry: Entry, standing: Picture | None, *, is_known: bool) -> Problem:
    same_day = standing is not None and entry.is_from_day(standing.update.as_of)
    column = "recorded_at" if same_day else "as_of"
    if is_known:
        message = _("The record of %(code)s has changed since this export: edit a fresh one.")
        return entry.problem(column, message % {"code": entry.milestone.code})
    message = _("“%(cell)s” is not what the export had here: leave this column as it was.")
    return entry.problem(column, message % {"cell": quoted(entry.row[column])})
