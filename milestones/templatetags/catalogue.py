"""What a page of rows says of itself: its filters, its order, its pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template import RequestContext
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from milestones.asked import Asked
from milestones.choices import Status
from milestones.facets import without
from milestones.filters import FLAGS, PAGE_SIZES, PAGING
from milestones.tallies import NO_DEADLINE
from milestones.templatetags.tracker import given, this_page

register = template.Library()

MANNERS = ("as_of", "sort", *PAGING)
"""How rows are shown, as against which rows."""


@dataclass(frozen=True)
class Chip:
    """A filter that narrows the page, in words, and the address of this page without it."""

    name: str
    label: str | Promise
    value: str
    address: str

    @property
    def is_original(self) -> bool:
        """Whether the value is in the documents' own words."""
        return self.name in {"goal", "area"}


@register.simple_tag(takes_context=True)
def chips(context: RequestContext) -> list[Chip]:
    """The filters that narrow this page."""
    asked: Asked | None = context.get("asked")
    if asked is None or not asked.form.is_valid():
        return []
    return list(_chips(context, asked))


def _chips(context: RequestContext, asked: Asked) -> Iterator[Chip]:
    for name, values in given(context, asked.names).items():
        if name in MANNERS:
            continue
        words = asked.form.fields[name].label or ""
        if name == "status":
            for value in values:
                others = [other for other in values if other != value]
                yield Chip(
                    name,
                    words,
                    str(Status(value).label),
                    this_page(context, status=others, page=None),
                )
        else:
            address = this_page(context, **{name: None, "page": None})
            yield Chip(name, words, _in_words(name, asked), address)


@dataclass(frozen=True)
class WayOut(Chip):
    """A filter that could be taken away, and how many milestones there would be then."""

    count: int


@register.simple_tag(takes_context=True)
def ways_out(context: RequestContext) -> list[WayOut]:
    """Where nothing was found: the filters without which something would be, most rows first."""
    asked: Asked = context["asked"]
    found = []
    for name, values in given(context, asked.names).items():
        if name not in MANNERS and (count := without(asked, name)):
            words = asked.form.fields[name].label or ""
            value = _statuses(values) if name == "status" else _in_words(name, asked)
            address = this_page(context, **{name: None, "page": None})
            found.append(WayOut(name, words, value, address, count))
    return sorted(found, key=lambda way: -way.count)


def _statuses(codes: list[str]) -> str:
    return ", ".join(str(Status(code).label) for code in codes)


def _in_words(name: str, asked: Asked) -> str:
    value = asked.form.cleaned_data[name]
    if name == "pair":
        return str(asked.pair.label)
    if value == NO_DEADLINE:
        return _("no fixed date")
    if value == "1":
        return ""
    return value.code if name in {"code", "initiative"} else str(value)


@register.simple_tag(takes_context=True)
def flags(context: RequestContext) -> list[BoundField]:
    """The filters that are either on or not."""
    return [context["asked"].form[name] for name in FLAGS]


@register.simple_tag(takes_context=True)
def facet_link(
    context: RequestContext, name: str, value: str, counts: Mapping[str, int]
) -> SafeString:
    """How many rows a choice alone would give, as a link to them; a dash for none."""
    count = count_of(counts, value if name == "status" else name)
    if not count:
        return SafeString('<span class="choice-count nil">–</span>')
    words = Status(value).label if name == "status" else context["asked"].form.fields[name].label
    return format_html(
        '<a class="choice-count" href="{}"><span class="vh">{} </span>{}</a>',
        this_page(context, **{name: value, "page": None}),
        _("Only “%(choice)s”:") % {"choice": words},
        count,
    )


@register.filter
def count_of(counts: Mapping[str, int], choice: str) -> int:
    """How many rows a choice would give; 0 for one that no row has."""
    return counts.get(choice, 0)


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
def page_sizes() -> tuple[int, ...]:
    """How many rows a page may show."""
    return PAGE_SIZES


@register.simple_tag
def page_numbers(shown: Page[Any]) -> list[int | None]:
    """The pages worth a link: the first, the last, and those beside this one; None is a gap."""
    numbers = shown.paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


@register.filter
def direction(asked: Asked, column: str) -> str:
    """How the rows are sorted by a column: ``ascending``, ``descending`` or not at all."""
    return {column: "ascending", f"-{column}": "descending"}.get(asked.sort, "")
