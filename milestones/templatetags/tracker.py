"""Links that keep what the reader asked for, and the words around figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.template import RequestContext
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from milestones.asked import Asked
from milestones.charts import StackedBar, stacked_bar
from milestones.choices import DELIVERED, Basis, Precision, Status
from milestones.dates import ImpreciseDate
from milestones.filters import PAGE_SIZES, PAGING
from milestones.models import Deadline
from milestones.tallies import NO_DEADLINE, DeadlineTally, Tally

register = template.Library()

CARRIED = ("as_of", "pair")
"""What travels from page to page: the day and the pair whose statuses are meant."""

MANNERS = ("as_of", "sort", *PAGING)
"""How rows are shown, as against which rows."""


@register.simple_tag(takes_context=True)
def page(context: RequestContext, name: str, *args: Any, **params: Any) -> str:
    """The address of a page, as of the same day and for the same pair as this one."""
    return _address(name, args, _given(context, CARRIED) | params)


@register.simple_tag(takes_context=True)
def rows(context: RequestContext, **params: Any) -> str:
    """The address of the list of just the milestones that a figure on this page counts."""
    return _address("milestones", (), _counted(context) | params)


@register.simple_tag(takes_context=True)
def this_page(context: RequestContext, **params: Any) -> str:
    """The address of this page with some parameters changed; None leaves a parameter out."""
    asked: Asked = context["asked"]
    query = _query(_given(context, asked.names) | params)
    return _with_mark(query) or context["request"].path


@register.simple_tag(takes_context=True)
def kept(context: RequestContext, *changed: str) -> list[tuple[str, str]]:
    """What a form on this page must send along: every parameter but those it changes."""
    asked: Asked = context["asked"]
    given = _given(context, [name for name in asked.names if name not in changed])
    return [(name, value) for name, values in given.items() for value in values]


@register.simple_tag(takes_context=True)
def sorted_by(context: RequestContext, column: str) -> str:
    """The address of this page sorted by a column, or the other way round if it already is."""
    asked: Asked = context["asked"]
    params = _given(context, asked.names) | {
        "sort": f"-{column}" if asked.sort == column else column,
        "page": None,
    }
    return f"?{_query(params)}"


@register.simple_tag(takes_context=True)
def data(context: RequestContext, name: str, suffix: str) -> str:
    """The address of a file with just the rows that this page shows."""
    asked: Asked = context["asked"]
    shown = [parameter for parameter in asked.names if parameter not in PAGING]
    params = _given(context, shown) | context.get("only", {})
    return f"{reverse('data_file', args=[name, suffix])}{_with_mark(_query(params))}"


@register.simple_tag(takes_context=True)
def in_language(context: RequestContext, code: str) -> str:
    """The address of this page in another language; of the first page if this is none."""
    here = context["request"].get_full_path()
    there = translate_url(here, code)
    if there != here or code == translation.get_language():
        return there
    with translation.override(code):
        return reverse("overview")


@dataclass(frozen=True)
class Figure:
    """A count, what it counts, and the address of just those milestones."""

    name: str
    label: str | Promise
    count: int
    address: str


@register.simple_tag(takes_context=True)
def figures(context: RequestContext, tally: Tally, **params: Any) -> list[Figure]:
    """The counts of a tally from completed to planned, then those overdue, then all of them."""
    counted = _counted(context) | params
    address = reverse("milestones")

    def figure(name: str, label: Any, count: int, **condition: Any) -> Figure:
        return Figure(name, label, count, address + _with_mark(_query(counted | condition)))

    return [
        *(
            figure(status, status.label, tally.by_status[status], status=status)
            for status in reversed(Status)
        ),
        figure("overdue", _("Overdue"), tally.overdue, overdue=1),
        figure("milestones", _("All"), tally.milestones),
    ]


@register.simple_tag
def whole(tally: Tally) -> StackedBar:
    """A tally as a bar that fills its whole width."""
    return stacked_bar(tally, tally.milestones)


@dataclass(frozen=True)
class Chip:
    """A filter that narrows the page, in words, and the address of this page without it."""

    label: str | Promise
    value: str
    address: str


@register.simple_tag(takes_context=True)
def chips(context: RequestContext) -> list[Chip]:
    """The filters that narrow this page."""
    asked: Asked | None = context.get("asked")
    if asked is None or not asked.form.is_valid():
        return []
    return list(_chips(context, asked))


def _chips(context: RequestContext, asked: Asked) -> Iterator[Chip]:
    for name, values in _given(context, asked.names).items():
        if name in MANNERS:
            continue
        words = asked.form.fields[name].label or ""
        if name == "status":
            for value in values:
                others = [other for other in values if other != value]
                yield Chip(words, label(value), this_page(context, status=others, page=None))
        else:
            address = this_page(context, **{name: None, "page": None})
            yield Chip(words, _in_words(name, asked), address)


def _in_words(name: str, asked: Asked) -> str:
    value = asked.form.cleaned_data[name]
    if name == "pair":
        return str(asked.pair.label)
    if value == NO_DEADLINE:
        return _("no fixed date")
    if value == "1":
        return ""
    return getattr(value, "code", "") if name == "initiative" else str(value)


@register.simple_tag(takes_context=True)
def sort_choices(context: RequestContext) -> list[tuple[str, str]]:
    """The orders that readers ask for most, and this page's; the table's headings have them all."""
    choices = [
        ("last_deadline", _("Deadline, soonest first")),
        ("-last_deadline", _("Deadline, latest first")),
        ("status", _("Furthest behind first")),
        ("-status", _("Furthest along first")),
        ("-slip_months", _("Longest put off first")),
        ("priority_area", _("Priority area, A to Z")),
    ]
    now = context["asked"].sort
    known = not now or now in dict(choices)
    return choices if known else [*choices, (now, _("As in the table now"))]


@register.simple_tag
def meaning(status: Status) -> str:
    """What a status says of a milestone."""
    return {
        Status.PLANNED: _("On the plan, and not yet reported on."),
        Status.DELAYED: _("Reported as delayed, to a named date or without one."),
        Status.INITIATED: _("Work has begun; the report says no more."),
        Status.ON_TRACK: _("Reported to be proceeding as planned."),
        Status.PARTIALLY_COMPLETED: _("A part is done; the words say by when the rest will be."),
        Status.COMPLETED_ONGOING: _("Done, and continued as a standing task; counts as delivered."),
        Status.COMPLETED: _("Done; counts as delivered."),
    }[status]


@register.simple_tag
def page_sizes() -> tuple[int, ...]:
    """How many rows a page may show."""
    return PAGE_SIZES


@register.simple_tag
def page_numbers(shown: Page[Any]) -> list[int | None]:
    """The pages worth a link: the first, the last, and those beside this one; None is a gap."""
    numbers = shown.paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


@register.simple_tag
def original() -> SafeString:
    """What marks the documents' own words: they are English, whatever the page is in."""
    return SafeString("" if translation.get_language() == "en" else ' lang="en"')


@register.simple_tag
def delivered() -> tuple[Status, ...]:
    """The statuses under which a milestone counts as delivered."""
    return DELIVERED


@register.filter
def direction(asked: Asked, column: str) -> str:
    """How the rows are sorted by a column: ``ascending``, ``descending`` or not at all."""
    return {column: "ascending", f"-{column}": "descending"}.get(asked.sort, "")


@register.filter
def label(status: str) -> str:
    """The status in the reader's language."""
    return str(Status(status).label)


@register.filter
def phase(deadline: DeadlineTally, day: dt.date) -> str:
    """Whether a deadline is ``passed`` on a day or still ``to_come``; ``none`` without one."""
    if deadline.when is None:
        return NO_DEADLINE
    return "passed" if deadline.when.date < day else "to_come"


@register.filter
def caveats(deadline: Deadline) -> str:
    """What a reader must know of a deadline beyond its date: recurring, derived, imprecise."""
    said = []
    if deadline.basis == Basis.DERIVED:
        said.append(_("reckoned from the plan’s date"))
    if deadline.recurring:
        said.append(_("then every year"))
    if deadline.precision in {Precision.SEASON, Precision.YEAR}:
        said.append(_imprecise(deadline.when))
    return ", ".join(said)


def _imprecise(when: ImpreciseDate) -> str:
    return _("only the season is known") if when.precision == Precision.SEASON else _("year only")


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """The value of a mapping for a key that the template holds in a variable."""
    return mapping[key]


def _given(context: RequestContext, names: Any) -> dict[str, Any]:
    """The parameters of this page's query that were given with a value."""
    asked: Asked | None = context.get("asked")
    if asked is None:
        return {}
    return {
        name: values
        for name in names
        if (values := [value for value in asked.data.getlist(name) if value])
    }


def _counted(context: RequestContext) -> dict[str, Any]:
    """The parameters that decide which milestones this page counts."""
    asked: Asked = context["asked"]
    names = [name for name in asked.names if name not in {"sort", *PAGING}]
    return _given(context, names) | context.get("only", {})


def _address(name: str, args: tuple[Any, ...], params: dict[str, Any]) -> str:
    return reverse(name, args=args) + _with_mark(_query(params))


def _query(params: dict[str, Any]) -> str:
    return urlencode({name: value for name, value in params.items() if value}, doseq=True)


def _with_mark(query: str) -> str:
    return f"?{query}" if query else ""
