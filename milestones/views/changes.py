"""Changes: two days compared."""

from __future__ import annotations

from django.core.paginator import EmptyPage
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from milestones.models import Deadline
from milestones.queries import ChangesQuery, InvalidQuery
from milestones.views.base import CountedPaginator, Rows, handle_invalid_query, show


@require_safe
@handle_invalid_query
def changes(request: HttpRequest) -> HttpResponse:
    """The matrix of statuses on two days, and the milestones that changed between them."""
    query = ChangesQuery(request.GET, paged=True)
    query.check()
    paginator = CountedPaginator(
        Rows(query.changes_between), query.per_page, count=query.change_count
    )
    try:
        page = paginator.page(query.page)
    except EmptyPage as error:
        raise InvalidQuery({"page": [str(error)]}) from error
    Deadline.objects.attach_to(page.object_list)
    return show(
        request,
        "changes.html",
        query,
        matrix=query.matrix,
        changes=query.details(page),
        table={"page": page, "paginator": paginator},
    )
