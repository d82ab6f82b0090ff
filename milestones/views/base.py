"""What all pages share: parsing the query, rendering a page, showing invalid filters."""

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
    """Show what is wrong with an invalid query: no rows, status 400."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except InvalidQuery as error:
            empty_query = MilestoneQuery(QueryDict())
            context = {
                "problems": error.problems,
                "understood": address_without(request, error.problems),
            }
            return show(request, "bad_query.html", empty_query, status=400, **context)

    return answer


def address_without(request: HttpRequest, names: Container[str]) -> str:
    """The page's address without some of its parameters; empty if no other has a value."""
    remaining = {name: values for name, values in request.GET.lists() if name not in names}
    return with_query(request.path, remaining) if any(map(any, remaining.values())) else ""


def show(
    request: HttpRequest, template: str, query: MilestoneQuery, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a page as of the query's day, with links that keep the query's filters.

    In the context, ``only`` has the filters that the page's own address implies, and
    ``milestone`` is what the page is about.
    """
    links = PageLinks(request, query, context.get("only"), context.get("milestone"))
    return render(request, template, {"query": query, "links": links, **context}, status=status)


def by_goal(areas: Sequence[AreaTally]) -> list[dict[str, Any]]:
    """The goals with the figures and bars of their areas; all bars have the same scale."""
    longest = max((area.tally.milestones for area in areas), default=0)
    grouped = [
        (goal, list(goal_areas)) for goal, goal_areas in groupby(areas, lambda area: area.area.goal)
    ]
    return [
        {
            "goal": goal,
            "tally": Tally.total(area.tally for area in goal_areas),
            "areas": [(area, stacked_bar(area.tally, longest)) for area in goal_areas],
        }
        for goal, goal_areas in grouped
    ]


@dataclass(frozen=True)
class Rows:
    """Rows that are read one slice at a time."""

    read: Callable[[slice], list[Any]]

    def __getitem__(self, rows: slice) -> list[Any]:
        return self.read(rows)


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of rows whose count is already known."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count


class UnsortedQuery(MilestoneQuery):
    """The query of a page that has a fixed order."""

    unknown: Collection[str] = ("sort",)


def parse_query(request: HttpRequest, kind: type[MilestoneQuery] = UnsortedQuery) -> MilestoneQuery:
    """The request's query. Raises InvalidQuery if it is invalid."""
    query = kind(request.GET)
    query.check()
    return query
