"""Recording as the tests do it: statuses for TS-1.4, and what the record has then."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone, PairStatus, Standing, StatusReport, StatusUpdate
from tests.milestones.factories import milestone

LATER = dt.date(2006, 9, 1)
FALL = ImpreciseDate.season(2006, "Fall")
ON_TRACK = StatusLine(Pair.ALL, Status.ON_TRACK)
DELAYED = StatusLine(Pair.ALL, Status.DELAYED)
INITIATED = StatusLine(Pair.ALL, Status.INITIATED)
COMPLETED = StatusLine(Pair.ALL, Status.COMPLETED)
CANADA = StatusLine(Pair.US_CN, Status.ON_TRACK)
MEXICO = StatusLine(Pair.US_MX, Status.ON_TRACK)


def record(
    day: dt.date,
    *lines: StatusLine,
    code: str = "TS-1.4",
    recorded_by: User | None = None,
    report: StatusReport | None = None,
    **said: Any,
) -> StatusUpdate:
    """Record one status as of a day; ``said`` are the other fields of its input."""
    new = StatusUpdateInput(milestone(code), day, lines, **said)
    (update,) = record_statuses([new], recorded_by=recorded_by, report=report)
    return update


def everything() -> list[list[dict[str, Any]]]:
    """Every row that recording could touch."""
    models: tuple[type[Model], ...] = (StatusUpdate, PairStatus, Standing)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def statuses(day: dt.date, code: str = "TS-1.4") -> tuple[str, str | None, str | None]:
    """The roll-up and the status for each pair on a day."""
    milestone = Milestone.objects.as_of(day).get(code=code)
    return milestone.status, milestone.status_us_cn, milestone.status_us_mx


def standings(code: str = "TS-1.4", pair: Pair = Pair.ALL) -> list[tuple[str, str | None, str]]:
    """From when until when it stood where, earliest first."""
    rows = Standing.objects.filter(milestone__code=code, pair=pair).order_by("from_date")
    return [
        (str(row.from_date), str(row.until_date) if row.until_date else None, row.status)
        for row in rows
    ]
