"""What a query asks for: which milestones, as of when, for whom and in which order."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Q
from django.forms import Form
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from milestones.choices import Pair
from milestones.dates import ImpreciseDate
from milestones.models import (
    CountChange,
    Deadline,
    Milestone,
    MilestoneQuerySet,
    SearchText,
    Standing,
    StandingQuerySet,
    conditions,
)
from milestones.queries.counting import NOT_COUNTED_BY, rows_among
from milestones.queries.counting import conditions as conditions_on_counts
from milestones.queries.dates import DayOnRecord, days_on_record, newest_day
from milestones.queries.errors import InvalidQuery
from milestones.queries.filtersets import (
    PAGE_SIZES,
    MilestoneFilter,
    condition,
    form_class,
    includes_deadline,
)
from milestones.queries.listing import listed
from milestones.queries.plan import WholePlan, keys_on_record, read_plan
from milestones.queries.sorting import MILESTONE_SORTS, in_order
from milestones.statistics import (
    AreaTally,
    CountRow,
    Counts,
    DeadlineTally,
    Tally,
)
from milestones.version_cache import cached, read_anew
from priorities.models import Goal, Initiative, PriorityArea

MAX_DAYS = 6
"""How many days a page offers to be looked at."""


class MilestoneQuery:
    """A query of a page or a file.

    ``as_of`` and ``pair`` decide which status every other condition is about. A parameter that
    is not known, given twice (``status`` may be) or has a bad value is a problem, and there are
    no rows then: never all of them.
    """

    filter_set: type[MilestoneFilter] = MilestoneFilter
    own_sorts: Collection[str] = MILESTONE_SORTS
    unknown: Collection[str] = ()
    """Parameters of the filter set that mean nothing here."""
    ties: Sequence[str] = ("position",)
    """The document order of the milestones."""

    def __init__(
        self,
        data: QueryDict,
        *,
        sorts: Collection[str] | None = None,
        paged: bool = False,
        sliced: bool = False,
    ) -> None:
        self.params = data
        """The parameters as they were sent."""
        self.data = data
        """The parameters that links on a page carry on."""
        sorts = self.own_sorts if sorts is None else sorts
        # Of a class, mypy looks at the hash that its objects have.
        filter_set: Any = self.filter_set
        self._form_class = form_class(
            filter_set, tuple(sorts), tuple(self.unknown), paged=paged, sliced=sliced
        )
        self._shares = not sliced
        """A file is of one state of the record; pages share what they read."""
        self._cached = cached if self._shares else read_anew
        self.names = tuple(self._form_class.base_fields)
        """The parameters that this address knows."""

    @cached_property
    def form(self) -> Form:
        """The query as a form, to be shown filled in."""
        return self._form_class(self.params)

    @cached_property
    def problems(self) -> dict[str, list[str]]:
        """For each parameter what is wrong with it; empty if the query can be answered."""
        problems: dict[str, list[str]] = {}
        for name, values in self.params.lists():
            if name not in self.names:
                known = ", ".join(self.names)
                problems[name] = [
                    _("There is no such parameter. There are: %(known)s.") % {"known": known}
                ]
            elif len(values) > 1 and name != "status":
                problems[name] = [_("It is given more than once.")]
        problems |= {
            name: [str(error) for error in errors] for name, errors in self.form.errors.items()
        }
        return problems or self._cross_field_errors()

    def _cross_field_errors(self) -> dict[str, list[str]]:
        """What is wrong with parameters that are each well understood."""
        due_from, due_to = self._value("due_from"), self._value("due_to")
        if due_from and due_to and due_from.date > due_to.date:
            message = _("%(first)s is after %(last)s, the last month asked for.")
            return {"due_from": [message % {"first": due_from.code, "last": due_to.code}]}
        return {}

    def check(self) -> None:
        """Raise InvalidQuery unless the query can be answered."""
        if self.problems:
            raise InvalidQuery(self.problems)

    def _value(self, name: str) -> Any:
        return self.form.cleaned_data.get(name) if self.form.is_valid() else None

    @property
    def active_filters(self) -> dict[str, list[str]]:
        """The parameters that were given with a value, and their values."""
        filled = {name: [one for one in values if one] for name, values in self.params.lists()}
        return {name: values for name, values in filled.items() if values}

    @cached_property
    def newest_day(self) -> dt.date | None:
        """The newest day on record; None while nothing is."""
        return newest_day(self.days_on_record)

    @cached_property
    def day(self) -> dt.date:
        """The day asked for, else the newest on record; never the wall clock's."""
        return self._value("as_of") or self.newest_day or dt.date.min

    @property
    def days(self) -> dict[str, dt.date]:
        """The days that the rows are about, by the names that files give them."""
        return {"as_of": self.day}

    @cached_property
    def pair(self) -> Pair:
        """The country pair whose statuses are meant; ``ALL`` stands for the roll-up."""
        return Pair(self._value("pair") or Pair.ALL)

    @cached_property
    def on_record(self) -> bool:
        """Whether anything was on record on the day: nothing is before the plan's date."""
        return any(known.is_plan and known.day <= self.day for known in self.days_on_record)

    @cached_property
    def days_on_record(self) -> list[DayOnRecord]:
        """The plan's day, each edition's, and the newest days on record, newest first."""
        return self._cached("days on record", partial(days_on_record, MAX_DAYS))

    @cached_property
    def initiatives(self) -> list[Initiative]:
        """Those that have any milestone on record on the day, whatever else is asked for."""
        day = None if self.is_latest else self.day
        keys = self._cached(("initiatives", day), partial(keys_on_record, self.day))
        return [initiative for initiative in self.plan.initiatives if initiative.pk in keys]

    @cached_property
    def plan(self) -> WholePlan:
        """The plan, whatever is asked for."""
        return self._cached("plan", read_plan)

    @property
    def areas(self) -> Sequence[PriorityArea]:
        """Every priority area that has an initiative, with its goal."""
        return self.plan.areas

    @property
    def goals(self) -> list[Goal]:
        """Every goal that has such an area."""
        return list({area.goal_id: area.goal for area in self.areas}.values())

    @property
    def is_newest(self) -> bool:
        """Whether the day is the newest on record, which is what a page shows unasked."""
        return self.day == self.newest_day

    @property
    def per_page(self) -> int:
        """How many rows a page shows."""
        return int(self._value("per_page") or PAGE_SIZES[0])

    @property
    def page(self) -> int:
        """Which page of rows is shown, from 1."""
        return self._value("page") or 1

    @property
    def limit(self) -> int | None:
        """How many rows a file has at most; None for all of them."""
        limit: int | None = self._value("limit")
        return limit

    @property
    def offset(self) -> int:
        """How many of the first rows a file leaves out."""
        return self._value("offset") or 0

    @property
    def sort(self) -> str:
        """The column to sort by, ``-`` before it for descending; empty for document order."""
        return self._value("sort") or ""

    @cached_property
    def counts(self) -> Counts:
        """How many of the milestones asked for stand where, in one query."""
        return self.counts_by_pair(self.pair)[self.pair]

    def counts_by_pair(
        self, *pairs: Pair, but: Container[str] = frozenset()
    ) -> Mapping[Pair, Counts]:
        """The same for each of these pairs, as if some conditions had not been.

        Milestones that stand alike were counted when that was written; only what tells them
        apart, such as their words, has them counted one by one.
        """
        values = self._conditions(but)
        one_by_one = NOT_COUNTED_BY.intersection(values)
        if not one_by_one:
            rows = self._count_rows(pairs)
        elif one_by_one == {"q"} and len(self._found) > conditions.MAX_COUNTED:
            rows = self._count_rows_found(pairs)
        else:
            rows, values = self.standings(*pairs, but=but).count_rows(pairs), {}
        holds = conditions_on_counts(values, self.day, self.areas).values()
        return {pair: Counts(rows[pair], self.day).where(*holds) for pair in pairs}

    def _count_rows(self, pairs: Sequence[Pair]) -> Mapping[Pair, Sequence[CountRow]]:
        """How many milestones stand alike on the day, whatever else is asked for."""
        day = None if self.is_latest else self.day
        read = partial(CountChange.objects.rows, self.day, pairs)
        return self._cached(("counts", day, pairs), read)

    def _count_rows_found(self, pairs: Sequence[Pair]) -> Mapping[Pair, Sequence[CountRow]]:
        """The same of the milestones that the words searched for find."""
        day = None if self.is_latest else self.day
        standings = Standing.objects.on(self.day, *pairs, is_latest=self.is_latest)
        read = partial(standings.keys_by_count, pairs)
        groups = self._cached(("keys by count", day, pairs), read)
        found = frozenset(self._found)
        return {pair: rows_among(found, groups[pair]) for pair in pairs}

    @cached_property
    def _found(self) -> Sequence[int]:
        """The keys of the milestones that the words searched for find."""
        words = self._value("q")
        found = SearchText.objects.matching(words).values_list("milestone", flat=True)
        keys: Sequence[int] = self._cached(("found", words), lambda: array("q", found))
        return keys

    @cached_property
    def tally(self) -> Tally:
        """The figures of the milestones asked for."""
        return self.counts.tally()

    def by_area(self, counts: Counts | None = None) -> list[AreaTally]:
        """The figures for each priority area that has any of the milestones asked for, or of
        those that were counted."""
        by_area = (self.counts if counts is None else counts).by_area()
        return [
            AreaTally(area, by_area[area.pk].tally()) for area in self.areas if area.pk in by_area
        ]

    def listed(self, standings: StandingQuerySet) -> list[Milestone]:
        """The milestones that stand so, in this order, with all that a row shows of them."""
        return listed(standings, self.day)

    def by_deadline(self) -> list[DeadlineTally]:
        """The milestones asked for, counted by deadline; only the deadline asked for, if one is."""
        return [tally for tally in self.counts.by_deadline() if self.includes_deadline(tally.when)]

    def includes_deadline(self, when: ImpreciseDate | None) -> bool:
        """Whether what is due then is asked for."""
        return includes_deadline(when, self.form.cleaned_data)

    def unusual_periods(self) -> tuple[set[str], set[str]]:
        """Of the periods under which the milestones asked for have deadlines, the codes of those
        with one reckoned from the plan's date, and of those with one that comes every year."""
        read: Callable[[], tuple[set[str], set[str]]] = partial(
            Deadline.objects.unusual_periods, self.standings()
        )
        if self.condition():
            return read()
        day = None if self.is_latest else self.day
        periods: tuple[set[str], set[str]] = self._cached(("unusual periods", day, self.pair), read)
        return periods

    @property
    def is_latest(self) -> bool:
        """Whether nothing on record begins after the day, neither what was reported nor a plan."""
        begun = (known.day for known in self.days_on_record if known.is_reported or known.is_plan)
        return self.day >= max(begun, default=dt.date.min)

    def condition(self, *, but: Container[str] = ()) -> Q:
        """What the query asks of where a milestone stands, as if some parameters had not been.

        Raises InvalidQuery: whatever is asked for goes through here, so a bad query has no rows.
        """
        values = self._conditions(but)
        if self._shares and values.pop("q", ""):
            return conditions.one_of(self._found) & condition(values, self.day)
        return condition(values, self.day)

    def _conditions(self, but: Container[str]) -> dict[str, Any]:
        """The parameters that were given, but for some, as they are understood."""
        self.check()
        values = self.form.cleaned_data.items()
        return {name: value for name, value in values if value and name not in but}

    def in_order(self) -> StandingQuerySet:
        """Where the milestones asked for stand, in document order.

        What is the latest is not told to the database: it would sort all of that, rather than
        read the first of what is in order.
        """
        standings: StandingQuerySet = Standing.objects.on(self.day, self.pair)
        return standings.filter(self.condition()).order_by("position")

    def standings(self, *pairs: Pair, but: Container[str] = ()) -> StandingQuerySet:
        """Where the milestones asked for stand, as if some conditions had not been, or for other
        pairs."""
        standings: StandingQuerySet = Standing.objects.on(
            self.day, *pairs or (self.pair,), is_latest=self.is_latest
        )
        return standings.filter(self.condition(but=but))

    def _all(self) -> MilestoneQuerySet:
        every: MilestoneQuerySet = Milestone.objects.as_of(
            self.day, self.pair, is_latest=self.is_latest
        )
        return every

    @cached_property
    def milestones(self) -> MilestoneQuerySet:
        """The milestones asked for, in the order asked for."""
        sort = self.sort if self.sort.removeprefix("-") in MILESTONE_SORTS else ""
        return in_order(self._all().where(self.condition()), MILESTONE_SORTS, sort, self.ties)
