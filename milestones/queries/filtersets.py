"""The filters of milestones, the same for pages and data files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from milestones.changes import NOT_ON_RECORD, Direction
from milestones.choices import COUNTRY_PAIRS, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone, MilestoneQuerySet, conditions
from milestones.queries.fields import (
    CodeFilter,
    DayFilter,
    DeadlineFilter,
    GoalFilter,
    MonthFilter,
    NumberFilter,
    PageFilter,
    StatusFilter,
    invalid,
    not_one_of,
)
from priorities.models import Goal, Initiative, PriorityArea

PAGE_PARAMS = ("page", "per_page")
"""The parameters that choose which rows a page shows."""
PAGE_SIZES = (25, 50, 100)
LIMIT_PARAMS = ("limit", "offset")
"""The parameters that choose which rows a file has, the same in every format."""
MAX_AT_ONCE = 1000
MAX_OFFSET = 1_000_000_000
MAX_SEARCH_LENGTH = 100
YES = [("1", gettext_lazy("Yes"))]
PAIR_STATUS_FILTERS = ("status", "overdue", "contradiction", "slipped")
"""The filters that one country pair may match and the other not."""
FLAGS = ("overdue", "contradiction", "slipped", "differ")
"""The yes/no filters, which a milestone matches or not as of a day."""
STATUS_FILTERS = ("status", *FLAGS)
"""The filters on a milestone's standing; the others are on the milestone itself."""

NOT_A_FLAG = invalid(gettext_lazy("“%(value)s” is not known here: write 1, or leave it out."))


class MilestoneFilter(django_filters.FilterSet):
    """The filters of a query on milestones as of a day (see ``MilestoneQuery``).

    With ``pair``, they all apply to that pair alone, except ``differ``: it compares the two
    pairs, so ``differ=1`` with a pair gives the same milestones as without, each with that
    pair's status.
    """

    q = django_filters.CharFilter(
        label=gettext_lazy("Search"), method="noop", max_length=MAX_SEARCH_LENGTH
    )
    code = CodeFilter(
        label=gettext_lazy("Milestone"),
        queryset=Milestone.objects.all(),
        to_field_name="code",
        method="noop",
        error_messages=invalid(
            gettext_lazy("“%(value)s” is not the code of a milestone, such as TS-1.5.")
        ),
    )
    goal = GoalFilter(
        label=gettext_lazy("Goal"),
        queryset=Goal.objects.all(),
        to_field_name="number",
        method="noop",
        error_messages=invalid(gettext_lazy("“%(value)s” is not the number of a goal.")),
    )
    area = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Priority area"),
        queryset=PriorityArea.objects.all(),
        to_field_name="slug",
        method="noop",
        error_messages=invalid(
            gettext_lazy("“%(value)s” is not a priority area: write it like cargo-security.")
        ),
    )
    initiative = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Initiative"),
        queryset=Initiative.objects.all(),
        to_field_name="code",
        error_messages=invalid(
            gettext_lazy("“%(value)s” is not the code of an initiative, such as TS-1.")
        ),
    )
    status = StatusFilter(
        label=gettext_lazy("Status"),
        choices=Status.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages=not_one_of(Status),
    )
    pair = django_filters.ChoiceFilter(
        label=gettext_lazy("Country pair"),
        choices=[(pair.value, pair.label) for pair in COUNTRY_PAIRS],
        empty_label=gettext_lazy("All parties, rolled up"),
        method="noop",
        error_messages=invalid(
            gettext_lazy("“%(value)s” is not a country pair: write US-CN or US-MX.")
        ),
    )
    due_from = MonthFilter(label=gettext_lazy("Due from"), method="noop")
    due_to = MonthFilter(label=gettext_lazy("Due until"), method="noop")
    deadline = DeadlineFilter(label=gettext_lazy("Deadline"), method="noop")
    overdue = django_filters.ChoiceFilter(
        label=gettext_lazy("Overdue"), choices=YES, method="noop", error_messages=NOT_A_FLAG
    )
    contradiction = django_filters.ChoiceFilter(
        label=gettext_lazy("On track after its deadline"),
        choices=YES,
        method="noop",
        error_messages=NOT_A_FLAG,
    )
    slipped = django_filters.ChoiceFilter(
        label=gettext_lazy("Put off to a later date"),
        choices=YES,
        method="noop",
        error_messages=NOT_A_FLAG,
    )
    differ = django_filters.ChoiceFilter(
        label=gettext_lazy("Country pairs differ"),
        choices=YES,
        method="noop",
        error_messages=NOT_A_FLAG,
        help_text=gettext_lazy(
            "Reported differently for the two pairs; with one pair chosen, its status is shown"
        ),
    )
    as_of = DayFilter(label=gettext_lazy("As of"), method="noop")
    sort = django_filters.ChoiceFilter(label=gettext_lazy("Sort by"), method="noop")

    page = PageFilter(label=gettext_lazy("Page"), method="noop", min_value=1)
    per_page = django_filters.ChoiceFilter(
        label=gettext_lazy("Rows per page"),
        choices=[(str(size), size) for size in PAGE_SIZES],
        method="noop",
        error_messages=invalid(
            gettext_lazy("“%(value)s” rows cannot be shown: write 25, 50 or 100.")
        ),
    )
    limit = NumberFilter(
        label=gettext_lazy("Rows at most"), method="noop", least=1, most=MAX_AT_ONCE
    )
    offset = NumberFilter(
        label=gettext_lazy("Rows left out"), method="noop", least=0, most=MAX_OFFSET
    )

    class Meta:
        model = Milestone
        fields: list[str] = []

    def __init__(
        self, data: QueryDict, *, sorts: Collection[str], paged: bool, sliced: bool
    ) -> None:
        super().__init__(data, queryset=Milestone.objects.all())
        for names, is_accepted in ((PAGE_PARAMS, paged), (LIMIT_PARAMS, sliced)):
            for name in () if is_accepted else names:
                del self.filters[name]
        self.filters["sort"].extra.update(
            choices=[(sign + name, sign + name) for name in sorts for sign in ("", "-")],
            error_messages=invalid(
                format_lazy(
                    gettext_lazy("“%(value)s” is not a column to sort by. There are: {known}."),
                    known=", ".join(sorts),
                )
            ),
        )

    def noop(self, queryset: MilestoneQuerySet, *_args: Any) -> MilestoneQuerySet:
        """Do not filter here: ``MilestoneQuery`` applies all filters (see ``condition``)."""
        return queryset


@cache
def form_class(
    filter_set: type[MilestoneFilter],
    sorts: tuple[str, ...],
    unknown: tuple[str, ...],
    *,
    paged: bool,
    sliced: bool,
) -> type[forms.Form]:
    """The form class that reads these parameters; cached, as each is slow to create."""
    filters = filter_set(QueryDict(), sorts=sorts, paged=paged, sliced=sliced)
    for name in unknown:
        filters.filters.pop(name, None)
    form: type[forms.Form] = filters.get_form_class()
    return form


def condition(values: Mapping[str, Any], day: dt.date) -> Q:
    """The condition that valid parameters set on a standing as of a day."""
    combined = Q()
    for name, value in values.items():
        if name in CONDITIONS:
            combined &= CONDITIONS[name](value, day)
    first, last = due_range(values)
    return combined & conditions.due_between(first, last) if first or last else combined


def due_range(values: Mapping[str, Any]) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day of ``due_from`` and ``due_to``; None where there is no limit."""
    due_from, due_to = values.get("due_from"), values.get("due_to")
    return due_from.date.replace(day=1) if due_from else None, due_to.date if due_to else None


def includes_deadline(when: ImpreciseDate | None, values: Mapping[str, Any]) -> bool:
    """Whether a deadline (None: without a deadline) matches the filters. Milestones that match
    may also have deadlines that do not."""
    deadline = values.get("deadline")
    if isinstance(deadline, ImpreciseDate):
        return when is not None and when.listed_under == deadline.listed_under
    if deadline:
        return when is None
    first, last = due_range(values)
    if when is None:
        return not (first or last)
    return (first or when.date) <= when.date <= (last or when.date)


def _by_deadline(deadline: ImpreciseDate | str, _day: dt.date) -> Q:
    """The condition for the milestones that a row of the deadlines file counts."""
    if isinstance(deadline, ImpreciseDate):
        return conditions.due_in(deadline)
    return conditions.without_deadline()


CONDITIONS: Mapping[str, Callable[[Any, dt.date], Q]] = {
    "q": lambda words, _day: conditions.matches(words),
    "code": lambda milestone, _day: Q(milestone=milestone.pk),
    "goal": lambda goal, _day: Q(area_id__in=PriorityArea.objects.filter(goal=goal).values("pk")),
    "area": lambda area, _day: Q(area_id=area.pk),
    "initiative": lambda initiative, _day: Q(milestone__initiative=initiative.pk),
    "status": lambda statuses, _day: Q(status__in=statuses),
    "deadline": _by_deadline,
    "overdue": lambda _yes, day: conditions.overdue(day),
    "contradiction": lambda _yes, day: conditions.contradictory(day),
    "slipped": lambda _yes, _day: conditions.slipped(),
    "differ": lambda _yes, _day: conditions.pairs_differ(),
}
"""For each parameter, the condition on a milestone's standing as of the day."""


ANY, NOT_CHANGED = "any", "no"


class ChangeFilter(MilestoneFilter):
    """The filters of a comparison of two days, accepted only by its page and its data.

    ``from`` and ``to`` are the days. ``was`` is the status on the first day (``none``: nothing
    was on record), ``now`` the status on the second; ``status`` and all other filters are about
    the second day too. ``direction`` is the way in which the status moved. The rows are the
    milestones that changed; ``changed=no`` gives the others, ``changed=any`` gives both.
    """

    to = DayFilter(label=gettext_lazy("Until"), method="noop")
    was = django_filters.ChoiceFilter(
        label=gettext_lazy("Status before"),
        choices=[(NOT_ON_RECORD, gettext_lazy("Nothing on record")), *Status.choices],
        method="noop",
        error_messages=not_one_of([NOT_ON_RECORD, *Status]),
    )
    now = django_filters.ChoiceFilter(
        label=gettext_lazy("Status after"),
        choices=Status.choices,
        method="noop",
        error_messages=not_one_of(Status),
    )
    direction = django_filters.ChoiceFilter(
        label=gettext_lazy("Moved"),
        choices=Direction.choices,
        method="noop",
        error_messages=invalid(
            gettext_lazy("“%(value)s” is not a direction: write ahead, behind or same.")
        ),
    )
    changed = django_filters.ChoiceFilter(
        label=gettext_lazy("Changed"),
        choices=[
            ("yes", gettext_lazy("Yes")),
            (NOT_CHANGED, gettext_lazy("No")),
            (ANY, gettext_lazy("Yes or no")),
        ],
        method="noop",
        error_messages=invalid(
            gettext_lazy("“%(value)s” is not known here: write yes, no or any.")
        ),
    )

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """Add ``from``, which is a keyword in Python and cannot be an attribute's name."""
        label = gettext_lazy("From")
        return {
            "from": DayFilter(field_name="from", label=label, method="noop"),
            **super().get_filters(),
        }
