"""Changes: two days compared."""

from django.http import HttpRequest, HttpResponse

from milestones.queries import ChangesQuery
from milestones.views.base import CountedPaginator, Rows, page_view, show


@page_view
def changes(request: HttpRequest) -> HttpResponse:
    """The matrix of statuses on two days, and the milestones that changed between them."""
    query = ChangesQuery(request.GET, paged=True)
    query.check()
    paginator = CountedPaginator(
        Rows(query.changes_between), query.per_page, count=query.change_count
    )
    page = paginator.page(query.page)
    return show(
        request,
        "changes.html",
        query,
        matrix=query.matrix,
        changes=query.details(page),
        table={"page": page, "paginator": paginator},
    )
