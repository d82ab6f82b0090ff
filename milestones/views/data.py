"""The data files, their descriptions for programs, and the page that explains them."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import wraps
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.choices import Status
from milestones.opendata.datasets import DATASETS
from milestones.opendata.exports import FORMATS, Format
from milestones.opendata.exports.export import Export
from milestones.opendata.exports.streaming import StartedStream, file_response
from milestones.opendata.schema.datapackage import DatapackageQuery, data_package
from milestones.opendata.schema.openapi import PARAMETERS, openapi
from milestones.queries import InvalidQuery
from milestones.views.base import page_view, parse_query, show

AS_WRITTEN = {"ensure_ascii": False, "indent": 2}


@page_view
def data(request: HttpRequest) -> HttpResponse:
    """The files to download, and the meaning of each column."""
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
    """A file of rows. An invalid query gets an error in text or JSON that names the parameter."""
    dataset, file_format = DATASETS[name], FORMATS[suffix]
    query = dataset.query_class(request.GET, sorts=dataset.sorts, sliced=True)
    export = Export(dataset, query, request.build_absolute_uri(request.path))
    # Data are in English, whatever language the browser prefers.
    with translation.override("en"):
        try:
            query.check()
            return _file_response(request, export, file_format)
        except InvalidQuery as error:
            return error_response(error.problems, suffix, status=400)


def _file_response(request: HttpRequest, export: Export, file_format: Format) -> HttpResponseBase:
    """The file as a response; HEAD is answered without reading a row."""
    pieces: StartedStream | None = None
    with ExitStack() as on_failure:
        if request.method == "HEAD":
            file_format.check(export)
        else:
            pieces = on_failure.enter_context(closing(StartedStream(file_format.chunks(export))))
        links = [f'<{address}>; rel="{relation}"' for relation, address in export.links.items()]
        response = file_response(pieces, file_format.content_type)
        on_failure.pop_all()
    disposition = "attachment" if file_format.saved else "inline"
    response["Content-Disposition"] = (
        f'{disposition}; filename="{export.file_name}.{file_format.suffix}"'
    )
    if links:
        response["Link"] = ", ".join(links)
    return response


@require_safe
def unknown_file(_request: HttpRequest, name: str, suffix: str) -> HttpResponse:
    """Say which files exist, in the format of the other errors of data."""
    files, formats = ", ".join(DATASETS), ", ".join(FORMATS)
    message = _("File not found. Valid: %(files)s, each as %(formats)s.")
    problems = {f"{name}.{suffix}": [message % {"files": files, "formats": formats}]}
    return error_response(problems, suffix, status=404)


def without_parameters(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer any parameter with an error, in the format of the other errors of data."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override("en"):
            message = _("Unknown parameter. This address takes none.")
            if problems := {name: [message] for name in request.GET}:
                return error_response(problems, Path(request.path).suffix[1:], status=400)
            return view(request, *args, **kwargs)

    return answer


@require_safe
def datapackage(request: HttpRequest) -> HttpResponse:
    """A Data Package that describes all files with the rows that match the query."""
    query = DatapackageQuery(request.GET)
    if query.problems:
        return error_response(query.problems, "json", status=400)
    package = data_package(query, request.build_absolute_uri("/"))
    return JsonResponse(package, json_dumps_params=AS_WRITTEN)


@require_safe
@without_parameters
def openapi_description(request: HttpRequest) -> HttpResponse:
    """An OpenAPI description of all addresses of data and their parameters."""
    description = openapi(request.build_absolute_uri("/"))
    return JsonResponse(description, json_dumps_params=AS_WRITTEN)


def error_response(problems: dict[str, list[str]], suffix: str, status: int) -> HttpResponse:
    """An error response instead of a file. The keys of ``problems`` name what is wrong, such as
    a parameter."""
    if suffix == "json":
        return JsonResponse({"errors": problems}, status=status)
    text = f"{InvalidQuery(problems)}\n"
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
