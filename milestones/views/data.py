"""The files of rows, and the page that explains them."""

from __future__ import annotations

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
            return _refused(asked, suffix)
    pieces, content_type = {
        "csv": (csv_lines, "text/csv; charset=utf-8; header=present"),
        "json": (json_pieces, "application/json"),
    }[suffix]
    response = StreamingHttpResponse(pieces(dataset, asked), content_type=content_type)
    how = "attachment" if suffix == "csv" else "inline"
    response["Content-Disposition"] = f'{how}; filename="{_file_name(name, asked)}.{suffix}"'
    return response


def _file_name(name: str, asked: Asked) -> str:
    """A file is named after what it has and the day, or the two days, that it is about."""
    days = (f"{which.replace('_', '-')}-{day}" for which, day in asked.days.items())
    return "-".join(["spp", name, *days])


def _refused(asked: Asked, suffix: str) -> HttpResponse:
    if suffix == "json":
        return JsonResponse({"errors": asked.problems}, status=400)
    text = f"{BadQuery(asked.problems)}\n"
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
