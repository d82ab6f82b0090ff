"""The data described for programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.opendata.schema import DatapackageQuery, data_package, openapi
from milestones.views.data import refused

AS_WRITTEN = {"ensure_ascii": False, "indent": 2}


@require_safe
def datapackage(request: HttpRequest) -> HttpResponse:
    """All files with the rows that the query asks for, described as a Data Package."""
    query = DatapackageQuery(request.GET)
    if query.problems:
        return refused(query.problems, "json", status=400)
    package = data_package(query, request.build_absolute_uri("/"))
    return JsonResponse(package, json_dumps_params=AS_WRITTEN)


@require_safe
def openapi_description(request: HttpRequest) -> HttpResponse:
    """All addresses of data and their parameters, described as OpenAPI has it."""
    problems = {name: [_("There is no such parameter. There are none.")] for name in request.GET}
    if problems:
        return refused(problems, "json", status=400)
    described = openapi(request.build_absolute_uri("/"))
    return JsonResponse(described, json_dumps_params=AS_WRITTEN)
