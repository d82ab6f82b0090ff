"""The query of a page or file: which milestones, as of when, for which pair, in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils.functional import cached_property

from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import (
    CountChange,
    CurrentCount,
    Deadline,
    Milestone,
    MilestoneQuerySet,
    Standing,
    StandingQuerySet,
    conditions,
)
from milestones.models.lookups import Numbers
from milestones.models.prepared import from_recipe
from milestones.queries.counting import (
    NOT_COUNTED_BY,
    condition,
    due_range,
    known_counts,
    row_conditions,
)
from milestones.queries.dates import DayOnRecord, LastReported, days_on_record, last_reported
from milestones.queries.filtersets import DISPLAY_PARAMS, LIMIT_PARAMS
from milestones.queries.listing import attach_pair_lines, listed
from milestones.queries.matching import matching_keys, matching_positions
from milestones.queries.params import QueryParams
from milestones.queries.plan import (
    Origins,
    WholePlan,
    added_initiatives_on,
    read_origins,
    read_plan,
)
from milestones.queries.sorting import MILESTONE_SORTS, in_order
from milestones.statistics import AreaTally, CountRow, Counts, DeadlineTally, Slips, Tally
from priorities.models import Goal, Initiative, PriorityArea

MAX_DAYS = 6
"""How many of the newest days a page offers to choose from."""


class MilestoneQuery(QueryParams):
    """The query of a page or a file.

    ``as_of`` and ``pair`` decide which status all other filters apply to. An invalid query has no
    rows, never all rows.
    """

    ties: Sequence[str] = ("position",)
    """The document order of the milestones, which orders equal rows."""

    @cached_property
    def newest_day(self) -> dt.date | None:
        """The newest day with a reported update, else the newest day of a plan; None without
        either. The same as ``StatusUpdateQuerySet.latest_date``."""
        reported = [entry.day for entry in self.days_on_record if entry.is_reported]
        plans = [entry.day for entry in self.days_on_record if entry.is_plan]
        return max(reported or plans, default=None)

    @cached_property
    def day(self) -> dt.date:
        """The requested day, else the newest on record; never taken from the clock."""
        return self._value("as_of") or self.newest_day or dt.date.min

    @property
    def days(self) -> dict[str, dt.date]:
        """The days that the rows are about, by the names that files use."""
        return {"as_of": self.day}

    @cached_property
    def pair(self) -> Pair:
        """The country pair whose statuses are used; ``ALL`` is the roll-up."""
        return Pair(self._value("pair") or Pair.ALL)

    @cached_property
    def on_record(self) -> bool:
        """Whether anything was on record on the day: nothing is before the plan's date."""
        return any(entry.is_plan and entry.day <= self.day for entry in self.days_on_record)

    @cached_property
    def days_on_record(self) -> list[DayOnRecord]:
        """The days of the plan and of each edition, and the newest days on record; newest first."""
        return self._cached("days on record", partial(days_on_record, MAX_DAYS))

    @property
    def editions(self) -> list[DayOnRecord]:
        """The days of the editions until the query's day, newest first."""
        return [
            entry for entry in self.days_on_record if entry.is_edition and entry.day <= self.day
        ]

    @cached_property
    def last_reported(self) -> LastReported | None:
        """When milestones were last reported on, whatever the filters except the pair; None
        before the first edition."""
        if not self.editions:
            return None
        edition = self.editions[0].day
        days = [entry.day for entry in self.days_on_record if entry.is_reported]
        if len(days) < MAX_DAYS and {day for day in days if day <= self.day} == {edition}:
            return LastReported(edition, since=0, at=self.reported, before=0)
        read = partial(last_reported, edition, self.standings(but=self.names), self.reported)
        result: LastReported = self._cached(("last reported", self._day_key, self.pair), read)
        return result

    @property
    def reported(self) -> int:
        """How many milestones of the pair are not just planned, whatever the other filters."""
        return self.whole_counts.where(lambda row: row.status != Status.PLANNED).milestones

    @property
    def slips(self) -> Slips | None:
        """The slips of the matching milestones; None without any."""
        return Slips.of(self.standings().slips())

    @cached_property
    def initiatives(self) -> list[Initiative]:
        """The initiatives with any milestone on record on the day, whatever the filters."""
        keys = self.origins.of_plan if self.on_record else frozenset()
        if self.origins.of_editions - keys:
            read = partial(added_initiatives_on, self.day)
            keys |= self._cached(("added initiatives", self._day_key), read)
        return [initiative for initiative in self.plan.initiatives if initiative.pk in keys]

    @property
    def origins(self) -> Origins:
        """Where the milestones of each initiative come from, whatever the filters and the day."""
        return self._cached("origins", read_origins, of_plan=True)

    @cached_property
    def plan(self) -> WholePlan:
        """The whole plan, whatever the filters."""
        return self._cached("plan", read_plan, of_plan=True)

    @property
    def areas(self) -> Sequence[PriorityArea]:
        """Every priority area that has an initiative, with its goal."""
        return self.plan.areas

    @property
    def goals(self) -> list[Goal]:
        return list({area.goal_id: area.goal for area in self.areas}.values())

    @property
    def is_newest(self) -> bool:
        """Whether the day is the newest on record, which pages show by default."""
        return self.day == self.newest_day

    @cached_property
    def counts(self) -> Counts:
        """How many of the matching milestones stand where."""
        return self.counts_by_pair(self.pair)[self.pair]

    def counts_by_pair(
        self, *pairs: Pair, but: Container[str] = frozenset()
    ) -> Mapping[Pair, Counts]:
        """The counts for each of these pairs, without the filters in ``but``.

        Milestones that stand alike are counted when their standings are written. Only filters
        that distinguish them, such as a search, require counting their standings now.
        """
        values = self._values(but)
        rows: Mapping[Pair, Sequence[CountRow]]
        if NOT_COUNTED_BY.intersection(values):
            rows, values = self.standings(*pairs, but=but).count_rows(pairs), {}
        else:
            read = (
                partial(CurrentCount.objects.rows, pairs, known_counts())
                if self.is_latest
                else partial(CountChange.objects.rows, self.day, pairs)
            )
            rows = self._cached(("counts", self._day_key, pairs), read)
        holds = row_conditions(values, self.day).values()
        return {pair: Counts(rows[pair], self.day).where(*holds) for pair in pairs}

    def milestones_by_pair(self, *pairs: Pair) -> dict[Pair, int]:
        """How many milestones match for each of these pairs: only their number, which takes less
        than to count them by ``COUNT_FIELDS``."""
        values = self._values({*DISPLAY_PARAMS, "pair"})
        if NOT_COUNTED_BY.intersection(values):
            return self.standings(*pairs).totals(pairs)
        if values:
            return {pair: each.milestones for pair, each in self.counts_by_pair(*pairs).items()}
        read = (
            partial(CurrentCount.objects.totals, pairs)
            if self.is_latest
            else partial(CountChange.objects.totals, self.day, pairs)
        )
        totals: dict[Pair, int] = self._cached(("totals", self._day_key, pairs), read)
        return totals

    @property
    def whole_counts(self) -> Counts:
        """The counts of all milestones on the day for the pair, whatever the other filters."""
        return self.counts_by_pair(self.pair, but=self.names)[self.pair]

    @cached_property
    def _matching_keys(self) -> Numbers:
        return matching_keys(self._value("q"))

    @cached_property
    def tally(self) -> Tally:
        """The figures of the matching milestones."""
        return Tally.total(counts.tally for counts in self.counts.by_area.values())

    def by_area(self, counts: Counts | None = None) -> list[AreaTally]:
        """The figures of each priority area that has any matching milestones, or any of those in
        ``counts``."""
        by_area = (self.counts if counts is None else counts).by_area
        return [
            AreaTally(area, by_area[area.pk].tally) for area in self.areas if area.pk in by_area
        ]

    def listed(
        self, standings: StandingQuerySet, *fields: str, keys: Collection[int] | None = None
    ) -> list[Milestone]:
        """As the function ``listed``, with their pair lines."""
        return self.with_pair_lines(listed(standings, self.day, *fields, keys=keys))

    def with_pair_lines(self, milestones: list[Milestone]) -> list[Milestone]:
        """These milestones; for all parties, with what ``Milestone.pair_lines`` says."""
        if self.pair is Pair.ALL:
            attach_pair_lines(milestones)
        return milestones

    def by_deadline(self) -> list[DeadlineTally]:
        """The matching milestones, counted by deadline; only deadlines that match the filters."""
        return [tally for tally in self.counts.by_deadline() if self.includes_deadline(tally.when)]

    def includes_deadline(self, when: ImpreciseDate | None) -> bool:
        """Whether a deadline (None: without a deadline) matches the filters. Milestones that match
        may also have deadlines that do not."""
        values = self.form.cleaned_data
        deadline = values.get("deadline")
        if isinstance(deadline, ImpreciseDate):
            return when is not None and when.listed_under == deadline.listed_under
        if deadline:
            return when is None
        first, last = due_range(values)
        if when is None:
            return not (first or last)
        return (first or when.date) <= when.date <= (last or when.date)

    def unusual_periods(self) -> tuple[set[str], set[str]]:
        """The codes of the periods in which a deadline of the matching milestones was calculated
        from the plan's date, and of those in which one recurs every year."""
        read: Callable[[], tuple[set[str], set[str]]] = partial(
            Deadline.objects.unusual_periods, self.standings()
        )
        if self.condition():
            return read()
        of_plan = self._is_of_whole_plan
        key = ("unusual periods", None if of_plan else self._day_key, self.pair)
        periods: tuple[set[str], set[str]] = self._cached(key, read, of_plan=of_plan)
        return periods

    @property
    def _is_of_whole_plan(self) -> bool:
        """Whether the milestones on record are those of the plan, whatever is reported of them:
        an edition has added none, whose first update decides from when they are on record."""
        plans = [entry.day for entry in self.days_on_record if entry.is_plan]
        is_published = bool(plans) and max(plans) <= self.day
        return is_published and not self.origins.of_editions

    @property
    def is_latest(self) -> bool:
        """Whether nothing on record begins after the day, neither an update nor a plan."""
        starts = (entry.day for entry in self.days_on_record if entry.is_reported or entry.is_plan)
        return self.day >= max(starts, default=dt.date.min)

    @property
    def _day_key(self) -> dt.date | None:
        """The day as a part of a cache key: results are the same on all days that are latest."""
        return None if self.is_latest else self.day

    def condition(
        self, *, but: Container[str] = (), indexed: bool = False, of_earlier_day: bool = False
    ) -> Q:
        """The condition that the filters set on a standing, without the filters in ``but``;
        ``indexed`` as of ``conditions.one_of``, ``of_earlier_day`` if all the standings of an
        earlier day are asked for.

        Raises InvalidQuery. All rows are selected through here, so an invalid query has none.
        """
        values = self._values(but)
        if self._uses_cache and values.pop("q", ""):
            matching = (
                conditions.at_one_of(matching_positions(self._value("q"), self._matching_keys))
                if of_earlier_day
                else conditions.one_of(self._matching_keys, indexed=indexed)
            )
            return matching & condition(values, self.day)
        return condition(values, self.day)

    def _values(self, but: Container[str]) -> dict[str, Any]:
        """The given parameters with their parsed values, without those in ``but``."""
        self.check()
        values = self.form.cleaned_data.items()
        return {name: value for name, value in values if value and name not in but}

    @property
    def filters(self) -> dict[str, Any]:
        """The given filters with their parsed values. Raises InvalidQuery."""
        return self._values({*DISPLAY_PARAMS, *LIMIT_PARAMS})

    def in_order(self) -> StandingQuerySet:
        """The standings of the matching milestones, in document order.

        ``is_latest`` is not used here: with it, the database would sort all the latest standings
        instead of reading the first ones in order.
        """
        day, pair, condition = self.day, self.pair, self.condition(indexed=True)
        return from_recipe(
            conditions.recipe("in order", day, pair, condition=condition),
            lambda: Standing.objects.on(day, pair).filter(condition).order_by("position"),
        )

    def standings(self, *pairs: Pair, but: Container[str] = ()) -> StandingQuerySet:
        """The standings of the matching milestones, without the filters in ``but``; for these
        pairs if any are given, else for the query's."""
        pairs, day, latest = pairs or (self.pair,), self.day, self.is_latest
        condition = self.condition(but=but, indexed=latest, of_earlier_day=not latest)
        return from_recipe(
            conditions.recipe("standings", self._day_key, pairs, condition=condition),
            lambda: Standing.objects.on(day, *pairs, is_latest=latest).filter(condition),
        )

    def _all(self) -> MilestoneQuerySet:
        milestones: MilestoneQuerySet = Milestone.objects.as_of(
            self.day, self.pair, is_latest=self.is_latest
        )
        return milestones

    @cached_property
    def milestones(self) -> MilestoneQuerySet:
        """The matching milestones, sorted."""
        sort = self.sort if self.sort.removeprefix("-") in MILESTONE_SORTS else ""
        return in_order(self._all().where(self.condition()), MILESTONE_SORTS, sort, self.ties)
