"""Links that keep what the reader asked for: the day, the pair, the filters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import RequestContext
from django.urls import reverse, translate_url
from django.utils import translation

from milestones.asked import Asked
from milestones.datasets import DATASETS
from milestones.exports import FORMATS
from milestones.filters import PAGING, SLICING, MilestoneFilter
from milestones.models import Milestone

register = template.Library()

CARRIED = ("as_of", "pair")
"""What travels from page to page: the day and the pair whose statuses are meant."""
FOLLOWED = set(MilestoneFilter.base_filters) - {"sort", *PAGING, *SLICING}
"""What a calendar or a feed of milestones may be narrowed by."""


@register.simple_tag(takes_context=True)
def page(context: RequestContext, name: str, *args: Any, **params: Any) -> str:
    """The address of a page, as of the same day and for the same pair as this one."""
    return address(name, args, given(context, CARRIED) | params)


@register.simple_tag(takes_context=True)
def rows(context: RequestContext, **params: Any) -> str:
    """The address of the list of just the milestones that a figure on this page counts."""
    narrowed = counted(context)
    if "status" in params and "status" in narrowed:
        wanted = params["status"]
        wanted = (wanted,) if isinstance(wanted, str) else wanted
        params["status"] = [status for status in wanted if status in narrowed["status"]]
    return address("milestones", (), narrowed | params)


@register.simple_tag(takes_context=True)
def this_page(context: RequestContext, **params: Any) -> str:
    """The address of this page with some parameters changed; None leaves a parameter out."""
    asked: Asked = context["asked"]
    query = query_of(given(context, asked.names) | params)
    return with_mark(query) or context["request"].path


@register.simple_tag(takes_context=True)
def unfiltered(context: RequestContext) -> str:
    """The address of this page with nothing narrowing it, as of the same day."""
    here: str = context["request"].path
    return here + with_mark(query_of(given(context, ["as_of"])))


@register.simple_tag(takes_context=True)
def kept(context: RequestContext, *changed: str) -> list[tuple[str, str]]:
    """What a form on this page must send along: every parameter but those it changes."""
    asked: Asked = context["asked"]
    others = given(context, [name for name in asked.names if name not in changed])
    return [(name, value) for name, values in others.items() for value in values]


@register.simple_tag(takes_context=True)
def travelling(context: RequestContext) -> list[tuple[str, str]]:
    """What a form that leads to another page must send along: the day and the pair."""
    carried = given(context, CARRIED)
    return [(name, value) for name, values in carried.items() for value in values]


@register.simple_tag(takes_context=True)
def sorted_by(context: RequestContext, column: str) -> str:
    """The address of this page sorted by a column, or the other way round if it already is."""
    asked: Asked = context["asked"]
    params = given(context, asked.names) | {
        "sort": f"-{column}" if asked.sort == column else column,
        "page": None,
    }
    return f"?{query_of(params)}"


@dataclass(frozen=True)
class File:
    """A file that rows can be had as: the name of its format, its content type, its address."""

    label: str
    media_type: str
    address: str
    saved: bool


def in_all_formats(address: Callable[[str], str]) -> list[File]:
    """A file in every format, by the address for the suffix of each."""
    return [
        File(one.label, one.media_type, address(suffix), one.saved)
        for suffix, one in FORMATS.items()
    ]


@register.simple_tag(takes_context=True)
def files(context: RequestContext, name: str, **params: Any) -> list[File]:
    """The files with just the rows that this page shows, or with fewer of them."""
    return in_all_formats(lambda suffix: data(context, name, suffix, **params))


@register.simple_tag(takes_context=True)
def files_of_one(context: RequestContext, name: str, code: str) -> list[File]:
    """The files of just what is on record of one milestone as of the day that this page shows.

    Its page tells that for all parties, whatever pair or filter its address carries.
    """
    query = query_of({"code": code, "as_of": context["asked"].day.isoformat()})
    return in_all_formats(lambda suffix: f"{reverse('data_file', args=[name, suffix])}?{query}")


@register.simple_tag(takes_context=True)
def data(context: RequestContext, name: str, suffix: str, **params: Any) -> str:
    """The address of a file with just the rows that this page shows, or of fewer of them."""
    sort = context["asked"].sort
    known = sort.removeprefix("-") in DATASETS[name].sorts
    narrowed = counted(context) | ({"sort": sort} if known else {}) | params
    return f"{reverse('data_file', args=[name, suffix])}{with_mark(query_of(narrowed))}"


@register.simple_tag(takes_context=True)
def of_these(context: RequestContext, name: str) -> str:
    """The address of a briefing, calendar or feed of just the milestones that this page counts."""
    followed = {one: value for one, value in counted(context).items() if one in FOLLOWED}
    return address(name, (), followed)


@register.simple_tag(takes_context=True)
def to_follow(context: RequestContext, name: str) -> str:
    """The address of a calendar or feed: of the milestone that this page is about, whatever else
    is asked for; if it is not about one, of those that it counts."""
    milestone: Milestone | None = context.get("milestone")
    if milestone is None:
        return of_these(context, name)
    return address(name, (), given(context, ["as_of"]) | {"code": milestone.code})


@register.simple_tag(takes_context=True)
def data_package(context: RequestContext) -> str:
    """The address of the description of all files with just the rows that this page shows."""
    return address("datapackage", (), counted(context))


@register.simple_tag(takes_context=True)
def in_language(context: RequestContext, code: str) -> str:
    """The address of this page in another language; of the first page if this is none."""
    here = context["request"].get_full_path()
    there = translate_url(here, code)
    if there != here or code == translation.get_language():
        return there
    with translation.override(code):
        return reverse("overview")


def given(context: RequestContext, names: Any) -> dict[str, Any]:
    """The parameters of this page's query that were given with a value."""
    asked: Asked | None = context.get("asked")
    if asked is None:
        return {}
    return {
        name: values
        for name in names
        if (values := [value for value in asked.data.getlist(name) if value])
    }


def counted(context: RequestContext) -> dict[str, Any]:
    """The parameters that decide which milestones this page counts."""
    asked: Asked = context["asked"]
    names = [name for name in asked.names if name not in {"sort", *PAGING}]
    return given(context, names) | (context.get("only") or {})


def address(name: str, args: tuple[Any, ...], params: dict[str, Any]) -> str:
    """The address of a page with a query; a parameter without a value is left out."""
    return reverse(name, args=args) + with_mark(query_of(params))


def query_of(params: dict[str, Any]) -> str:
    """Parameters as a query; one without a value is left out."""
    return urlencode({name: value for name, value in params.items() if value}, doseq=True)


def with_mark(query: str) -> str:
    """A query as it follows an address: with its question mark, if there is any."""
    return f"?{query}" if query else ""
