"""What needs attention, and why."""

from django.http import HttpRequest, HttpResponse

from milestones.queries.attention import AttentionQuery
from milestones.views.base import CountedPaginator, Rows, page_view, show


class PageQuery(AttentionQuery):
    """The page lists milestones in the order of the reasons alone."""

    unknown = ("sort",)


@page_view
def attention(request: HttpRequest) -> HttpResponse:
    """The milestones that need attention, with all reasons, and how many there are for each."""
    query = PageQuery(request.GET, paged=True)
    query.check()
    counts = query.reason_counts
    paginator = CountedPaginator(Rows(query.explained), query.per_page, count=counts[query.reason])
    page = paginator.page(query.page)
    return show(request, "attention.html", query, counts=counts, page=page)
