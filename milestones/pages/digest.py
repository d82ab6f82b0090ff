"""What an edition brought, in figures, each with the URL of just the milestones that it counts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import QueryDict

from milestones.changes import Direction
from milestones.choices import DELIVERED, Pair, Status
from milestones.matrix import NOT_ON_RECORD
from milestones.models import AttentionReason, Standing, StatusReport, conditions
from milestones.pages.changes import ChangeLinks, first_reports
from milestones.pages.links import PageLinks
from milestones.queries import ChangesQuery
from milestones.queries.urls import page_url, with_query
from milestones.statistics import Slips


@dataclass(frozen=True)
class Figure:
    """How many milestones there are of a kind, and the URL of just those."""

    count: int
    address: str


@dataclass(frozen=True)
class Digest:
    """What an edition in effect brought since ``since``: the day of the edition before, or of the
    plan if ``is_first``.

    ``reported`` are the milestones that it reports on, of ``on_record``. ``slipped``,
    ``slipped_again`` and ``contradictory`` are among those. ``slips`` are by how much, None
    without any. Not reported on are ``silent`` (reported on before) and ``planned`` (never).
    ``first_reports_by_status`` has for each status its label and figure.
    """

    day: dt.date
    since: dt.date
    is_first: bool
    on_record: Figure
    reported: Figure
    first_reports: Figure
    first_reports_by_status: Sequence[tuple[str, Figure]]
    added: Figure
    delivered: Figure
    newly_delivered: Figure
    progressed: Figure
    regressed: Figure
    slipped: Figure
    slips: Slips | None
    slipped_again: Figure
    contradictory: Figure
    silent: Figure
    planned: Figure


def digest_of(
    links: PageLinks, report: StatusReport, before: StatusReport | None, since: dt.date
) -> Digest:
    """The digest of an edition in effect, for the pair of the page. ``before`` is the edition
    before it, and ``since`` its day; without one, that of the plan."""
    day, pair = report.as_of, links.query.pair
    of_pair = {} if pair is Pair.ALL else {"pair": pair}
    of_day = {"as_of": day, **of_pair}
    of_edition = {**of_day, "reported_from": day, "reported_to": day}
    again = {**of_edition, "reason": AttentionReason.SLIPPED_AGAIN.value}
    changes = ChangesQuery(_params({"from": since, "to": day, **of_pair}))
    changes.days_on_record = links.query.days_on_record
    matrix, all_on_record = changes.matrix, changes.tally
    reported = _reported(day, pair)
    reported_count = sum(row.milestones for row in reported)
    slips = {row.slip_months: row.milestones for row in reported if row.slipped}
    planned = all_on_record.by_status[Status.PLANNED]
    compared = ChangeLinks(PageLinks(links.request, changes), changes)

    def listed(count: int, **params: Any) -> Figure:
        return Figure(count, with_query(page_url("milestones"), of_day | params))

    def of_this(count: int, **params: Any) -> Figure:
        return Figure(count, with_query(page_url("milestones"), of_edition | params))

    def moved(count: int, **params: Any) -> Figure:
        return Figure(count, compared.picked(**params))

    by_status = first_reports(compared, matrix)
    return Digest(
        day=day,
        since=since,
        is_first=before is None,
        on_record=listed(all_on_record.milestones),
        reported=of_this(reported_count),
        first_reports=moved(
            sum(count for _label, count, _address in by_status), direction=Direction.FIRST_REPORT
        ),
        first_reports_by_status=[
            (label, Figure(count, address)) for label, count, address in by_status
        ],
        added=moved(matrix.new, was=NOT_ON_RECORD),
        delivered=listed(all_on_record.completed, status=DELIVERED),
        newly_delivered=moved(matrix.newly_delivered, delivered=1),
        progressed=moved(matrix.ahead, direction=Direction.AHEAD),
        regressed=moved(matrix.behind, direction=Direction.BEHIND),
        slipped=of_this(sum(slips.values()), slipped=1),
        slips=Slips.of(slips),
        slipped_again=Figure(
            sum(row.slipped_again for row in reported), with_query(page_url("attention"), again)
        ),
        contradictory=of_this(sum(row.contradictory for row in reported), contradiction=1),
        silent=listed(
            all_on_record.milestones - planned - reported_count,
            reported_to=day - dt.timedelta(days=1),
        ),
        planned=listed(planned, status=Status.PLANNED),
    )


def _reported(day: dt.date, pair: Pair) -> list[Any]:
    """How many milestones were reported on as of a day, by the months that they slipped, and how
    many of them slipped again or are contradictory."""
    standings = Standing.objects.begun_on(day, pair).exclude(status=Status.PLANNED)
    grouped = standings.order_by().values("slipped", "slip_months")
    counted = grouped.annotate(
        milestones=Count("pk"),
        slipped_again=Count("pk", filter=conditions.slipped_again()),
        contradictory=Count("pk", filter=conditions.contradictory()),
    )
    fields = ("slipped", "slip_months", "milestones", "slipped_again", "contradictory")
    return list(counted.values_list(*fields, named=True))


def _params(values: Mapping[str, Any]) -> QueryDict:
    params = QueryDict(mutable=True)
    params.update({name: str(value) for name, value in values.items()})
    return params
