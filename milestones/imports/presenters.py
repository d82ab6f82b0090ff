"""Present a difference as JSON, and as text for a terminal."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.template.loader import render_to_string

from milestones.actions.consequences import Consequences
from milestones.dates import ImpreciseDate
from milestones.documents.records import StatusLine
from milestones.imports.report.diff import (
    MatchedMilestone,
    NewMilestone,
    PreviousStatus,
    ReportDiff,
    Rewording,
)
from milestones.imports.statuses.diff import SheetDiff
from milestones.models import StatusReport, StatusUpdate

MAX_PROBLEMS = 200
"""How many problems of a spreadsheet the text lists; a file with more is the wrong file."""


def edition_name(report: StatusReport) -> str:
    """Describe a recorded edition by its number, title and day."""
    return f"edition {report.pk}, “{report.title}”, as of {report.as_of}"


def to_json(data: dict[str, Any]) -> str:
    """Format data as JSON; dates are formatted as in all other data."""

    def format_date(value: dt.date | ImpreciseDate) -> str:
        return value.code if isinstance(value, ImpreciseDate) else value.isoformat()

    return json.dumps(data, default=format_date, ensure_ascii=False, indent=2)


def _attributes(value: object, *names: str) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def line_data(line: StatusLine) -> dict[str, Any]:
    """Describe a status line as data, without its pair and its place."""
    return {
        "status": line.status,
        "as_reported": line.as_reported,
        "revised_deadline": line.revised,
        "note": line.note,
    }


def consequences_data(consequences: Consequences | None) -> dict[str, Any] | None:
    """The public figures before and after a write; None if it cannot be done as it is."""
    if consequences is None:
        return None
    return {
        figure.name: {"before": figure.before, "after": figure.after}
        for figure in consequences.figures
    }


def report_json(
    difference: ReportDiff, consequences: Consequences | None, recorded: StatusReport | None
) -> str:
    """Format the difference of an edition as JSON, with the recorded edition if it was applied."""
    edition = difference.edition
    data = {
        "applied": recorded is not None,
        "consequences": consequences_data(consequences),
        "edition": {
            "id": recorded and recorded.pk,
            **_attributes(edition, "title", "as_of", "published", "url", "document", "sha256"),
        },
        "in_effect": difference.in_effect and edition_data(difference.in_effect),
        "is_clean": difference.is_clean,
        "open_decisions": len(difference.open_decisions),
        "questions": [
            _attributes(
                question,
                *("line", "kind", "sentence", "words", "expected"),
                *("best", "answer", "decided_in"),
            )
            for question in difference.questions
        ],
        "unchanged": [_matched_data(matched) for matched in difference.unchanged],
        "changed": [_changed_data(matched) for matched in difference.changed],
        "reworded": [_rewording_data(rewording) for rewording in difference.reworded],
        "new": [_new_data(new) for new in difference.new],
        "missing": [
            {
                **_attributes(missing.milestone, "code", "text"),
                "statuses": _statuses_data(missing.lines, missing.previous),
                "is_decided": missing.is_decided,
            }
            for missing in difference.missing
        ],
        "notes": [_attributes(note, "line", "message") for note in difference.notes],
        "problems": [
            _attributes(problem, "line", "found", "expected") for problem in difference.problems
        ],
        "fingerprint": difference.fingerprint,
    }
    return to_json(data)


def edition_data(report: StatusReport) -> dict[str, Any]:
    """Describe a recorded edition as data."""
    return {"id": report.pk, **_attributes(report, "title", "as_of")}


def _matched_data(matched: MatchedMilestone) -> dict[str, Any]:
    return {
        "code": matched.milestone.code,
        "line": matched.sentence.lines[0],
        "sentence": matched.sentence.text,
        "reworded": matched.reworded,
        "corrects": matched.is_correction,
        "stays": matched.is_unchanged,
    }


def _changed_data(matched: MatchedMilestone) -> dict[str, Any]:
    changes = [
        {
            "pair": change.pair,
            "before": change.before and _sourced_line_data(change.before, matched.previous),
            "after": _sourced_line_data(change.after),
        }
        for change in matched.changes
    ]
    return {**_matched_data(matched), "changes": changes}


def _sourced_line_data(line: StatusLine, status: PreviousStatus | None = None) -> dict[str, Any]:
    data = {**line_data(line), "line": line.source_line}
    if status:
        report = status.report
        data |= {"as_of": status.as_of, "report": report.title if report else None}
    return data


def _statuses_data(
    lines: Iterable[StatusLine], status: PreviousStatus | None = None
) -> list[dict[str, Any]]:
    return [{"pair": line.pair, **_sourced_line_data(line, status)} for line in lines]


def _rewording_data(rewording: Rewording) -> dict[str, Any]:
    return {
        "area": rewording.area,
        "line": rewording.sentence.lines[0],
        "sentence": rewording.sentence.text,
        "deadlines": rewording.deadlines,
        "statuses": _statuses_data(rewording.sentence.statuses),
        "match": rewording.match.milestone.code if rewording.match else None,
        "proposals": [
            {
                **_attributes(proposal.milestone, "code", "text", "deadlines"),
                "likeness": proposal.likeness,
            }
            for proposal in rewording.proposals
        ],
    }


def _new_data(new: NewMilestone) -> dict[str, Any]:
    return {
        "code": new.code,
        "initiative": new.initiative,
        "new_initiative": new.heading.text if new.heading else None,
        "line": new.sentence.lines[0],
        "sentence": new.sentence.text,
        "parties": new.sentence.parties,
        "deadlines": [deadline.when for deadline in new.sentence.deadlines],
        "statuses": _statuses_data(new.sentence.statuses),
        "is_decided": new.is_decided,
    }


def sheet_json(
    difference: SheetDiff,
    consequences: Consequences | None,
    recorded: Sequence[StatusUpdate] | None,
) -> str:
    """Format the difference of a spreadsheet as JSON."""
    data = {
        "applied": recorded is not None,
        "consequences": consequences_data(consequences),
        **_attributes(difference.context, "as_of", "source", "reason"),
        **_attributes(difference, "is_clean", "unchanged"),
        "changed": [
            {
                "code": change.milestone.code,
                "rows": change.rows,
                "changes": [
                    {
                        "pair": line.pair,
                        "before": line.before and line_data(line.before),
                        "after": line_data(line.after),
                    }
                    for line in change.lines
                ],
            }
            for change in difference.changes
        ],
        **_attributes(difference, "older", "ignored", "damaged"),
        "problems": [
            {name: value or None for name, value in vars(problem).items()}
            for problem in difference.problems
        ],
        "fingerprint": difference.fingerprint,
    }
    return to_json(data)


def report_text(
    difference: ReportDiff, consequences: Consequences | None, recorded: StatusReport | None
) -> str:
    """Format the difference of an edition for a terminal."""
    in_effect = difference.in_effect
    context = {
        "difference": difference,
        "edition": difference.edition,
        "in_effect": in_effect and edition_name(in_effect),
        "on_record": sum(matched.is_unchanged for matched in difference.matched),
        "consequences": consequences,
        "applied": recorded and edition_name(recorded),
    }
    return render_to_string("imports/report.txt", context)


def sheet_text(
    difference: SheetDiff,
    consequences: Consequences | None,
    recorded: Sequence[StatusUpdate] | None,
) -> str:
    """Format the difference of a spreadsheet for a terminal."""
    context = {
        "difference": difference,
        "problems": difference.problems[:MAX_PROBLEMS],
        "more_problems": len(difference.problems[MAX_PROBLEMS:]),
        "consequences": consequences,
        "recorded": recorded,
    }
    return render_to_string("imports/statuses.txt", context)
