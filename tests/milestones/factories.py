"""What is on record: a milestone by its code, and where milestones stood on a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import QueryDict

from milestones.actions import (
    StatusLine,
    StatusUpdateInput,
    rebuild_standings,
    record_statuses,
)
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone, StatusReport
from milestones.models.milestone import MilestoneQuerySet
from milestones.queries import MilestoneQuery
from milestones.statistics import Tally
from priorities.models import Initiative

WINTER = dt.date(2006, 1, 31)
LATEST = dt.date(2007, 3, 31)


def milestone(code: str = "TS-1.4") -> Milestone:
    """TS-1.4 concerns all parties, and was reported once, as initiated."""
    milestone: Milestone = Milestone.objects.get(code=code)
    return milestone


def edition(as_of: dt.date = LATEST, *, number: int = 2, text: str = "Completed") -> StatusReport:
    """A status report of which nothing is recorded yet."""
    report: StatusReport = StatusReport.objects.create(
        title="Second report" if number == 2 else f"Report {number}",
        published=as_of,
        document=f"{number}.txt",
        sha256=str(number) * 64,
        text=text,
        as_of=as_of,
    )
    return report


def report(edition: StatusReport, status: Status, *codes: str, reason: str = "") -> None:
    """Record for all parties what an edition says of these milestones, on its first line."""
    line = StatusLine(Pair.ALL, status, source_line=1)
    record_statuses(
        [StatusUpdateInput(milestone(code), edition.as_of, [line], reason) for code in codes],
        report=edition,
    )


def later_edition(*codes: str) -> StatusReport:
    """An edition as of March 2007 by which TS-1.3 and TS-1.4, or others, are completed."""
    added = edition()
    report(added, Status.COMPLETED, *(codes or ("TS-1.3", "TS-1.4")))
    return added


def introduced(code: str, by: StatusReport, **fields: Any) -> Milestone:
    """A milestone that an edition added, in the initiative of its code."""
    initiative = Initiative.objects.get(code=code.partition(".")[0])
    usual = {"text": "Open a joint office.", "parties": Pair.ALL, "order": 99}
    added: Milestone = Milestone.objects.create(
        initiative=initiative, code=code, introduced_by=by, **usual | fields
    )
    return added


def stood(code: str, day: dt.date, pair: Pair = Pair.ALL) -> Milestone:
    milestone: Milestone = Milestone.objects.as_of(day, pair).get(code=code)
    return milestone


def codes(milestones: MilestoneQuerySet) -> list[str]:
    return [milestone.code for milestone in milestones]


def figures(tally: Tally) -> list[int]:
    """All; planned, delayed, initiated, on track, partially completed, completed / ongoing,
    completed; overdue, contradiction, slipped."""
    by_status = [tally.by_status[status] for status in Status]
    return [tally.milestones, *by_status, tally.overdue, tally.contradiction, tally.slipped]


def by_deadline(day: dt.date, pair: Pair = Pair.ALL) -> list[tuple[str, list[int]]]:
    return [(row.code, figures(row.tally)) for row in asked(day, pair).by_deadline()]


def asked(day: dt.date, pair: Pair = Pair.ALL, **filters: str) -> MilestoneQuery:
    """What a page asks as of a day."""
    data = QueryDict(mutable=True)
    data.update({"as_of": day.isoformat(), "pair": "" if pair is Pair.ALL else pair, **filters})
    return MilestoneQuery(data)


def edit_deadlines(code: str, **fields: Any) -> None:
    """Change a milestone's deadlines, as an administrator would."""
    milestone(code).deadlines.update(**fields)
    rebuild_standings([milestone(code)])


def add_deadline(code: str, when: ImpreciseDate, order: int) -> None:
    milestone(code).deadlines.create(
        order=order,
        date=when.date,
        precision=when.precision,
        basis="printed",
        wording=when.code,
    )
    rebuild_standings([milestone(code)])
