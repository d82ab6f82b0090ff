"""Links that keep what the reader asked for: the day, the pair, the filters."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import RequestContext
from django.urls import reverse, translate_url
from django.utils import translation

from milestones.asked import Asked
from milestones.filters import PAGING

register = template.Library()

CARRIED = ("as_of", "pair")
"""What travels from page to page: the day and the pair whose statuses are meant."""


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


@register.simple_tag(takes_context=True)
def data(context: RequestContext, name: str, suffix: str) -> str:
    """The address of a file with just the rows that this page shows."""
    asked: Asked = context["asked"]
    shown = [parameter for parameter in asked.names if parameter not in PAGING]
    params = given(context, shown) | (context.get("only") or {})
    return f"{reverse('data_file', args=[name, suffix])}{with_mark(query_of(params))}"


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
