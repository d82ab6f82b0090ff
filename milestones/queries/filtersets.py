"""The filters of milestones, the same for pages and data files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache, lru_cache

import django_filters
from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from milestones.choices import COUNTRY_PAIRS, Delivery, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone, conditions
from milestones.queries import fields
from milestones.queries.fields import ChoiceField, Parameter
from priorities.models import Goal, Initiative, PriorityArea

PAGE_PARAMS = ("page", "per_page")
"""The parameters that choose which rows a page shows."""
PAGE_SIZES = (25, 50, 100)
DAY_PARAMS = ("from", "to", "as_of")
"""The parameters that choose the day of the statuses, or the two days that are compared."""
DISPLAY_PARAMS = (*DAY_PARAMS, "sort", *PAGE_PARAMS)
"""The parameters that are no filters: they decide as of when and how rows are shown."""
LIMIT_PARAMS = ("limit", "offset")
"""The parameters that choose which rows a file has, the same in every format."""
MAX_LIMIT = 1000
MAX_OFFSET = 1_000_000_000
MAX_SEARCH_LENGTH = 100
ANY = "any"
"""The value of ``match`` with which one status or condition is enough."""


def _by_deadline(deadline: ImpreciseDate | str, _day: dt.date) -> Q:
    """The condition for the milestones that a row of the deadlines file counts."""
    if isinstance(deadline, ImpreciseDate):
        return conditions.due_in(deadline)
    return conditions.without_deadline()


@lru_cache(maxsize=128)
def _listing_code(deadline: ImpreciseDate | str) -> str:
    """The code of the row that counts a deadline in the deadlines file."""
    return deadline.listed_under.code if isinstance(deadline, ImpreciseDate) else deadline


def unknown_status(known: Iterable[str]) -> str | Promise:
    """The error message for a status that is not known."""
    message = _("Unknown status “%(value)s”. Valid: {known}.")
    return format_lazy(message, known=", ".join(known))


class MilestoneFilter(django_filters.FilterSet):
    """The parameters of a query on milestones as of a day (see ``MilestoneQuery``).

    Only the form of this filter set is used: ``condition`` filters. With ``pair``, all filters
    apply to that pair alone, except ``differ``: it compares the two pairs, so ``differ=1`` with a
    pair gives the same milestones as without, each with that pair's status.
    """

    q = Parameter(
        fields.SearchField,
        pgettext_lazy("label", "Search"),
        _(
            "With all these words in the code, the sentence in either document, the initiative or "
            "the priority area."
        ),
        "border",
        lambda words, _day: conditions.matches(words),
        max_length=MAX_SEARCH_LENGTH,
    )
    code = Parameter(
        fields.MilestoneField,
        _("Milestone"),
        _("The milestone with this code."),
        "TS-1.5",
        lambda milestone, _day: Q(milestone=milestone.pk),
        queryset=Milestone.objects.all(),
        to_field_name="code",
        invalid=_("“%(value)s” is not the code of a milestone, such as TS-1.5."),
    )
    goal = Parameter(
        fields.GoalField,
        _("Goal"),
        _("Milestones of this goal."),
        "2",
        lambda goal, _day: Q(area_id__in=goal.area_keys),
        matches=lambda row, goal, _day: row.area in goal.area_keys,
        queryset=Goal.objects.all(),
        to_field_name="number",
        invalid=_("“%(value)s” is not the number of a goal."),
    )
    area = Parameter(
        fields.ObjectField,
        _("Priority area"),
        _("Milestones of this priority area, named as in the address of its page."),
        "cargo-security",
        lambda area, _day: Q(area_id=area.pk),
        matches=lambda row, area, _day: row.area == area.pk,
        queryset=PriorityArea.objects.all(),
        to_field_name="slug",
        invalid=_("“%(value)s” is not a priority area: write it like cargo-security."),
    )
    initiative = Parameter(
        fields.ObjectField,
        _("Initiative"),
        _("Milestones of this initiative."),
        "TS-1",
        lambda initiative, _day: Q(milestone__initiative=initiative.pk),
        queryset=Initiative.objects.all(),
        to_field_name="code",
        invalid=_("“%(value)s” is not the code of an initiative, such as TS-1."),
    )
    status = Parameter(
        fields.StatusesField,
        _("Status"),
        _("Milestones with this status; given several times, with any of them."),
        "delayed",
        lambda statuses, _day: Q(status__in=statuses),
        matches=lambda row, statuses, _day: row.status in statuses,
        choices=Status.choices,
        invalid=unknown_status(Status),
    )
    pair = Parameter(
        ChoiceField,
        _("Country pair"),
        _(
            "Milestones that concern this country pair. Statuses, counts and conditions are then "
            "the pair’s; without it, those of the combined status."
        ),
        "US-MX",
        choices=[(pair.value, pair.label) for pair in COUNTRY_PAIRS],
        invalid=_("“%(value)s” is not a country pair: write US-CN or US-MX."),
    )
    due_from = Parameter(
        fields.MonthField, _("Due from"), _("With a deadline in this month or later."), "2006-01"
    )
    due_to = Parameter(
        fields.MonthField, _("Due until"), _("With a deadline in this month or earlier."), "2006-12"
    )
    deadline = Parameter(
        fields.DeadlineField,
        _("Deadline"),
        _("With exactly this deadline, written as in the deadlines file; none: no deadline."),
        "2006-12",
        _by_deadline,
        matches=lambda row, deadline, _day: _listing_code(deadline) in row.periods,
    )
    last_due_from = Parameter(
        fields.DayField,
        _("Last deadline from"),
        _("With the last deadline on this date or later."),
        "2006-06-15",
        lambda first, _day: Q(last_due__gte=first),
        matches=lambda row, first, _day: row.last_due is not None and row.last_due >= first,
    )
    last_due_to = Parameter(
        fields.DayField,
        _("Last deadline until"),
        _("With the last deadline on this date or earlier."),
        "2006-12-31",
        lambda last, _day: Q(last_due__lte=last),
        matches=lambda row, last, _day: row.last_due is not None and row.last_due <= last,
    )
    delivery = Parameter(
        ChoiceField,
        _("Delivery"),
        _(
            "Delivered by the last deadline (on_time), after it (late), where it cannot be "
            "determined which (unknown), or without a deadline (undated)."
        ),
        "on_time",
        lambda delivery, _day: Q(delivery=delivery),
        matches=lambda row, delivery, _day: row.delivery == delivery,
        choices=Delivery.choices,
        invalid=_("“%(value)s” is not a delivery: write on_time, late, unknown or undated."),
    )
    reported_from = Parameter(
        fields.DayField,
        _("Last reported from"),
        _("With a latest status report as of this date or later."),
        "2006-06-15",
        lambda first, _day: conditions.reported_between(first, None),
    )
    reported_to = Parameter(
        fields.DayField,
        _("Last reported until"),
        _("With a latest status report as of this date or earlier."),
        "2006-06-15",
        lambda last, _day: conditions.reported_between(None, last),
    )
    due = Parameter(
        fields.FlagField,
        _("Due by the date"),
        _("1: the last deadline is on the date of the data or before it."),
        "1",
        lambda _yes, day: conditions.due(day),
        matches=lambda row, _yes, day: row.is_due(day),
    )
    late = Parameter(
        fields.FlagField,
        pgettext_lazy("filter", "Late"),
        _("1: not delivered, and reported delayed, overdue, or slipped to a later date."),
        "1",
        lambda _yes, day: conditions.late(day),
        matches=lambda row, _yes, day: row.is_late(day),
    )
    overdue = Parameter(
        fields.FlagField,
        _("Overdue"),
        _("1: the last deadline has passed, and the milestone is not delivered."),
        "1",
        lambda _yes, day: conditions.overdue(day),
        matches=lambda row, _yes, day: row.is_overdue(day),
    )
    contradiction = Parameter(
        fields.FlagField,
        _("On track, but past deadline"),
        _("1: reported on track as of a date after the last deadline."),
        "1",
        lambda _yes, _day: conditions.contradictory(),
        matches=lambda row, _yes, _day: row.contradictory,
    )
    slipped = Parameter(
        fields.FlagField,
        _("Slipped to a later date"),
        _("1: slipped to a later date."),
        "1",
        lambda _yes, _day: conditions.slipped(),
        matches=lambda row, _yes, _day: row.slipped,
    )
    differ = Parameter(
        fields.FlagField,
        _("Country pairs differ"),
        _("1: reported differently for the two pairs."),
        "1",
        lambda _yes, _day: conditions.pairs_differ(),
        matches=lambda row, _yes, _day: row.differ,
        help_text=_(
            "Reported differently for the two pairs; with one pair chosen, its status is shown"
        ),
    )
    match = Parameter(
        ChoiceField,
        _("Match"),
        _("any: one of the given statuses and conditions is enough; without it, all must hold."),
        ANY,
        choices=[(ANY, _("any status or condition"))],
        invalid=_("Unknown value “%(value)s”: write any, or leave it out."),
    )
    as_of = Parameter(
        fields.DayField,
        _("As of"),
        _(
            "As of this date; without it, as of the latest date. The history: for this date or "
            "earlier; without it, everything ever recorded."
        ),
        "2005-12-31",
    )
    sort = Parameter(
        ChoiceField,
        _("Sort by"),
        _(
            "Sorted by this column, in descending order with - before it; without it, in document "
            "order. Goals and areas sort in document order, and empty cells always come last."
        ),
        "-status",
    )

    page = Parameter(
        fields.PageField,
        _("Page"),
        _("Feed only: this page of entries, not the first."),
        2,
        min_value=1,
    )
    per_page = Parameter(
        ChoiceField,
        _("Rows per page"),
        choices=[(str(size), size) for size in PAGE_SIZES],
        invalid=_("“%(value)s” rows cannot be shown: write 25, 50 or 100."),
    )
    limit = Parameter(
        fields.NumberField,
        _("Maximum rows"),
        _("Maximum number of rows; without it, all."),
        100,
        least=1,
        most=MAX_LIMIT,
    )
    offset = Parameter(
        fields.NumberField,
        _("Rows skipped"),
        _("Skip the first n rows."),
        200,
        least=0,
        most=MAX_OFFSET,
    )

    class Meta:
        model = Milestone
        fields: list[str] = []


FLAGS = tuple(
    name
    for name, parameter in MilestoneFilter.base_filters.items()
    if parameter.field_class is fields.FlagField and parameter.matches
)
"""The yes/no filters that counts can be filtered by: each has a box in the form with its count."""
STATUS_FILTERS = ("status", *FLAGS)
"""The filters of which any is enough with ``match=any``."""
PAIR_STATUS_FILTERS = ("status", "delivery", "late", "overdue", "contradiction", "slipped")
"""The filters that one country pair may match and the other not."""
STANDING_FILTERS = (
    *STATUS_FILTERS,
    *("delivery", "last_due_from", "last_due_to", "reported_from", "reported_to"),
)
"""The filters on a milestone's standing; the others are on the milestone itself."""


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
    parameters = filter_set()
    message = _("Unknown sort column “%(value)s”. Valid: {known}.")
    parameters.filters["sort"].extra.update(
        choices=[(sign + name, sign + name) for name in sorts for sign in ("", "-")],
        error_messages={"invalid_choice": format_lazy(message, known=", ".join(sorts))},
    )
    not_accepted = (*unknown, *(() if paged else PAGE_PARAMS), *(() if sliced else LIMIT_PARAMS))
    for name in not_accepted:
        parameters.filters.pop(name, None)
    form: type[forms.Form] = parameters.get_form_class()
    form.base_fields = fields.SharedFields(form.base_fields)
    return form
