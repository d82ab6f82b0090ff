"""The source documents: the plan and the editions of the status report."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import get_script_prefix
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.models import StatusReport
from milestones.pages.digest import digest_of
from milestones.pages.edition_differences import status_differences, text_differences
from milestones.pages.links import PageLinks
from milestones.pages.source_lines import AnnotatedLine, counts, lines_of_plan, lines_of_report
from milestones.queries import MilestoneQuery
from milestones.queries.cache import cached, uncached
from milestones.queries.urls import PERSISTENT_PARAMS
from milestones.views.base import page_view, parse_query, show
from milestones.views.data import error_response, without_parameters
from priorities.models import Plan, SourceDocument

MAX_DIFFERENCES = 10
"""How many rows of each kind of difference the page of an edition lists."""
MAX_LINES_KEPT = 2000
"""What was read from a document with more lines is not kept in memory: 1.5 KB a line, and as much
of their markup for each language."""


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
    return list(editions.annotate(status_line_count=Count("updates__lines")))


@page_view
def plan_document(request: HttpRequest) -> HttpResponse:
    """The plan, line by line, with what was read from each line."""
    plan = Plan.objects.first()
    if plan is None:
        raise Http404(_("Document not found."))
    return _document(request, parse_query(request), plan, partial(lines_of_plan, plan))


@page_view
def report_document(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition of the status report, line by line, with what was read from each line."""
    report = _report(pk)
    query = parse_query(request)
    context = _compared(request, query, report, MAX_DIFFERENCES)
    return _document(request, query, report, partial(lines_of_report, report), **context)


def _report(pk: int) -> StatusReport:
    """An edition, which changes only if it is withdrawn."""
    editions = StatusReport.objects.select_related("withdrawal")
    report: StatusReport = cached(
        ("edition", pk), lambda: get_object_or_404(editions, pk=pk), of_plan=True
    )
    return report


@page_view
def report_differences(request: HttpRequest, pk: int) -> HttpResponse:
    """All that an edition says otherwise than the edition before it."""
    report = _report(pk)
    query = parse_query(request)
    context = _compared(request, query, report, None)
    return show(request, "differences.html", query, document=report, **context)


def _compared(
    request: HttpRequest, query: MilestoneQuery, report: StatusReport, most: int | None
) -> dict[str, Any]:
    """What an edition brought, and how it differs from the edition before it, or from the plan.

    Nothing of an edition that was withdrawn: its statuses no longer count.
    """
    plan = next((entry.day for entry in query.days_on_record if entry.is_plan), None)
    if report.is_withdrawn or plan is None:
        return {"before": None, "digest": None}
    earlier = StatusReport.objects.filter(as_of__lt=report.as_of)
    before = cached(("edition before", report.pk), earlier.newest, of_plan=True)
    since = before.as_of if before else plan
    texts = partial(text_differences, report, before, most)
    statuses = partial(status_differences, report, since, most)
    return {
        "before": before,
        "digest": digest_of(PageLinks(request, query), report, before, since),
        "texts": cached(("differences of text", report.pk, most), texts, of_plan=True),
        "statuses": cached(("differences of statuses", report.pk, most), statuses),
    }


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
    request: HttpRequest,
    query: MilestoneQuery,
    document: SourceDocument,
    read: Callable[[], list[AnnotatedLine]],
    **context: Any,
) -> HttpResponse:
    # What was read from a document changes only with the plan and the editions.
    keep = partial(cached, of_plan=True) if document.line_count <= MAX_LINES_KEPT else uncached
    key = (type(document), document.pk)

    def read_and_count() -> tuple[list[AnnotatedLine], dict[str, int]]:
        lines = read()
        return lines, counts(lines)

    lines, counted = keep(("lines", *key), read_and_count)

    def keep_markup(caller: Callable[[], str]) -> str:
        """What the template renders of the lines; their links keep the day and the pair."""
        if query.active(PERSISTENT_PARAMS):
            return caller()
        markup: str = keep(("markup", *key, get_language(), get_script_prefix()), caller)
        return markup

    return show(
        request,
        "document.html",
        query,
        document=document,
        lines=lines,
        counts=counted,
        keep_markup=keep_markup,
        **context,
    )
