"""Present a difference as data, and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from milestones.documents.records import StatusLine
from milestones.history import LineChange
from milestones.imports.statuses.diff import SheetChange, SheetDiff

MAX_PROBLEMS = 200
"""How many problems the text lists; a file with more of them is the wrong file."""


def as_data(difference: SheetDiff) -> dict[str, Any]:
    """The whole difference as plain values; dates are written as in the open data."""
    context = difference.context
    return {
        "as_of": context.as_of.isoformat(),
        "source": context.source,
        "reason": context.reason,
        "is_clean": difference.is_clean,
        "unchanged": difference.unchanged,
        "changed": [_change_data(change) for change in difference.changes],
        "older": difference.older,
        "ignored": difference.ignored,
        "problems": [
            {
                "row": problem.row or None,
                "column": problem.column or None,
                "message": problem.message,
            }
            for problem in difference.problems
        ],
        "fingerprint": difference.fingerprint,
        "recorded": len(difference.recorded),
    }


def _change_data(change: SheetChange) -> dict[str, Any]:
    return {
        "code": change.milestone.code,
        "rows": list(change.rows),
        "changes": [
            {
                "pair": line.pair.value,
                "before": _line_data(line.before) if line.before else None,
                "after": _line_data(line.after),
            }
            for line in change.lines
        ],
    }


def _line_data(line: StatusLine) -> dict[str, Any]:
    return {
        "status": str(line.status),
        "as_reported": line.as_reported,
        "revised_deadline": line.revised.code if line.revised else None,
        "note": line.note,
    }


def as_text(difference: SheetDiff) -> str:
    """The whole difference as text for a terminal."""
    return "\n".join(_text_lines(difference))


def _text_lines(difference: SheetDiff) -> Iterator[str]:
    yield f"as of {difference.context.as_of}, from “{difference.context.source}”"
    if difference.problems:
        yield ""
        yield f"problems: {len(difference.problems)}"
        yield from (f"  {problem}" for problem in difference.problems[:MAX_PROBLEMS])
        if len(difference.problems) > MAX_PROBLEMS:
            yield f"  and {len(difference.problems) - MAX_PROBLEMS} more"
    yield ""
    yield f"unchanged: {difference.unchanged}"
    yield f"changed: {len(difference.changes)}"
    for change in difference.changes:
        yield f"  {change.milestone.code}, {_row_numbers(change.rows)}"
        yield from (f"    {_change_text(line)}" for line in change.lines)
    if difference.older:
        yield f"recorded anew since the export and not edited, so left: {len(difference.older)}"
        yield f"  {', '.join(difference.older)}"
    if difference.ignored:
        yield "edited but not read:"
        yield from (
            f"  {column}, {_row_numbers(rows)}" for column, rows in difference.ignored.items()
        )


def _change_text(change: LineChange) -> str:
    before = _status_text(change.before) if change.before else "planned"
    return f"{change.pair}: {before} -> {_status_text(change.after)}"


def _status_text(line: StatusLine) -> str:
    parts = [line.status.english]
    if not line.says_no_more:
        parts.append(f"“{line.as_reported}”")
    if line.revised:
        parts.append(f"({line.revised.code})")
    return " ".join(parts)


def _row_numbers(rows: Sequence[int]) -> str:
    """``row 7`` or ``rows 2–4, 7``."""
    jumps = [(last, following) for last, following in pairwise(rows) if following > last + 1]
    starts = [rows[0], *(following for _last, following in jumps)]
    ends = [*(last for last, _following in jumps), rows[-1]]
    runs = (
        str(start) if start == end else f"{start}–{end}"
        for start, end in zip(starts, ends, strict=True)
    )
    return f"{'row' if len(rows) == 1 else 'rows'} {', '.join(runs)}"
