"""What a query asks for: which milestones, as of when, for whom and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.forms import Form
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from milestones.choices import Pair
from milestones.filters import PAGE_SIZES, MilestoneFilter
from milestones.models import Milestone, MilestoneQuerySet, StatusUpdate
from milestones.sorting import MILESTONE_SORTS, in_order
from milestones.tallies import DeadlineTally
from priorities.models import Plan


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

    def __init__(
        self, data: QueryDict, *, sorts: Collection[str] = MILESTONE_SORTS, paged: bool = False
    ) -> None:
        self.data = data
        self._filters = MilestoneFilter(data, sorts=sorts, paged=paged)
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
        for name, values in self.data.lists():
            if name not in self.names:
                known = ", ".join(self.names)
                problems[name] = [
                    _("There is no such parameter. There are: %(known)s.") % {"known": known}
                ]
            elif len(values) > 1 and name != "status":
                problems[name] = [_("It is given more than once.")]
        return problems | {
            name: [str(error) for error in errors] for name, errors in self.form.errors.items()
        }

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

    @cached_property
    def pair(self) -> Pair:
        """The country pair whose statuses are meant; ``ALL`` stands for the roll-up."""
        return Pair(self._value("pair") or Pair.ALL)

    @cached_property
    def on_record(self) -> bool:
        """Whether anything was on record on the day: nothing is before the plan's date."""
        return Plan.objects.filter(published__lte=self.day).exists()

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
    def sort(self) -> str:
        """The column to sort by, ``-`` before it for descending; empty for document order."""
        return self._value("sort") or ""

    def by_deadline(self) -> list[DeadlineTally]:
        """The milestones asked for, counted by deadline; only the deadline asked for, if one is."""
        return [tally for tally in self.milestones.by_deadline() if self._wants(tally)]

    def _wants(self, tally: DeadlineTally) -> bool:
        """Whether a deadline is asked for: its milestones may have others that are not."""
        deadline = self._value("deadline")
        if deadline:
            return str(getattr(deadline, "code", deadline)) == tally.code
        first, last = self._due
        due = tally.when.date if tally.when else None
        if due is None:
            return not (first or last)
        return (first or due) <= due <= (last or due)

    @property
    def _due(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and the last day that deadlines are asked for."""
        due_from, due_to = self._value("due_from"), self._value("due_to")
        return due_from.date.replace(day=1) if due_from else None, due_to.date if due_to else None

    @cached_property
    def milestones(self) -> MilestoneQuerySet:
        """The milestones asked for, in the order asked for."""
        self.check()
        found: MilestoneQuerySet = self._filters.filter_queryset(
            Milestone.objects.as_of(self.day, self.pair)
        )
        if any(self._due):
            found = found.due_between(*self._due)
        sort = self.sort if self.sort.removeprefix("-") in MILESTONE_SORTS else ""
        return in_order(found, MILESTONE_SORTS, sort)
