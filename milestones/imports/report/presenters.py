"""Telling a difference: as data, and as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from milestones.dates import ImpreciseDate
from milestones.documents.records import MilestoneRecord
from milestones.history import LineChange
from milestones.imports.report.diff import (
    MatchedMilestone,
    Missing,
    NewMilestone,
    PreviousStatus,
    ReportDiff,
    Rewording,
)
from milestones.models import PairStatus, StatusReport

SHORT = 80
"""How much of a sentence is shown of a milestone that has a code to be looked up by."""


def as_data(difference: ReportDiff) -> dict[str, Any]:
    """Everything there is to tell, in plain values. Dates are written as everywhere in data."""
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
        "unchanged": [_told_data(one) for one in difference.unchanged],
        "changed": [
            {**_told_data(one), "changes": [_change_data(change, one) for change in _new_in(one)]}
            for one in difference.changed
        ],
        "reworded": [_rewording_data(one) for one in difference.reworded],
        "new": [_new_data(one) for one in difference.new],
        "missing": [
            {
                "code": one.milestone.code,
                "text": one.milestone.text,
                "statuses": _former_data(one.former),
                "is_decided": one.is_decided,
            }
            for one in difference.missing
        ],
        "notes": [{"line": one.line, "message": one.message} for one in difference.notes],
        "problems": [
            {"line": one.line, "found": one.found, "expected": one.expected}
            for one in difference.problems
        ],
        "fingerprint": difference.fingerprint,
    }


def edition_data(report: StatusReport) -> dict[str, Any]:
    """An edition on record, in plain values."""
    return {"id": report.pk, "title": report.title, "as_of": report.as_of.isoformat()}


def _told_data(told: MatchedMilestone) -> dict[str, Any]:
    return {
        "code": told.milestone.code,
        "line": told.sentence.lines[0],
        "sentence": told.sentence.text,
        "reworded": told.reworded,
        "corrects": told.corrects,
        "stays": told.stays,
    }


def _new_in(told: MatchedMilestone) -> list[LineChange]:
    return [change for change in told.changes if change.is_new]


def _change_data(change: LineChange, told: MatchedMilestone) -> dict[str, Any]:
    return {
        "pair": change.pair.value,
        "before": _line_data(change.before, told.former) if change.before else None,
        "after": _line_data(change.after),
    }


def _line_data(line: PairStatus, former: PreviousStatus | None = None) -> dict[str, Any]:
    data = {
        "status": str(line.status),
        "as_reported": line.as_reported,
        "revised_deadline": line.revised.code if line.revised else None,
        "note": line.note,
        "line": line.source_line,
    }
    if former and former.as_of:
        data |= {"as_of": former.as_of.isoformat(), "report": former.report or None}
    return data


def _former_data(former: PreviousStatus) -> list[dict[str, Any]]:
    return [{"pair": line.pair, **_line_data(line, former)} for line in former.lines]


def _rewording_data(one: Rewording) -> dict[str, Any]:
    return {
        "area": one.area,
        "line": one.sentence.lines[0],
        "sentence": one.sentence.text,
        "deadlines": _codes(one.deadlines),
        "statuses": _statuses_data(one.sentence),
        "match": one.match.milestone.code if one.match else None,
        "proposals": [
            {
                "code": proposal.milestone.code,
                "text": proposal.milestone.text,
                "deadlines": _codes(proposal.deadlines),
                "likeness": proposal.likeness,
            }
            for proposal in one.proposals
        ],
    }


def _new_data(one: NewMilestone) -> dict[str, Any]:
    return {
        "code": one.code,
        "initiative": one.initiative,
        "new_initiative": one.heading.text if one.heading else None,
        "line": one.sentence.lines[0],
        "sentence": one.sentence.text,
        "parties": one.sentence.parties.value,
        "deadlines": _codes(deadline.when for deadline in one.sentence.deadlines),
        "statuses": _statuses_data(one.sentence),
        "is_decided": one.is_decided,
    }


def _statuses_data(sentence: MilestoneRecord) -> list[dict[str, Any]]:
    return [
        {
            "pair": status.pair.value,
            "status": status.status.value,
            "as_reported": status.as_reported,
            "revised_deadline": status.revised.code if status.revised else None,
            "note": status.note,
            "line": status.line,
        }
        for status in sentence.statuses
    ]


def _codes(dates: Iterable[ImpreciseDate]) -> list[str]:
    return [when.code for when in dates]


def named(report: StatusReport) -> str:
    """An edition on record, by its number, title and day."""
    return f"edition {report.pk}, “{report.title}”, as of {report.as_of}"


def as_text(difference: ReportDiff) -> str:
    """Everything there is to tell, for people at a terminal."""
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
    staying = sum(one.stays for one in difference.told)
    on_record = f" ({staying} on record for this day already, left as they are)" if staying else ""
    yield f"unchanged: {len(difference.unchanged)}{on_record}"
    yield f"changed: {len(difference.changed)}"
    for told in difference.changed:
        yield from _told_lines(told)
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


def _told_lines(told: MatchedMilestone) -> Iterator[str]:
    sentence = _place(told.sentence)
    corrects = "; corrects what is on record for this day" if told.corrects else ""
    yield f"  {told.milestone.code}, {sentence}: {_short(told.milestone.text)}{corrects}"
    for change in _new_in(told):
        yield f"    {change.pair}: {_was(change.before, told)} -> {_status(change.after)}"


def _was(line: PairStatus | None, told: MatchedMilestone) -> str:
    if line is None:
        return "planned" if told.milestone.stands else "not on record"
    return _status(line, told.former)


def _status(line: PairStatus, former: PreviousStatus | None = None) -> str:
    places = [f"line {line.source_line}" if line.source_line else ""]
    if former:
        places += [f"“{former.report}”" if former.report else "recorded by hand", str(former.as_of)]
    return f"{line.as_reported} ({', '.join(place for place in places if place)})"


def _rewording_lines(one: Rewording) -> Iterator[str]:
    yield f"  {_place(one.sentence)}: {one.sentence.text}"
    yield from _status_lines(one.sentence)
    for proposal in one.proposals:
        milestone = proposal.milestone
        yield f"    {proposal.likeness} % {milestone.code}: {milestone.text}"
        if proposal.deadlines != one.deadlines:
            yield (
                f"      deadline on record: {_dates(proposal.deadlines)} (stays); "
                f"in this edition: {_dates(one.deadlines)}"
            )
    line, code = one.sentence.lines[0], one.proposals[0].milestone.code
    yield (
        f"    decided: this is {code}"
        if one.is_decided
        else f"    decide: --match {code}={line} if it is that milestone, --new {line} if it is new"
    )


def _new_lines(one: NewMilestone) -> Iterator[str]:
    if one.heading:
        place = f"{one.initiative}, a new initiative: {' '.join(one.heading.paragraphs)}"
    else:
        place = one.initiative
    yield f"  {one.code}, {_place(one.sentence)}: {one.sentence.text}"
    yield f"    under {place}"
    yield from _status_lines(one.sentence)
    if not one.is_decided:
        yield f"    decide: --accept-new, or --new {one.sentence.lines[0]} for this one alone"


def _status_lines(sentence: MilestoneRecord) -> Iterator[str]:
    for status in sentence.statuses:
        yield f"    {status.pair}: {status.as_reported} (line {status.line})"


def _missing_lines(one: Missing) -> Iterator[str]:
    yield f"  {one.milestone.code}: {_short(one.milestone.text)}"
    for line in one.former.lines:
        yield f"    {line.pair} stays: {_status(line, one.former)}"
    if not one.former.lines:
        yield "    stays planned"
    if not one.is_decided:
        yield "    decide: --allow-missing, or --match with the line where it stands"


def _place(sentence: MilestoneRecord) -> str:
    return f"line {sentence.lines[0]}"


def _short(text: str) -> str:
    return textwrap.shorten(text, SHORT, placeholder=" …")


def _dates(dates: Sequence[ImpreciseDate]) -> str:
    return ", ".join(_codes(dates)) or "none"
