"""The files of rows, and the page that explains them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.utils import translation
from django.views.decorators.http import require_safe

from milestones.asked import Asked, BadQuery
from milestones.choices import Status
from milestones.datasets import DATASETS
from milestones.exports import csv_lines, json_pieces
from milestones.views.shared import answers_bad_queries, asked_of, show


@require_safe
@answers_bad_queries
def data(request: HttpRequest) -> HttpResponse:
    """The files to download, and what each of their columns means."""
    return show(
        request, "data.html", asked_of(request), datasets=DATASETS.values(), statuses=Status
    )


@require_safe
def data_file(request: HttpRequest, name: str, suffix: str) -> HttpResponseBase:
    """A file of rows. A bad query is answered with a text or JSON that names the parameter."""
    dataset = DATASETS[name]
    asked = dataset.asks(request.GET, sorts=dataset.sorts)
    # Data speak English, whatever language the reader's browser asks for.
    with translation.override("en"):
        if asked.problems:
            return refused(asked.problems, suffix, status=400)
    pieces, content_type = {
        "csv": (csv_lines, "text/csv; charset=utf-8; header=present"),
        "json": (json_pieces, "application/json"),
    }[suffix]
    response = StreamingHttpResponse(_begun(pieces(dataset, asked)), content_type=content_type)
    how = "attachment" if suffix == "csv" else "inline"
    response["Content-Disposition"] = f'{how}; filename="{_file_name(name, asked)}.{suffix}"'
    return response


def _begun(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces, with the first one made: if the database is away, nothing was promised yet."""
    return chain([next(pieces)], pieces)


def _file_name(name: str, asked: Asked) -> str:
    """A file is named after what it has and the day, or the two days, that it is about."""
    days = (f"{which.replace('_', '-')}-{day}" for which, day in asked.days.items())
    return "-".join(["spp", name, *days])


def refused(problems: dict[str, list[str]], suffix: str, status: int) -> HttpResponse:
    """What is wrong, under the name of what it is wrong with, instead of a file."""
    if suffix == "json":
        return JsonResponse({"errors": problems}, status=status)
    text = f"{BadQuery(problems)}\n"
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
