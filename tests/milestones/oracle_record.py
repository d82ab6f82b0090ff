"""The record in plain Python: what was put on record of each milestone, and how it stands on a day.

It is read once, and then goes by the rules in words: no SQL, no standings, nothing of the code that
pages and files rest on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from milestones.models import Milestone, PairStatus, StatusReport
from priorities.models import Plan

FURTHEST_BEHIND_FIRST = (
    "planned delayed initiated on_track partially_completed completed_ongoing completed".split()
)
DELIVERED = ("completed_ongoing", "completed")
EITHER = ("US-CN", "US-MX")
SEASONS = {2: "Winter", 5: "Spring", 8: "Summer", 11: "Fall"}
"""The seasons by the months that they end with."""


@dataclass(frozen=True, order=True)
class When:
    """A date and how exactly it is known: ``day``, ``month``, ``season`` or ``year``."""

    date: dt.date
    precision: str

    @property
    def period(self) -> str:
        """The row of the deadlines data that counts it."""
        if self.precision in {"day", "month"}:
            return f"{self.date:%Y-%m}"
        season = f"-{SEASONS[self.date.month]}" if self.precision == "season" else ""
        return f"{self.date.year}{season}"


@dataclass(frozen=True)
class MatrixRow:
    """A status as reported: for ``ALL`` or for one pair."""

    pair: str
    status: str
    words: str
    revised: When | None


@dataclass(frozen=True)
class Side:
    """What was reported of a milestone to a pair, or to either of ``ALL``, as of a day."""

    status: str
    words: frozenset[str]
    revised: When | None


@dataclass(frozen=True)
class Promise:
    """A milestone as it is on record; ``reports`` has each day's lines that count."""

    code: str
    place: tuple[int, int, int]
    goal: int
    goal_name: str
    area: str
    area_code: str
    area_name: str
    initiative: str
    initiative_text: str
    text: str
    plan_text: str
    parties: str
    promised_on: dt.date | None
    deadlines: Sequence[When]
    bases: frozenset[str]
    reports: Mapping[dt.date, Sequence[MatrixRow]]

    def concerns(self, pair: str) -> bool:
        return pair == "ALL" or self.parties in {"ALL", pair}

    def reported_on(self, day: dt.date) -> dt.date | None:
        """The day of the newest report until a day."""
        return max((reported for reported in self.reports if reported <= day), default=None)

    def lines_on(self, day: dt.date) -> Sequence[MatrixRow] | None:
        """The lines of the newest report until a day; none while it is planned; None before it is
        on record."""
        newest = self.reported_on(day)
        if newest is not None:
            return self.reports[newest]
        return () if self.promised_on is not None and self.promised_on <= day else None

    def side(self, day: dt.date, pair: str) -> Side | None:
        """What was reported to a pair until a day, and of ``ALL`` the status furthest behind and
        the latest revised date; None if nothing was on record or the pair is not concerned."""
        lines = self.lines_on(day)
        if lines is None or not self.concerns(pair):
            return None
        speaking = [line for line in lines if pair == "ALL" or line.pair in {"ALL", pair}]
        statuses = [line.status for line in speaking]
        return Side(
            status=min(statuses, key=FURTHEST_BEHIND_FIRST.index, default="planned"),
            words=frozenset(line.words for line in speaking),
            revised=max((line.revised for line in speaking if line.revised), default=None),
        )

    def told_until(self, day: dt.date, pair: str) -> list[tuple[dt.date, Side]]:
        """What was on record from each day that changed it until a day, oldest first."""
        days = {*self.reports, *([self.promised_on] if self.promised_on else [])}
        sides = ((each, self.side(each, pair)) for each in sorted(days) if each <= day)
        return [(each, side) for each, side in sides if side]

    def as_of(self, day: dt.date, pair: str) -> Row | None:
        """How it stood on a day; None if it was not on record or does not concern the pair."""
        side = self.side(day, pair)
        if side is None:
            return None
        status, revised = side.status, side.revised
        sides = [self.side(day, each) for each in EITHER]
        us_cn, us_mx = (each.status if each else None for each in sides)
        last_due = max((deadline.date for deadline in self.deadlines), default=None)
        overdue = last_due is not None and last_due < day and status not in DELIVERED
        slip = months(last_due, revised.date) if last_due and revised else None
        slipped = slip is not None and slip > 0
        told = self.told_until(day, pair)
        reported = max((each for each in self.reports if each <= day), default=None)
        return Row(
            promise=self,
            status=status,
            status_us_cn=us_cn,
            status_us_mx=us_mx,
            revised=revised,
            first_due=min((deadline.date for deadline in self.deadlines), default=None),
            last_due=last_due,
            slip_months=slip,
            reported_as_of=reported,
            due=last_due is not None and last_due <= day,
            overdue=overdue,
            days_overdue=(day - last_due).days if last_due and overdue else None,
            contradictory=bool(
                status == "on_track" and last_due and reported and reported > last_due
            ),
            slipped=slipped,
            slipped_again=any(
                revised and earlier.revised and earlier.revised.date < revised.date
                for _day, earlier in told
            ),
            late=status not in DELIVERED and (status == "delayed" or overdue or slipped),
            delivery=delivery([(each, side.status) for each, side in told], last_due),
            differ=us_cn is not None and us_mx is not None and us_cn != us_mx,
        )


@dataclass(frozen=True)
class Row:
    """How a milestone stands on a day, for a pair or rolled up."""

    promise: Promise
    status: str
    status_us_cn: str | None
    status_us_mx: str | None
    revised: When | None
    first_due: dt.date | None
    last_due: dt.date | None
    slip_months: int | None
    reported_as_of: dt.date | None
    due: bool
    overdue: bool
    days_overdue: int | None
    late: bool
    contradictory: bool
    slipped: bool
    slipped_again: bool
    delivery: str
    differ: bool

    @property
    def code(self) -> str:
        return self.promise.code

    @property
    def contradiction(self) -> bool:
        """By the name of the filter."""
        return self.contradictory

    @property
    def expected(self) -> dt.date | None:
        """The revised date, else the last deadline."""
        return self.revised.date if self.revised else self.last_due

    @property
    def delivered(self) -> bool:
        return self.status in DELIVERED

    @property
    def delivered_of_due(self) -> bool:
        return self.due and self.delivered


def delivery(told: Sequence[tuple[dt.date, str]], last_due: dt.date | None) -> str:
    """Whether the last of these statuses is one of delivery, and then whether it was in time."""
    run = list(takewhile(lambda each: each[1] in DELIVERED, reversed(told)))
    if not run:
        return ""
    first, _status = run[-1]
    before = told[: -len(run)]
    if last_due is None:
        return "undated"
    if first <= last_due:
        return "on_time"
    return "late" if before and before[-1][0] > last_due else "unknown"


def last_day(deadline: When) -> dt.date:
    """The last day of the month of a deadline that is a day; of others, the day they end on."""
    following = (deadline.date.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
    return following - dt.timedelta(days=1)


def editions() -> list[dt.date]:
    """The days of the editions that were not withdrawn."""
    days = StatusReport.objects.filter(withdrawal__isnull=True).values_list("as_of", flat=True)
    return list(days)


def months(earlier: dt.date, later: dt.date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def read() -> Iterator[Promise]:
    """Every milestone with all that was ever put on record of it."""
    (published,) = Plan.objects.values_list("published", flat=True)
    withdrawn = set(
        StatusReport.objects.filter(withdrawal__isnull=False).values_list("pk", flat=True)
    )
    lines: dict[int, dict[tuple[dt.date, int], list[MatrixRow]]] = {}
    for line in PairStatus.objects.select_related("update"):
        update = line.update
        if update.report_id not in withdrawn:
            of_milestone = lines.setdefault(update.milestone_id, {})
            of_milestone.setdefault((update.as_of, update.revision), []).append(
                MatrixRow(
                    line.pair,
                    line.status,
                    line.as_reported,
                    when(line.revised_date, line.revised_precision),
                )
            )
    for milestone in Milestone.objects.select_related("initiative__area__goal").prefetch_related(
        "deadlines"
    ):
        initiative, area = milestone.initiative, milestone.initiative.area
        deadlines = list(milestone.deadlines.all())
        revisions = sorted(lines.get(milestone.pk, {}).items())
        # Of one day the last revision comes last and is kept.
        reports = {day: reported for (day, _revision), reported in revisions}
        yield Promise(
            code=milestone.code,
            place=(area.order, initiative.order, milestone.order),
            goal=area.goal.number,
            goal_name=area.goal.name,
            area=area.slug,
            area_code=area.code,
            area_name=area.name,
            initiative=initiative.code,
            initiative_text=initiative.text,
            text=milestone.text,
            plan_text=milestone.plan_text,
            parties=milestone.parties,
            promised_on=None if milestone.introduced_by_id else published,
            deadlines=[When(each.date, each.precision) for each in deadlines],
            bases=frozenset(each.basis for each in deadlines),
            reports=reports,
        )


def when(date: dt.date | None, precision: str) -> When | None:
    return When(date, precision) if date else None
