"""Columns that are there for people to read: what is changed in them is told, and not used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from milestones.choices import Status
from milestones.models import StatusReport
from milestones.spreadsheets.cases import Case
from milestones.spreadsheets.cells import same_words
from milestones.spreadsheets.entries import Entry
from milestones.spreadsheets.pictures import formers


def note_ignored(cases: Sequence[Case], ignored: dict[str, list[int]]) -> None:
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


def _expected(entry: Entry, case: Case, titles: Mapping[int | None, str]) -> dict[str, set[str]]:
    """What may stand in each of these columns."""
    lines = formers(entry, case.before)
    return {
        "priority_area": {case.milestone.initiative.area.name},
        "status_label": {entry.status.english, *(Status(line.status).english for line in lines)},
        "report": {titles.get(case.standing.update.report_id, "")} if case.standing else set(),
        "source_line": {str(line.source_line or "") for line in lines},
    }
