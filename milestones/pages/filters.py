"""What a page of rows shows about itself: its filters, its order, its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from milestones.pages.links import PageLinks
from milestones.pages.text import lang_of, status_label
from milestones.queries import MilestoneQuery
from milestones.queries.facets import without
from milestones.queries.filtersets import DISPLAY_PARAMS, FLAGS, STATUS_FILTERS
from priorities.models import Goal, PriorityArea

OFFERED_ORDERS = (
    *("last_deadline", "-last_deadline", "status", "-status"),
    *("-days_overdue", "-slip_months"),
)
"""The orders that the form offers."""

LAST_DUE = ("last_due_from", "last_due_to")
CHOICES = ("delivery", "was", "now", "direction")
"""The filters whose values are words that go on within a heading."""


@dataclass(frozen=True)
class Chip:
    """A filter of the page as text, and the URL of the page without it. ``lang`` is the attribute
    with the language of the value."""

    name: str
    label: str
    value: str
    lang: SafeString
    address: str


def chips(links: PageLinks) -> list[Chip]:
    """The filters of a page, each status on its own; none if the query is invalid."""
    query, page_chips = links.query, []
    if query.problems:
        return []
    for name, values in _active_filters(query).items():
        label = query.filter_label(name)
        if name == "status":
            for value in values:
                remaining = [status for status in values if status != value]
                address = links.this_page(status=remaining, page=None)
                page_chips.append(Chip(name, label, status_label(value), SafeString(), address))
        else:
            address = links.this_page(**{name: None, "page": None})
            page_chips.append(
                Chip(name, label, query.filter_value(name), _lang(query, name), address)
            )
    return page_chips


def in_heading(filters: Sequence[Chip]) -> list[tuple[str, SafeString]]:
    """The filters as a heading names them, such as “delayed or initiated” and “Mexico–U.S.”; each
    with the attribute of its language (see ``Chip.lang``). Whether milestones changed is left out:
    where it is a filter, a sentence says so."""
    is_any = any(chip.name == "match" for chip in filters)
    alternatives = STATUS_FILTERS if is_any else ("status",)
    choices = [_words(chip) for chip in filters if chip.name in alternatives]
    either = f" {pgettext('between choices', 'or')} ".join(choices)
    period = _period({chip.name: chip.value for chip in filters})
    said = {*alternatives, "match", "changed", *(LAST_DUE if period else ())}
    others = [(_words(chip), chip.lang) for chip in filters if chip.name not in said]
    first = [(words, SafeString()) for words in (either, period) if words]
    return first + others


def _period(values: Mapping[str, str]) -> str:
    """The dates between which the last deadline is; empty unless both are filters."""
    first, last = (values.get(name) for name in LAST_DUE)
    if not (first and last):
        return ""
    if first == last:
        return _("due %(day)s") % {"day": first}
    return _("due from %(first)s to %(last)s") % {"first": first, "last": last}


def _words(chip: Chip) -> str:
    if chip.name in {"pair", "goal", "area"} or chip.value == _("no deadline"):
        return chip.value
    if chip.name == "q":
        return _("“%(words)s”") % {"words": chip.value}
    label = "" if chip.name == "status" else chip.label
    value = _uncapitalized(chip.value) if chip.name in CHOICES else chip.value
    return _uncapitalized(f"{label} {value}".strip())


def _uncapitalized(words: str) -> str:
    return words[:1].lower() + words[1:]


def _lang(query: MilestoneQuery, name: str) -> SafeString:
    value = query.form.cleaned_data[name]
    return lang_of(value) if isinstance(value, Goal | PriorityArea) else SafeString()


def _active_filters(query: MilestoneQuery) -> dict[str, list[str]]:
    return query.active(name for name in query.names if name not in DISPLAY_PARAMS)


@dataclass(frozen=True)
class Relaxation(Chip):
    """A filter that could be removed, and how many milestones would match without it."""

    count: int


def relaxations(links: PageLinks) -> list[Relaxation]:
    """If nothing matches: the filters whose removal gives matches, most matches first."""
    query = links.query
    options = []
    for name in _active_filters(query):
        if count := without(query, name):
            address = links.this_page(**{name: None, "page": None})
            label, value = query.filter_label(name), query.filter_value(name)
            lang = _lang(query, name)
            options.append(Relaxation(name, label, value, lang, address, count))
    return sorted(options, key=lambda option: -option.count)


def flags(query: MilestoneQuery) -> list[BoundField]:
    """The filters that are on or off."""
    return [query.form[name] for name in FLAGS]


def sort_choices(query: MilestoneQuery) -> list[tuple[str, str]]:
    """The orders used most, and the order of this page; the table's headings offer all orders."""
    orders = [*OFFERED_ORDERS, *([query.sort] if query.sort not in ("", *OFFERED_ORDERS) else [])]
    return [(order, capfirst(_order_in_words(order))) for order in orders]


def order_sentence(query: MilestoneQuery) -> str:
    """How the rows are sorted, such as “Sorted by days overdue, most first.”; empty in document
    order."""
    if not query.sort:
        return ""
    return _("Sorted by %(order)s.") % {"order": _order_in_words(query.sort)}


def _order_in_words(sort: str) -> str:
    """An order as it follows “sorted by”; a column that no page has is named as in the files."""
    words = {
        "code": _("code, A to Z"),
        "-code": _("code, Z to A"),
        "milestone": _("sentence, A to Z"),
        "-milestone": _("sentence, Z to A"),
        "priority_area": _("priority area, in document order"),
        "-priority_area": _("priority area, in reverse document order"),
        "last_deadline": _("last deadline, earliest first"),
        "-last_deadline": _("last deadline, latest first"),
        "status": _("status, least progress first"),
        "-status": _("status, most progress first"),
        "days_overdue": _("days overdue, fewest first"),
        "-days_overdue": _("days overdue, most first"),
        "slip_months": _("months of slip, fewest first"),
        "-slip_months": _("months of slip, most first"),
        "reported_as_of": _("date last reported, earliest first"),
        "-reported_as_of": _("date last reported, latest first"),
    }
    if sort in words:
        return words[sort]
    other = _("%(column)s, descending") if sort.startswith("-") else _("%(column)s, ascending")
    return other % {"column": sort.removeprefix("-")}


def page_numbers(page: Page[Any]) -> list[int | None]:
    """The pages to link: the first, the last, and those next to this one; None is a gap."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]
