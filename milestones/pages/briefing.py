"""A briefing: one document about the milestones that match a query, for use in a meeting.

It is one page of figures and of milestones in short. If there are more milestones than a page has
room for, it goes on with the figures of each area, what changed, and each milestone in full.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import F, QuerySet
from jinja2.runtime import Macro
from markupsafe import Markup

from milestones.changes import MilestoneChange
from milestones.charts.promise_calendar import MAX_MARKS, PromiseCalendar, promise_calendar
from milestones.choices import COUNTRY_PAIRS, DELIVERED, Pair
from milestones.matrix import Matrix
from milestones.models import (
    Milestone,
    PairStatus,
    Standing,
    StandingQuerySet,
    StatusReport,
    conditions,
)
from milestones.models.prepared import prepared
from milestones.pages.links import PageLinks
from milestones.pages.pieces import milestone_key, written_by
from milestones.pages.sheets import MilestoneWithLines, sheets
from milestones.pages.text import lang_of
from milestones.queries import ChangesQuery, MilestoneQuery, last_changes
from milestones.queries.changes import BOTH_DAYS
from milestones.queries.listing import lines_of, lines_of_updates
from milestones.statistics import AreaTally, Tally
from priorities.models import PriorityArea

MAX_ON_ONE_PAGE = 12
"""The most milestones that a page has room for."""
MAX_LISTED = 300
"""The most milestones that a longer briefing lists in full."""
MAX_LATE, MAX_DUE_NEXT = 40, 10
"""The most milestones that a longer briefing lists in short."""
MAX_CHANGED = 40

Areas = Sequence[tuple[PriorityArea, Sequence[MilestoneWithLines]]]
"""Priority areas, each with its milestones in full."""


@dataclass(frozen=True)
class LastChanges:
    """The changes since the previous day on record; ``named`` are the first milestones that
    changed, and ``lines`` the status lines of their updates on both days."""

    query: ChangesQuery
    matrix: Matrix
    named: Sequence[Milestone]
    lines: Mapping[int, Sequence[PairStatus]]

    def of(self, milestone: Milestone) -> MilestoneChange:
        """What changed of one of those milestones."""
        return MilestoneChange.of(milestone, self.query.pair, self.lines)


@dataclass(frozen=True)
class Briefing:
    """The content of a briefing.

    ``late`` and ``due_next`` are the first of those milestones, which have no other in common.
    On one page, ``others`` are all others: without a deadline, or delivered. A longer briefing has
    ``changes`` (None on the first day on record) and ``areas`` with ``listed`` milestones in full;
    ``pairs_on_one_page`` are the country pairs whose milestones would take one page, if it is about
    one area. If it is about several, ``sheets_of_areas`` has how many sheets each takes on its own,
    about; None if not all of its milestones are listed.
    """

    tally: Tally
    figures: Sequence[AreaTally]
    calendar: PromiseCalendar | None
    late: Sequence[Milestone]
    due_next: Sequence[Milestone]
    others: Sequence[Milestone]
    changes: LastChanges | None
    areas: Areas
    listed: int
    pairs_on_one_page: Sequence[Pair] = ()
    sheets_of_areas: Sequence[tuple[PriorityArea, int | None]] = ()

    @property
    def is_one_page(self) -> bool:
        return self.tally.milestones <= MAX_ON_ONE_PAGE

    @property
    def sheets(self) -> int:
        """How many sheets of paper it takes, about."""
        if self.is_one_page:
            return 1
        named = len(self.changes.named) if self.changes else 0
        return sheets(len(self.figures), [*self.late, *self.due_next], named, self.areas)


def briefing(query: MilestoneQuery) -> Briefing:
    """The briefing of the milestones that match a query, by area and then in the query's order.

    Raises InvalidQuery. The query's day must have something on record.
    """
    tally, milestones = query.tally, _milestones(query)
    late, due_next = _late(milestones), _due_next(milestones, query.day)
    figures, is_one_page = query.by_area(), tally.milestones <= MAX_ON_ONE_PAGE
    calendar = promise_calendar(
        query.counts,
        query.areas,
        milestones if tally.milestones <= MAX_MARKS else (),
        months_of=query.whole_counts,
        by_pair=query.pair is Pair.ALL,
        in_one_row=is_one_page and len(figures) > 1,
    )
    if is_one_page:
        others = [m for m in milestones if m not in late and m not in due_next]
        others.sort(key=lambda milestone: milestone.status in DELIVERED)
        return Briefing(tally, figures, calendar, late, due_next, others, None, (), 0)
    listed = milestones[:MAX_LISTED]
    changes, areas = _last_changes(query), _areas(query, listed)
    return Briefing(
        tally=tally,
        figures=figures,
        calendar=calendar,
        late=late[:MAX_LATE],
        due_next=due_next[:MAX_DUE_NEXT],
        others=(),
        changes=changes,
        areas=areas,
        listed=len(listed),
        pairs_on_one_page=_pairs_on_one_page(query) if len(figures) == 1 else (),
        sheets_of_areas=(
            _sheets_of_areas(figures, areas, changes, query.day) if len(figures) > 1 else ()
        ),
    )


def area_section(
    section: Macro,
    links: PageLinks,
    area: PriorityArea,
    milestones: Sequence[MilestoneWithLines],
    first_report: StatusReport | None,
) -> Markup:
    """The milestones of an area in full, as a macro writes them."""
    day = links.query.day
    key = (
        *(area.slug, str(area), lang_of(area)),
        first_report and first_report.pk,
        tuple(milestone_key(milestone, day) for milestone, _lines in milestones),
    )
    return written_by(section, links, key, area, milestones, first_report)


def short_row(row: Macro, links: PageLinks, milestone: Milestone, shows_delay: bool) -> Markup:
    """The row of a milestone in short, as a macro writes it."""
    key = milestone_key(milestone, links.query.day), shows_delay
    return written_by(row, links, key, milestone, shows_delay)


def change_row(row: Macro, links: PageLinks, changes: LastChanges, milestone: Milestone) -> Markup:
    """The row of a milestone that changed, as a macro writes it."""
    days = changes.query.first_day, links.query.day
    key = milestone._state, days, _on_both_days(milestone)
    return written_by(row, links, key, changes, milestone)


_on_both_days = attrgetter("last_due", *BOTH_DAYS)


def _late(milestones: Iterable[Milestone]) -> list[Milestone]:
    """Those that are late, longest overdue first, then by their longest slip."""
    late = [milestone for milestone in milestones if milestone.late]
    return sorted(late, key=lambda m: (-(m.days_overdue or 0), -(m.slip_months or 0), m.position))


def _due_next(milestones: Iterable[Milestone], day: dt.date) -> list[Milestone]:
    """Those that are due on a day or later and not late, the next deadline first."""
    due_next = [m for m in milestones if m.is_upcoming(day) and not m.late]
    return sorted(due_next, key=attrgetter("last_due", "position"))


def _sheets_of_areas(
    figures: Sequence[AreaTally], areas: Areas, changes: LastChanges | None, day: dt.date
) -> list[tuple[PriorityArea, int | None]]:
    """How many sheets the briefing of each area takes (see ``Briefing.sheets_of_areas``)."""
    in_full = dict(areas)
    named = {milestone.pk for milestone in changes.named} if changes else set()
    sheets_of_areas: list[tuple[PriorityArea, int | None]] = []
    for area, n in ((each.area, each.tally.milestones) for each in figures):
        of_area = [milestone for milestone, _lines in in_full.get(area, ())]
        if n <= MAX_ON_ONE_PAGE:
            sheets_of_areas.append((area, 1))
        elif len(of_area) < n:
            sheets_of_areas.append((area, None))
        else:
            in_short = _late(of_area)[:MAX_LATE] + _due_next(of_area, day)[:MAX_DUE_NEXT]
            # None is named if all changed.
            changed = sum(milestone.pk in named for milestone in of_area) % n
            sheets_of_areas.append((area, sheets(1, in_short, changed, [(area, in_full[area])])))
    return sheets_of_areas


def _pairs_on_one_page(query: MilestoneQuery) -> list[Pair]:
    if query.pair is not Pair.ALL:
        return []
    counts = query.counts_by_pair(*COUNTRY_PAIRS)
    return [pair for pair in COUNTRY_PAIRS if 0 < counts[pair].milestones <= MAX_ON_ONE_PAGE]


def _milestones(query: MilestoneQuery) -> list[Milestone]:
    """All milestones in a briefing: first those listed in full, in the query's order."""
    if query.sort:
        keys = list(query.milestones.values_list("pk", flat=True)[:MAX_LISTED])
        by_key = {milestone.pk: milestone for milestone in _with_keys(query, keys)}
        first = [by_key[key] for key in keys if key in by_key]
    else:
        first = query.listed(query.in_order().sliced(slice(MAX_LISTED)))
    if len(first) < MAX_LISTED:
        return first
    others = _in_short(query) - {milestone.pk for milestone in first}
    return [*first, *_with_keys(query, others)]


def _with_keys(query: MilestoneQuery, keys: Collection[int]) -> list[Milestone]:
    """These milestones. Keys alone find them: with conditions as well, PostgreSQL would read every
    standing."""
    return query.listed(query.standings(but=query.names), keys=keys)


def _in_short(query: MilestoneQuery) -> set[int]:
    """The keys of the first milestones that are overdue, otherwise late if these are too few, or
    due next."""
    standings, day = query.standings(), query.day
    rows = [
        *_longest_due(standings, day, MAX_LATE),
        *_next_due(standings, day, MAX_DUE_NEXT),
    ]
    if query.tally.overdue < MAX_LATE:
        slipped = query.counts.where(
            lambda row: row.slipped and row.is_late(day) and not row.is_overdue(day)
        )
        # If all the first ones slipped, an index has those by how far.
        rows += _put_off(standings, day, slipped.milestones >= MAX_LATE, MAX_LATE)
    return {key for (key,) in rows}


_BY_SLIP = (F("slip_months").desc(nulls_last=True), "position")


@prepared
def _longest_due(standings: StandingQuerySet, day: dt.date, most: int) -> QuerySet[Standing, Any]:
    overdue = standings.filter(conditions.overdue(day)).order_by("last_due", *_BY_SLIP)
    return overdue.values_list("milestone")[:most]


@prepared
def _put_off(
    standings: StandingQuerySet, day: dt.date, only_slipped: bool, most: int
) -> QuerySet[Standing, Any]:
    late = standings.filter(conditions.late(day), ~conditions.overdue(day)).order_by(*_BY_SLIP)
    if only_slipped:
        late = late.filter(conditions.slipped())
    return late.values_list("milestone")[:most]


@prepared
def _next_due(standings: StandingQuerySet, day: dt.date, most: int) -> QuerySet[Standing, Any]:
    upcoming = standings.filter(conditions.upcoming(day), ~conditions.late(day))
    return upcoming.order_by("last_due", "position").values_list("milestone")[:most]


def _last_changes(query: MilestoneQuery) -> LastChanges | None:
    """The changes since the previous day on record; None if the query's day is the first."""
    last = last_changes(query)
    if last.first_day == query.day:
        return None
    matrix = last.matrix
    # None is named if all changed, as when a plan is reported on for the first time.
    rows: list[Any] = last.changes_between(slice(MAX_CHANGED)) if matrix.unchanged else []
    updates = {row.from_update_id for row in rows} | {row.to_update_id for row in rows}
    return LastChanges(last, matrix, rows, lines_of_updates(updates - {None}))


def _areas(query: MilestoneQuery, milestones: Sequence[Milestone]) -> Areas:
    lines = lines_of(milestones, query.pair)
    by_area = sorted(milestones, key=attrgetter("initiative.area.order"))
    return [
        (area, [(milestone, lines[milestone.pk]) for milestone in group])
        for area, group in groupby(by_area, attrgetter("initiative.area"))
    ]
