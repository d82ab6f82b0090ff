"""What needs attention on a day, as a page asks for it."""

from __future__ import annotations

import datetime as dt

from django.http import QueryDict

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.queries.attention import AttentionQuery
from tests.milestones.recording import record


def query(text: str = "") -> AttentionQuery:
    return AttentionQuery(QueryDict(text))


def listed(text: str = "") -> dict[str, list[str]]:
    """The milestones in order, each with its reasons."""
    rows = query(text).explained(slice(None))
    return {milestone.code: [str(reason) for reason in reasons] for milestone, reasons in rows}


def record_for(
    day: dt.date, code: str, status: Status, revised: ImpreciseDate | None = None
) -> None:
    record(day, StatusLine(Pair.ALL, status, "As reported", revised), code=code)
