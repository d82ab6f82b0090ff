"""Present a difference as data, and as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from milestones.dates import ImpreciseDate
from milestones.documents.records import MilestoneRecord, StatusLine
from milestones.history import LineChange
from milestones.imports.report.diff import (
    MatchedMilestone,
    Missing,
    NewMilestone,
    PreviousStatus,
    ReportDiff,
    Rewording,
)
from milestones.models import StatusReport

SHORT = 80
"""In characters: how much of a sentence is shown if its milestone has a code to look it up by."""


def as_data(difference: ReportDiff) -> dict[str, Any]:
    """Return the whole difference in plain values. Dates are formatted as in all other data."""
    edition = difference.edition
    return {
        "edition": {
            "title": edition.title,
            "as_of": edition.as_of.isoformat(),
            "published": edition.published.isoformat(),
            "document": edition.document,
            "sha256": edition.sha256,
        },
        "in_effect": edition_data(difference.in_effect) if difference.in_effect else None,
        "is_clean": difference.is_clean,
        "open_decisions": len(difference.open_decisions),
        "unchanged": [_matched_data(matched) for matched in difference.unchanged],
        "changed": [
            {
                **_matched_data(matched),
                "changes": [_change_data(change, matched) for change in _new_changes(matched)],
            }
            for matched in difference.changed
        ],
        "reworded": [_rewording_data(rewording) for rewording in difference.reworded],
        "new": [_new_data(new) for new in difference.new],
        "missing": [
            {
                "code": missing.milestone.code,
                "text": missing.milestone.text,
                "statuses": _previous_data(missing.previous),
                "is_decided": missing.is_decided,
            }
            for missing in difference.missing
        ],
        "notes": [{"line": note.line, "message": note.message} for note in difference.notes],
        "problems": [
            {"line": problem.line, "found": problem.found, "expected": problem.expected}
            for problem in difference.problems
        ],
        "fingerprint": difference.fingerprint,
    }


def edition_data(report: StatusReport) -> dict[str, Any]:
    """Return a recorded edition in plain values."""
    return {"id": report.pk, "title": report.title, "as_of": report.as_of.isoformat()}


def _matched_data(matched: MatchedMilestone) -> dict[str, Any]:
    return {
        "code": matched.milestone.code,
        "line": matched.sentence.lines[0],
        "sentence": matched.sentence.text,
        "reworded": matched.reworded,
        "corrects": matched.is_correction,
        "stays": matched.is_unchanged,
    }


def _new_changes(matched: MatchedMilestone) -> list[LineChange]:
    return [change for change in matched.changes if change.is_new]


def _change_data(change: LineChange, matched: MatchedMilestone) -> dict[str, Any]:
    return {
        "pair": change.pair.value,
        "before": _line_data(change.before, matched.previous) if change.before else None,
        "after": _line_data(change.after),
    }


def _line_data(line: StatusLine, previous: PreviousStatus | None = None) -> dict[str, Any]:
    data = {
        "status": str(line.status),
        "as_reported": line.as_reported,
        "revised_deadline": line.revised.code if line.revised else None,
        "note": line.note,
        "line": line.source_line,
    }
    if previous and previous.as_of:
        data |= {"as_of": previous.as_of.isoformat(), "report": previous.report or None}
    return data


def _previous_data(previous: PreviousStatus) -> list[dict[str, Any]]:
    return [{"pair": line.pair, **_line_data(line, previous)} for line in previous.lines]


def _rewording_data(rewording: Rewording) -> dict[str, Any]:
    return {
        "area": rewording.area,
        "line": rewording.sentence.lines[0],
        "sentence": rewording.sentence.text,
        "deadlines": _codes(rewording.deadlines),
        "statuses": _statuses_data(rewording.sentence),
        "match": rewording.match.milestone.code if rewording.match else None,
        "proposals": [
            {
                "code": proposal.milestone.code,
                "text": proposal.milestone.text,
                "deadlines": _codes(proposal.deadlines),
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
        "parties": new.sentence.parties.value,
        "deadlines": _codes(deadline.when for deadline in new.sentence.deadlines),
        "statuses": _statuses_data(new.sentence),
        "is_decided": new.is_decided,
    }


def _statuses_data(sentence: MilestoneRecord) -> list[dict[str, Any]]:
    return [
        {
            "pair": status.pair.value,
            "status": status.status.value,
            "as_reported": status.as_reported,
            "revised_deadline": status.revised.code if status.revised else None,
            "note": status.note,
            "line": status.source_line,
        }
        for status in sentence.statuses
    ]


def _codes(dates: Iterable[ImpreciseDate]) -> list[str]:
    return [date.code for date in dates]


def named(report: StatusReport) -> str:
    """Describe a recorded edition by its number, title and day."""
    return f"edition {report.pk}, “{report.title}”, as of {report.as_of}"


def as_text(difference: ReportDiff) -> str:
    """Return the whole difference as text for a terminal."""
    return "\n".join(_lines(difference))


def _lines(difference: ReportDiff) -> Iterator[str]:
    edition = difference.edition
    if difference.in_effect:
        yield f"{edition.document} is on record already: {named(difference.in_effect)}."
        return
    yield f"“{edition.title}”, as of {edition.as_of}, published {edition.published}"
    yield f"{edition.document}, SHA-256 {edition.sha256}"
    if difference.problems:
        yield ""
        yield f"problems: {len(difference.problems)}"
        yield from (f"  {problem}" for problem in difference.problems)
    if not difference.fingerprint:
        return
    yield ""
    recorded_count = sum(matched.is_unchanged for matched in difference.matched)
    suffix = (
        f" ({recorded_count} on record for this day already, left as they are)"
        if recorded_count
        else ""
    )
    yield f"unchanged: {len(difference.unchanged)}{suffix}"
    yield f"changed: {len(difference.changed)}"
    for matched in difference.changed:
        yield from _matched_lines(matched)
    yield f"reworded: {len(difference.reworded)}"
    for rewording in difference.reworded:
        yield from _rewording_lines(rewording)
    yield f"new: {len(difference.new)}"
    for new in difference.new:
        yield from _new_lines(new)
    yield f"missing from this edition: {len(difference.missing)}"
    for missing in difference.missing:
        yield from _missing_lines(missing)
    yield f"also reads otherwise: {len(difference.notes)}"
    yield from (f"  line {note.line}: {note.message}" for note in difference.notes)


def _matched_lines(matched: MatchedMilestone) -> Iterator[str]:
    line_number = _line_number(matched.sentence)
    correction = "; corrects what is on record for this day" if matched.is_correction else ""
    yield (
        f"  {matched.milestone.code}, {line_number}: {_shorten(matched.milestone.text)}{correction}"
    )
    for change in _new_changes(matched):
        yield (
            f"    {change.pair}: {_previous_text(change.before, matched)} "
            f"-> {_status_text(change.after)}"
        )


def _previous_text(line: StatusLine | None, matched: MatchedMilestone) -> str:
    if line is None:
        return "planned" if matched.milestone.stands else "not on record"
    return _status_text(line, matched.previous)


def _status_text(line: StatusLine, previous: PreviousStatus | None = None) -> str:
    details = [f"line {line.source_line}" if line.source_line else ""]
    if previous:
        details += [
            f"“{previous.report}”" if previous.report else "recorded by hand",
            str(previous.as_of),
        ]
    return f"{line.as_reported} ({', '.join(detail for detail in details if detail)})"


def _rewording_lines(rewording: Rewording) -> Iterator[str]:
    yield f"  {_line_number(rewording.sentence)}: {rewording.sentence.text}"
    yield from _status_lines(rewording.sentence)
    for proposal in rewording.proposals:
        milestone = proposal.milestone
        yield f"    {proposal.likeness} % {milestone.code}: {milestone.text}"
        if proposal.deadlines != rewording.deadlines:
            yield (
                f"      deadline on record: {_dates_text(proposal.deadlines)} (stays); "
                f"in this edition: {_dates_text(rewording.deadlines)}"
            )
    line, code = rewording.sentence.lines[0], rewording.proposals[0].milestone.code
    yield (
        f"    decided: this is {code}"
        if rewording.is_decided
        else f"    decide: --match {code}={line} if it is that milestone, --new {line} if it is new"
    )


def _new_lines(new: NewMilestone) -> Iterator[str]:
    if new.heading:
        initiative = f"{new.initiative}, a new initiative: {' '.join(new.heading.paragraphs)}"
    else:
        initiative = new.initiative
    yield f"  {new.code}, {_line_number(new.sentence)}: {new.sentence.text}"
    yield f"    under {initiative}"
    yield from _status_lines(new.sentence)
    if not new.is_decided:
        yield f"    decide: --accept-new, or --new {new.sentence.lines[0]} for this one alone"


def _status_lines(sentence: MilestoneRecord) -> Iterator[str]:
    for status in sentence.statuses:
        yield f"    {status.pair}: {status.as_reported} (line {status.source_line})"


def _missing_lines(missing: Missing) -> Iterator[str]:
    yield f"  {missing.milestone.code}: {_shorten(missing.milestone.text)}"
    for line in missing.previous.lines:
        yield f"    {line.pair} stays: {_status_text(line, missing.previous)}"
    if not missing.previous.lines:
        yield "    stays planned"
    if not missing.is_decided:
        yield "    decide: --allow-missing, or --match with the line where it stands"


def _line_number(sentence: MilestoneRecord) -> str:
    return f"line {sentence.lines[0]}"


def _shorten(text: str) -> str:
    return textwrap.shorten(text, SHORT, placeholder=" …")


def _dates_text(dates: Sequence[ImpreciseDate]) -> str:
    return ", ".join(_codes(dates)) or "none"
