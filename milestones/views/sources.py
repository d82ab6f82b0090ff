"""The documents that everything was read from."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.models import StatusReport
from milestones.views.shared import answers_bad_queries, asked_of, show
from priorities.models import Plan, SourceDocument


@require_safe
@answers_bad_queries
def reports(request: HttpRequest) -> HttpResponse:
    """The plan and the editions of the status report."""
    asked = asked_of(request)
    return show(
        request,
        "reports.html",
        asked,
        plans=Plan.objects.defer("text"),
        editions=StatusReport.objects.defer("text"),
    )


@require_safe
@answers_bad_queries
def plan_document(request: HttpRequest) -> HttpResponse:
    """The plan, line by line."""
    return _document(request, Plan.objects.all())


@require_safe
@answers_bad_queries
def report_document(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition of the status report, line by line."""
    return _document(request, StatusReport.objects.filter(pk=pk))


def _document(request: HttpRequest, documents: QuerySet[Any]) -> HttpResponse:
    document: SourceDocument | None = documents.first()
    if document is None:
        raise Http404(_("There is no such document."))
    return show(request, "document.html", asked_of(request), document=document)
