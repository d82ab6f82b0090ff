"""The briefing: one document for a meeting, as a page, in print and as PDF."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.log import log_response

from milestones.pages.briefing import MAX_ON_ONE_PAGE
from milestones.pages.briefing import briefing as briefing_of
from milestones.pages.pdf import PdfBusy, PdfFailed, pdf_of, pdf_offered
from milestones.queries import MilestoneQuery
from milestones.queries.plan import first_report
from milestones.views.base import by_goal, page_view, parse_query, show
from priorities.models import PriorityArea

SECONDS_TO_WAIT = 10
"""The ``Retry-After`` of a PDF that could not be made at once."""


class BriefingQuery(MilestoneQuery):
    """The query of a briefing, whose counts link to milestones as those of an ``UnsortedQuery``."""

    unknown = ("match",)

    @property
    def area(self) -> PriorityArea | None:
        """The priority area that was asked for; None for all."""
        area: PriorityArea | None = self.form.cleaned_data["area"]
        return area


@page_view
def briefing(request: HttpRequest) -> HttpResponse:
    """Everything that matches the query in one document, laid out for print."""
    return _page(request, parse_query(request, BriefingQuery))


@page_view
def briefing_pdf(request: HttpRequest) -> HttpResponseBase:
    """The briefing as a tagged PDF: 404 if PDF is not installed, 503 if busy or failed."""
    query = BriefingQuery(request.GET)
    query.check()
    if not pdf_offered():
        return show(request, "no_pdf.html", query, status=404)
    try:
        response = _pdf(request, query)
    except (PdfBusy, PdfFailed) as error:
        return _pdf_later(request, busy=isinstance(error, PdfBusy))
    response["Content-Disposition"] = f'inline; filename="{_file_name(query)}"'
    return response


def _file_name(query: BriefingQuery) -> str:
    area = f"{query.area.slug}-" if query.area else ""
    return f"spp-briefing-{area}as-of-{query.day}.pdf"


def _pdf(request: HttpRequest, query: MilestoneQuery) -> HttpResponseBase:
    if request.method == "HEAD":
        # A HEAD request makes no PDF, so the length is not known.
        return StreamingHttpResponse((), content_type="application/pdf")

    def page() -> str:
        return _page(request, query, as_pdf=True).content.decode()

    pdf = pdf_of(page, request.build_absolute_uri())
    return HttpResponse(pdf, content_type="application/pdf")


def _pdf_later(request: HttpRequest, *, busy: bool) -> HttpResponse:
    """Say what to do instead of waiting, and when to try again."""
    context = {"busy": busy, "briefing_address": _page_address(request)}
    response = render(request, "pdf_later.html", context, status=503)
    response["Retry-After"] = str(SECONDS_TO_WAIT)
    response["Cache-Control"] = "no-store"
    # A failure has been logged with its cause; a busy server needs no action by the operator.
    log_response("No PDF: %s", request.path, response=response, request=request, level="debug")
    return response


def _page_address(request: HttpRequest) -> str:
    """The URL of the page that a PDF is of."""
    query_string = f"?{request.GET.urlencode()}" if request.GET else ""
    return reverse("briefing") + query_string


def _page(request: HttpRequest, query: MilestoneQuery, *, as_pdf: bool = False) -> HttpResponse:
    context: dict[str, Any] = {}
    if query.on_record:
        document = briefing_of(query)
        context = {
            "briefing": document,
            "tally": document.tally,
            "goals": by_goal(document.figures),
            "first_report": first_report(),
            "MAX_ON_ONE_PAGE": MAX_ON_ONE_PAGE,
        }
    context |= {"pdf_offered": pdf_offered(), "as_pdf": as_pdf}
    if as_pdf:
        context["printed_address"] = request.build_absolute_uri(_page_address(request))
    return show(request, "briefing.html", query, **context)
