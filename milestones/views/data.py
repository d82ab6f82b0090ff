"""The files of rows, and the page that explains them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack, closing

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.choices import Status
from milestones.opendata.datasets import DATASETS
from milestones.opendata.exports import FORMATS, Export, Format, StartedStream
from milestones.opendata.schema import PARAMETERS
from milestones.queries import InvalidQuery
from milestones.views.base import handle_invalid_query, parse_query, show


@require_safe
@handle_invalid_query
def data(request: HttpRequest) -> HttpResponse:
    """The files to download, and what each of their columns means."""
    return show(
        request,
        "data.html",
        parse_query(request),
        datasets=DATASETS.values(),
        parameters=PARAMETERS,
        statuses=Status,
    )


@require_safe
def data_file(request: HttpRequest, name: str, suffix: str) -> HttpResponseBase:
    """A file of rows. A bad query is answered with a text or JSON that names the parameter."""
    dataset, form = DATASETS[name], FORMATS[suffix]
    query = dataset.asks(request.GET, sorts=dataset.sorts, sliced=True)
    export = Export(dataset, query, request.build_absolute_uri(request.path))
    # Data speak English, whatever language the reader's browser asks for.
    with translation.override("en"):
        try:
            query.check()
            return _sent(request, export, form)
        except InvalidQuery as error:
            return refused(error.problems, suffix, status=400)


def _sent(request: HttpRequest, export: Export, form: Format) -> HttpResponseBase:
    """A file as an answer; who only asks for the headers is answered without reading a row."""
    pieces: Iterable[str | bytes] = ()
    with ExitStack() as failing:
        if request.method == "HEAD":
            form.check(export)
        else:
            pieces = failing.enter_context(closing(StartedStream(form.pieces(export))))
        links = [f'<{address}>; rel="{where}"' for where, address in export.links.items()]
        failing.pop_all()
    response = StreamingHttpResponse(pieces, content_type=form.content_type)
    how = "attachment" if form.saved else "inline"
    response["Content-Disposition"] = f'{how}; filename="{export.file_name}.{form.suffix}"'
    if links:
        response["Link"] = ", ".join(links)
    return response


@require_safe
def unknown_file(_request: HttpRequest, name: str, suffix: str) -> HttpResponse:
    """Say which files there are, in the manner of all that goes wrong with data."""
    files, formats = ", ".join(DATASETS), ", ".join(FORMATS)
    said = _("There is no such file. There are: %(files)s, each as %(formats)s.")
    problems = {f"{name}.{suffix}": [said % {"files": files, "formats": formats}]}
    return refused(problems, suffix, status=404)


def refused(problems: dict[str, list[str]], suffix: str, status: int) -> HttpResponse:
    """What is wrong, under the name of what it is wrong with, instead of a file."""
    if suffix == "json":
        return JsonResponse({"errors": problems}, status=status)
    text = f"{InvalidQuery(problems)}\n"
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
