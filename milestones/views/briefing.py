"""The briefing: one document for a meeting, on screen, on paper and as PDF."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.log import log_response
from django.views.decorators.http import require_safe

from milestones.pages.briefing import briefing as briefing_of
from milestones.pages.pdf import PdfBusy, PdfFailed, pdf_of, pdf_offered
from milestones.queries import MilestoneQuery
from milestones.queries.plan import first_report
from milestones.views.base import by_goal, handle_invalid_query, parse_query, show

SECONDS_TO_WAIT = 10
"""After how long it is worth asking again for a PDF that could not be made at once."""


@require_safe
@handle_invalid_query
def briefing(request: HttpRequest) -> HttpResponse:
    """Everything asked for in one document, laid out to be printed."""
    return _page(request, parse_query(request, MilestoneQuery))


@require_safe
@handle_invalid_query
def briefing_pdf(request: HttpRequest) -> HttpResponseBase:
    """The same document as a tagged PDF, where that can be made, and when it is its turn."""
    query = parse_query(request, MilestoneQuery)
    if not pdf_offered():
        return show(request, "no_pdf.html", query, status=404)
    try:
        response = _pdf(request, query)
    except (PdfBusy, PdfFailed) as error:
        return _pdf_later(request, busy=isinstance(error, PdfBusy))
    response["Content-Disposition"] = f'inline; filename="spp-briefing-as-of-{query.day}.pdf"'
    return response


def _pdf(request: HttpRequest, query: MilestoneQuery) -> HttpResponseBase:
    if request.method == "HEAD":
        # Nothing is made for its headers, so nobody knows its length.
        return StreamingHttpResponse((), content_type="application/pdf")

    def page() -> str:
        return _page(request, query, as_pdf=True).content.decode()

    pdf = pdf_of(page, request.build_absolute_uri())
    return HttpResponse(pdf, content_type="application/pdf")


def _pdf_later(request: HttpRequest, *, busy: bool) -> HttpResponse:
    """What to do instead of waiting, and when to ask again."""
    query_string = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {"busy": busy, "briefing_address": reverse("briefing") + query_string}
    response = render(request, "pdf_later.html", context, status=503)
    response["Retry-After"] = str(SECONDS_TO_WAIT)
    response["Cache-Control"] = "no-store"
    # A failure was logged with its cause; to be refused is nothing that an operator mends.
    log_response("No PDF: %s", request.path, response=response, request=request, level="debug")
    return response


def _page(request: HttpRequest, query: MilestoneQuery, *, as_pdf: bool = False) -> HttpResponse:
    context: dict[str, Any] = {}
    if query.on_record:
        told = briefing_of(query)
        context = {
            "briefing": told,
            "tally": told.tally,
            "goals": by_goal(told.figures),
            "first_report": first_report(),
        }
    context |= {"pdf_offered": pdf_offered(), "as_pdf": as_pdf}
    return show(request, "briefing.html", query, **context)
