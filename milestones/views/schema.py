"""Descriptions of the data for programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.opendata.schema import DatapackageQuery, data_package, openapi
from milestones.views.data import error_response

AS_WRITTEN = {"ensure_ascii": False, "indent": 2}


@require_safe
def datapackage(request: HttpRequest) -> HttpResponse:
    """A Data Package that describes all files with the rows that match the query."""
    query = DatapackageQuery(request.GET)
    if query.problems:
        return error_response(query.problems, "json", status=400)
    package = data_package(query, request.build_absolute_uri("/"))
    return JsonResponse(package, json_dumps_params=AS_WRITTEN)


@require_safe
def openapi_description(request: HttpRequest) -> HttpResponse:
    """An OpenAPI description of all addresses of data and their parameters."""
    problems = {name: [_("Unknown parameter. This address takes none.")] for name in request.GET}
    if problems:
        return error_response(problems, "json", status=400)
    description = openapi(request.build_absolute_uri("/"))
    return JsonResponse(description, json_dumps_params=AS_WRITTEN)
