"""The briefing: one document for a meeting, on screen, on paper and as PDF."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from milestones.asked import Asked
from milestones.briefing import briefing as briefing_of
from milestones.models import StatusReport
from milestones.pdf import pdf_of, pdf_offered
from milestones.views.shared import answers_bad_queries, asked_of, by_goal, show


@require_safe
@answers_bad_queries
def briefing(request: HttpRequest) -> HttpResponse:
    """Everything asked for in one document, laid out to be printed."""
    return _page(request, asked_of(request, Asked))


@require_safe
@answers_bad_queries
def briefing_pdf(request: HttpRequest) -> HttpResponse:
    """The same document as a tagged PDF, where that can be made."""
    asked = asked_of(request, Asked)
    if not pdf_offered():
        return show(request, "no_pdf.html", asked, status=404)
    page = _page(request, asked, as_pdf=True).content.decode()
    response = HttpResponse(pdf_of(page, request.build_absolute_uri()))
    response["Content-Type"] = "application/pdf"
    response["Content-Disposition"] = f'inline; filename="spp-briefing-as-of-{asked.day}.pdf"'
    return response


def _page(request: HttpRequest, asked: Asked, *, as_pdf: bool = False) -> HttpResponse:
    context: dict[str, Any] = {}
    if asked.on_record:
        told = briefing_of(asked)
        context = {
            "briefing": told,
            "tally": told.tally,
            "goals": by_goal(told.figures),
            "first_report": StatusReport.objects.first_loaded(),
        }
    context |= {"pdf_offered": pdf_offered(), "as_pdf": as_pdf}
    return show(request, "briefing.html", asked, **context)
