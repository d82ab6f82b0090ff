"""What all pages share: reading the query, showing a page, and saying what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Sequence
from dataclasses import dataclass
from functools import wraps
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

from milestones.charts.bars import stacked_bar
from milestones.pages.links import PageLinks
from milestones.queries import InvalidQuery, MilestoneQuery
from milestones.queries.urls import with_query
from milestones.statistics import AreaTally, Tally

View = Callable[..., HttpResponseBase]


def handle_invalid_query(view: View) -> View:
    """Say what is wrong with a query instead of answering it; no rows, status 400."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except InvalidQuery as error:
            nothing_asked = MilestoneQuery(QueryDict())
            context = {
                "problems": error.problems,
                "understood": address_without(request, error.problems),
            }
            return show(request, "bad_query.html", nothing_asked, status=400, **context)

    return answer


def address_without(request: HttpRequest, names: Container[str]) -> str:
    """The address of a page without some of its parameters; empty if it has no others."""
    others = {name: values for name, values in request.GET.lists() if name not in names}
    return with_query(request.path, others) if any(map(any, others.values())) else ""


def show(
    request: HttpRequest, template: str, query: MilestoneQuery, status: int = 200, **context: Any
) -> HttpResponse:
    """Show a page as of the day asked for, with links that keep what was asked.

    ``only`` in the context are filters that the page has by its own address, ``milestone`` is
    what the page is about.
    """
    links = PageLinks(request, query, context.get("only"), context.get("milestone"))
    return render(request, template, {"query": query, "links": links, **context}, status=status)


def by_goal(areas: Sequence[AreaTally]) -> list[dict[str, Any]]:
    """The goals with the figures of their areas, and each area's bar, all to one scale."""
    longest = max((area.tally.milestones for area in areas), default=0)
    grouped = [(goal, list(those)) for goal, those in groupby(areas, lambda area: area.area.goal)]
    return [
        {
            "goal": goal,
            "tally": Tally.total(area.tally for area in those),
            "areas": [(area, stacked_bar(area.tally, longest)) for area in those],
        }
        for goal, those in grouped
    ]


@dataclass(frozen=True)
class Rows:
    """Rows that are read a slice at a time."""

    read: Callable[[slice], list[Any]]

    def __getitem__(self, rows: slice) -> list[Any]:
        return self.read(rows)


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of rows that were counted before."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count


class UnsortedQuery(MilestoneQuery):
    """A query of a page that has an order of its own, and no other."""

    unknown: Collection[str] = ("sort",)


def parse_query(request: HttpRequest, kind: type[MilestoneQuery] = UnsortedQuery) -> MilestoneQuery:
    """The request's query. Raises InvalidQuery if it cannot be answered."""
    query = kind(request.GET)
    query.check()
    return query
