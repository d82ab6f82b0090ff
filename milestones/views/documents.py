"""The source documents: the plan and the editions of the status report."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.models import StatusReport
from milestones.pages.source_lines import AnnotatedLine, counts, lines_of_plan, lines_of_report
from milestones.query_cache import cached
from milestones.views.base import page_view, parse_query, show
from milestones.views.data import error_response, without_parameters
from priorities.models import Plan, SourceDocument


@page_view
def reports(request: HttpRequest) -> HttpResponse:
    """The plan and the editions of the status report."""
    query = parse_query(request)
    return show(
        request,
        "reports.html",
        query,
        plans=Plan.objects.defer("text"),
        editions=cached("editions", _editions, of_plan=True),
    )


def _editions() -> list[StatusReport]:
    """Every edition with the number of its status lines, which change only with the editions."""
    editions = StatusReport.objects.defer("text").select_related("withdrawal")
    return list(editions.annotate(line_count=Count("updates__lines")))  # type: ignore[no-redef]


@page_view
def plan_document(request: HttpRequest) -> HttpResponse:
    """The plan, line by line, with what was read from each line."""
    plan = Plan.objects.first()
    if plan is None:
        raise Http404(_("Document not found."))
    return _document(request, plan, lines_of_plan(plan))


@page_view
def report_document(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition of the status report, line by line, with what was read from each line."""
    report = get_object_or_404(StatusReport.objects.select_related("withdrawal"), pk=pk)
    return _document(request, report, lines_of_report(report))


@require_safe
@without_parameters
def plan_file(_request: HttpRequest) -> HttpResponse:
    """The plan as it was published."""
    return _file(Plan.objects.first())


@require_safe
@without_parameters
def report_file(_request: HttpRequest, pk: int) -> HttpResponse:
    """An edition of the status report as it was published."""
    return _file(StatusReport.objects.filter(pk=pk).first())


def _file(document: SourceDocument | None) -> HttpResponse:
    if document is None:
        return error_response({"document": [_("Document not found.")]}, "txt", status=404)
    content_type = f"text/plain; charset={document.file.charset}"
    disposition = content_disposition_header(as_attachment=True, filename=document.document)
    headers = {"Content-Disposition": disposition}
    return HttpResponse(document.file.data, content_type=content_type, headers=headers)


def _document(
    request: HttpRequest, document: SourceDocument, lines: list[AnnotatedLine]
) -> HttpResponse:
    return show(
        request,
        "document.html",
        parse_query(request),
        document=document,
        lines=lines,
        counts=counts(lines),
    )
