"""What a query asks for: which milestones, as of when, for whom and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Container
from typing import Any

from django.db.models import Q
from django.forms import Form
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from milestones.choices import Pair
from milestones.comparisons import NOT_ON_RECORD, Matrix
from milestones.dates import ImpreciseDate
from milestones.days import DayOnRecord, days_on_record
from milestones.filters import (
    ANY,
    NOT_CHANGED,
    PAGE_SIZES,
    PAGING,
    SLICING,
    ChangeFilter,
    MilestoneFilter,
)
from milestones.models import Milestone, MilestoneQuerySet, StatusUpdate
from milestones.sorting import CHANGE_SORTS, MILESTONE_SORTS, in_order
from milestones.tallies import NO_DEADLINE, DeadlineTally
from priorities.models import Plan

MOST_DAYS = 6
"""How many days a page offers to be looked at."""


class BadQuery(Exception):
    """A query that cannot be answered: ``problems`` says for each parameter what is wrong."""

    def __init__(self, problems: dict[str, list[str]]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(
            f"{name}: {problem}" for name, said in self.problems.items() for problem in said
        )


class Asked:
    """A query of a page or a file.

    ``as_of`` and ``pair`` decide which status every other condition is about. A parameter that
    is not known, given twice (``status`` may be) or has a bad value is a problem, and there are
    no rows then: never all of them.
    """

    filter_set: type[MilestoneFilter] = MilestoneFilter
    own_sorts: Collection[str] = MILESTONE_SORTS
    unknown: Collection[str] = ()
    """Parameters of the filter set that mean nothing here."""

    def __init__(
        self,
        data: QueryDict,
        *,
        sorts: Collection[str] | None = None,
        paged: bool = False,
        sliced: bool = False,
    ) -> None:
        self.query = data
        """The parameters as they were sent."""
        self.data = data
        """The parameters that links on a page carry on."""
        sorts = self.own_sorts if sorts is None else sorts
        self._filters = self.filter_set(data, sorts=sorts, paged=paged, sliced=sliced)
        for name in self.unknown:
            self._filters.filters.pop(name, None)
        self.names = tuple(self._filters.filters)
        """The parameters that this address knows."""

    @property
    def form(self) -> Form:
        """The query as a form, to be shown filled in."""
        form: Form = self._filters.form
        return form

    @cached_property
    def problems(self) -> dict[str, list[str]]:
        """For each parameter what is wrong with it; empty if the query can be answered."""
        problems: dict[str, list[str]] = {}
        for name, values in self.query.lists():
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
        return problems or self._contradictions()

    def _contradictions(self) -> dict[str, list[str]]:
        """What is wrong with parameters that are each well understood."""
        return {}

    def check(self) -> None:
        """Raise BadQuery unless the query can be answered."""
        if self.problems:
            raise BadQuery(self.problems)

    def _value(self, name: str) -> Any:
        return self.form.cleaned_data.get(name) if self.form.is_valid() else None

    @cached_property
    def newest_day(self) -> dt.date | None:
        """The newest day on record; None while nothing is."""
        newest: dt.date | None = StatusUpdate.objects.newest_as_of()
        return newest

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
        return Plan.objects.filter(published__lte=self.day).exists()

    @cached_property
    def days_on_record(self) -> list[DayOnRecord]:
        """The plan's day, each edition's, and the newest days on record, newest first."""
        return days_on_record(MOST_DAYS)

    def last_changes(self) -> AskedChanges:
        """The same query about this day and the one on record before it."""
        data = self.data.copy()
        for name in ("sort", *PAGING):
            data.pop(name, None)
        changes = AskedChanges(data)
        changes.newest_day, changes.days_on_record = self.newest_day, self.days_on_record
        return changes

    @property
    def asks_for_all(self) -> bool:
        """Whether nothing narrows the rows but the day, however many of them are wanted."""
        return self._narrows_by_no_more_than()

    def _narrows_by_no_more_than(self, *names: str) -> bool:
        self.check()
        given = {name for name, value in self.form.cleaned_data.items() if value}
        return given <= {*names, "as_of", "sort", *PAGING, *SLICING}

    @property
    def told_of(self) -> MilestoneQuerySet:
        """The milestones asked for, for a file or feed of all that was ever put on record.

        One that is asked for by its code is told of even if it stands nowhere any more, since
        the edition that introduced it was withdrawn.
        """
        one: Milestone | None = self._value("code")
        if one is None or not self._narrows_by_no_more_than("code", "pair"):
            return self.milestones
        concerned = self.pair in {Pair.ALL, *one.pairs}
        found: MilestoneQuerySet = Milestone.objects.filter(pk=one.pk)
        return found if concerned else found.none()

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

    def by_deadline(self) -> list[DeadlineTally]:
        """The milestones asked for, counted by deadline; only the deadline asked for, if one is."""
        return [tally for tally in self.milestones.by_deadline() if self.wants_due(tally.when)]

    def wants_due(self, when: ImpreciseDate | None) -> bool:
        """Whether what is due then (None: without a deadline) is asked for: the milestones that
        are may have other deadlines, which are not."""
        deadline = self._value("deadline")
        if isinstance(deadline, ImpreciseDate):
            return when is not None and when.listed_under == deadline.listed_under
        if deadline == NO_DEADLINE:
            return when is None
        first, last = self._due
        if when is None:
            return not (first or last)
        return (first or when.date) <= when.date <= (last or when.date)

    @property
    def _due(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and the last day that deadlines are asked for."""
        due_from, due_to = self._value("due_from"), self._value("due_to")
        return due_from.date.replace(day=1) if due_from else None, due_to.date if due_to else None

    def _all(self, pair: Pair) -> MilestoneQuerySet:
        found: MilestoneQuerySet = Milestone.objects.as_of(self.day, pair)
        return found

    def narrowed(self, *, but: Container[str] = (), pair: Pair | None = None) -> MilestoneQuerySet:
        """The milestones asked for, as if some conditions had not been, or for another pair."""
        found = self._all(pair or self.pair)
        for name, value in self.form.cleaned_data.items():
            if name not in but:
                found = self._filters.filters[name].filter(found, value)
        first, last = self._due
        first, last = None if "due_from" in but else first, None if "due_to" in but else last
        return found.due_between(first, last) if first or last else found

    @cached_property
    def milestones(self) -> MilestoneQuerySet:
        """The milestones asked for, in the order asked for."""
        self.check()
        sort = self.sort if self.sort.removeprefix("-") in MILESTONE_SORTS else ""
        return in_order(self.narrowed(), MILESTONE_SORTS, sort)


class AskedChanges(Asked):
    """A query about two days (see ``ChangeFilter`` for its parameters).

    ``day`` is the second: ``to``, else ``as_of``, else the newest on record. ``first_day`` is
    ``from``, else the day of the edition before it (the plan's, if it is the first edition).
    A ``from`` after ``to`` is a problem; after ``as_of``, which every page offers to change, it
    gives way.
    """

    filter_set = ChangeFilter
    own_sorts = CHANGE_SORTS

    def __init__(
        self,
        data: QueryDict,
        *,
        sorts: Collection[str] | None = None,
        paged: bool = False,
        sliced: bool = False,
    ) -> None:
        super().__init__(data, sorts=sorts, paged=paged, sliced=sliced)
        if data.get("to"):
            # What other pages know as the day asked for is the second day.
            self.data = data.copy()
            self.data["as_of"] = self.data.pop("to")[-1]

    def _contradictions(self) -> dict[str, list[str]]:
        if self.first_day <= self.day:
            return {}
        message = _("%(first)s is after %(second)s, the day that it is compared with.")
        return {"from": [message % {"first": self.first_day, "second": self.day}]}

    @cached_property
    def day(self) -> dt.date:
        """The second day; while nothing is on record, the first."""
        asked: dt.date | None = self._value("to") or self._value("as_of") or self.newest_day
        return asked or self._value("from") or dt.date.min

    @cached_property
    def first_day(self) -> dt.date:
        """The first day; the same as the second if nothing was on record before it."""
        first: dt.date | None = self._value("from")
        if first and (first <= self.day or self._value("to") or not self._value("as_of")):
            return first
        earlier = [one.day for one in self.days_to_compare if one.day < self.day]
        return max(earlier, default=self.day)

    @property
    def days(self) -> dict[str, dt.date]:
        return {"from": self.first_day, "to": self.day}

    @property
    def days_to_compare(self) -> list[DayOnRecord]:
        """The plan's day, each edition's, and the newest on record, in order."""
        known = reversed(self.days_on_record)
        return [one for one in known if one.title or one.day == self.newest_day]

    @property
    def first_on_record(self) -> bool:
        """Whether anything was on record on the first day."""
        return any(one.day <= self.first_day for one in self.days_on_record)

    def _all(self, pair: Pair) -> MilestoneQuerySet:
        found: MilestoneQuerySet = Milestone.objects.compared(self.first_day, self.day, pair)
        return found

    def matrix(self) -> Matrix:
        """From which status to which the milestones went, whichever of them are listed."""
        return self.milestones.matrix()

    @cached_property
    def changes(self) -> MilestoneQuerySet:
        """The milestones to list, in the order asked for: those that changed, unless asked."""
        found = self.milestones
        for name, field in (("was", "from_status"), ("now", "to_status"), ("direction",) * 2):
            value = self._value(name)
            if value == NOT_ON_RECORD:
                found = found.filter(**{f"{field}__isnull": True})
            elif value:
                found = found.filter(**{field: value})
        changed = self._value("changed")
        if changed != ANY:
            found = found.filter(Q(changed=changed != NOT_CHANGED))
        return in_order(found, CHANGE_SORTS, self.sort)
