"""Changes: two days side by side."""

from __future__ import annotations

from django.core.paginator import EmptyPage
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from milestones.models import Deadline
from milestones.queries import AskedChanges, BadQuery
from milestones.views.base import CountedPaginator, Rows, answers_bad_queries, show


@require_safe
@answers_bad_queries
def changes(request: HttpRequest) -> HttpResponse:
    """What changed between two days: from which status to which, and the milestones."""
    asked = AskedChanges(request.GET, paged=True)
    asked.check()
    paginator = CountedPaginator(
        Rows(asked.changes_between), asked.per_page, count=asked.change_count
    )
    try:
        page = paginator.page(asked.page)
    except EmptyPage as error:
        raise BadQuery({"page": [str(error)]}) from error
    Deadline.objects.attach_to(page.object_list)
    return show(
        request,
        "changes.html",
        asked,
        matrix=asked.matrix,
        changes=asked.details(page),
        table={"page": page, "paginator": paginator},
    )
