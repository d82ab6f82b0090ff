"""What all pages share: reading the query, showing a page, and saying what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

from milestones.asked import Asked, BadQuery
from milestones.choices import SCALE

View = Callable[..., HttpResponseBase]


def answers_bad_queries(view: View) -> View:
    """Say what is wrong with a query instead of answering it; no rows, status 400."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except BadQuery as error:
            nothing_asked = Asked(QueryDict())
            context = {"problems": error.problems}
            return show(request, "bad_query.html", nothing_asked, status=400, **context)

    return answer


def show(
    request: HttpRequest, template: str, asked: Asked, status: int = 200, **context: Any
) -> HttpResponse:
    """Show a page as of the day asked for."""
    return render(request, template, {"asked": asked, "scale": SCALE, **context}, status=status)


def asked_of(request: HttpRequest, *, paged: bool = False) -> Asked:
    """The request's query. Raises BadQuery if it cannot be answered."""
    asked = Asked(request.GET, paged=paged)
    asked.check()
    return asked
