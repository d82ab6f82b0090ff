"""What all pages share: parsing the query, rendering a page, showing invalid filters."""

from collections.abc import Callable, Collection, Sequence
from functools import wraps
from itertools import groupby
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2.data import TableData

from milestones.charts.bars import stacked_bar
from milestones.pages.links import PageLinks
from milestones.queries import InvalidQuery, MilestoneQuery
from milestones.queries.urls import with_query
from milestones.statistics import AreaTally, Tally

View = Callable[..., HttpResponseBase]


def page_view(view: View) -> View:
    """Make a view a page, which is only read. It shows what is wrong with an invalid query, and no
    rows: status 400."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except InvalidQuery as error:
            return show_problems(
                request, "bad_query.html", MilestoneQuery(QueryDict()), error.problems
            )

    return answer


def show_problems(
    request: HttpRequest, template: str, query: MilestoneQuery, problems: dict[str, list[str]]
) -> HttpResponse:
    """Say what is wrong with an invalid query, with a link to the page without what is wrong,
    unless no other parameter has a value."""
    valid = {name: values for name, values in request.GET.lists() if name not in problems}
    understood = with_query(request.path, valid) if any(map(any, valid.values())) else ""
    return show(request, template, query, status=400, problems=problems, understood=understood)


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


class Rows(TableData):
    """Rows that are read one slice at a time."""

    def __init__(self, read: Callable[[slice], list[Any]]) -> None:
        super().__init__(())
        self.read = read

    def __getitem__(self, rows: slice) -> list[Any]:
        return self.read(rows)


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of rows whose count is already known."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count

    def validate_number(self, number: Any) -> int:
        """The number of a page. Raises InvalidQuery if there is no such page."""
        try:
            return super().validate_number(number)
        except EmptyPage as error:
            raise InvalidQuery({"page": [str(error)]}) from error


class UnsortedQuery(MilestoneQuery):
    """The query of a page that has a fixed order, and counts that link to the milestones with one
    more status or condition: no link could say that besides any of several."""

    unknown: Collection[str] = ("sort", "match")


def parse_query(request: HttpRequest, kind: type[MilestoneQuery] = UnsortedQuery) -> MilestoneQuery:
    """The request's query. Raises InvalidQuery if it is invalid."""
    query = kind(request.GET)
    query.check()
    return query
