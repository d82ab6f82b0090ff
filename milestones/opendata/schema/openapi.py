"""``openapi.json``: the endpoints of the data with all their parameters, as OpenAPI 3.1."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from milestones.opendata.columns import Dataset
from milestones.opendata.datasets import DATASETS
from milestones.opendata.embeds import ALL, EmbedQuery, PanelFilter
from milestones.opendata.exports import FORMATS, Format
from milestones.opendata.feeds.updates import UpdatesQuery
from milestones.opendata.licences import licence, terms
from milestones.opendata.schema.datapackage import DatapackageQuery
from milestones.opendata.schema.jsonschema import ERRORS, META, file_schema
from milestones.queries import MilestoneQuery
from milestones.queries.attention import AttentionFilter
from milestones.queries.change_filters import ChangeFilter
from milestones.queries.fields import Parameter, Schema
from milestones.queries.filtersets import LIMIT_PARAMS, MilestoneFilter
from priorities.models import PriorityArea

HEADERS = {
    "Content-Disposition": "The file name, which includes the date.",
    "ETag": "Identifies this response; send it as If-None-Match to check for changes.",
    "Last-Modified": "When the data were last changed. It confirms no response: the ETag does.",
    "Link": "With limit: the addresses of the first, previous, next and last rows.",
    "Retry-After": "After how many seconds to try again.",
}
TAGS = {
    "files": "Rows, in three formats.",
    "descriptions": "Machine-readable descriptions of the files.",
    "documents": "The source documents, byte for byte.",
    "to follow": "For calendars and readers of feeds.",
    "other sites": "For a frame or a picture on any other site.",
}

_TEXT: Schema = {"schema": {"type": "string"}}
_BYTES: Schema = {}
"""A binary file has no schema in OpenAPI 3.1, only its media type."""
_PLAIN_TEXT = {"text/plain; charset=utf-8": _TEXT}
_DOCUMENT = _PLAIN_TEXT | {"text/plain; charset=windows-1252": _TEXT}
_PAGE = {"text/html; charset=utf-8": _TEXT}
_JSON_ERRORS = {"application/json": {"schema": {"$ref": "#/components/schemas/errors"}}}
_JSON = {"application/json": {"schema": {"type": "object"}}}


_LAST = ("sort", *LIMIT_PARAMS, "page", "lang")
_FILTERS = (
    MilestoneFilter.base_filters
    | ChangeFilter.base_filters
    | AttentionFilter.base_filters
    | PanelFilter.base_filters
)

PARAMETERS: dict[str, Parameter] = {
    name: _FILTERS[name]
    for name in (*(name for name in _FILTERS if name not in _LAST), *_LAST)
    if _FILTERS[name].meaning
}
"""The parameters of the data; an endpoint's query decides which of them it accepts."""


def _parameter(name: str, field: Any) -> dict[str, Any]:
    """A query parameter that a form field reads, as OpenAPI describes it."""
    schema, example = field.schema(), PARAMETERS[name].example
    return {
        "name": name,
        "in": "query",
        "description": str(PARAMETERS[name].meaning),
        "schema": _allow_empty(schema),
        "examples": {"one": {"value": [example] if schema.get("type") == "array" else example}},
    }


def _allow_empty(schema: Schema) -> Schema:
    """Allow the empty value too, which means no parameter; a list's items already allow it."""
    if schema.get("type") == "array":
        return schema
    if "enum" in schema:
        return {**schema, "enum": ["", *schema["enum"]]}
    return {"anyOf": [schema, {"const": ""}]}


def _headers(*names: str) -> Schema:
    """References to headers that are described under ``components``."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _endpoint(
    name: str,
    tag: str,
    summary: str,
    query: MilestoneQuery | None,
    *,
    content: Schema,
    errors: Schema,
    headers: Sequence[str] = (),
    in_path: Sequence[Schema] = (),
) -> Schema:
    """An endpoint, which is only read.

    ``query`` parses its parameters; None if it has none. ``content`` describes its responses and
    ``errors`` its error responses, each by media type.
    """
    parameters = [
        # Each endpoint has other columns to sort by.
        _parameter(name, field) if name == "sort" else {"$ref": f"#/components/parameters/{name}"}
        for name, field in (query.form.fields if query else {}).items()
    ]
    responses = {
        "200": {
            "description": summary,
            "headers": _headers("ETag", "Last-Modified", *headers),
            "content": content,
        },
        "304": {"$ref": "#/components/responses/still_holds"},
        "400": {
            "description": "Invalid request: the errors, by parameter.",
            "content": errors,
        },
        "503": {
            "description": "Service unavailable.",
            "headers": _headers("Retry-After"),
            "content": errors,
        },
        "default": {
            "description": "404 for an unknown file, document or area, 405 for a "
            "method other than GET, HEAD and OPTIONS.",
            "content": errors,
        },
    }
    return {
        "get": {
            "operationId": name,
            "tags": [tag],
            "summary": summary,
            "parameters": [*in_path, *parameters],
            "responses": responses,
        }
    }


def _file_endpoint(dataset: Dataset, file_format: Format) -> Schema:
    rows = {"schema": {"$ref": f"#/components/schemas/{dataset.name}"}}
    return _endpoint(
        f"{dataset.name}_{file_format.suffix}",
        "files",
        f"{dataset.title}, as {file_format.label}",
        dataset.query_class(QueryDict(), sorts=dataset.sorts, sliced=True),
        content={
            file_format.content_type: {"json": rows, "csv": _TEXT}.get(file_format.suffix, _BYTES)
        },
        errors=_JSON_ERRORS if file_format.suffix == "json" else _PLAIN_TEXT,
        headers=("Content-Disposition", "Link"),
    )


def _endpoints() -> Schema:
    """Every endpoint of the data by its path, which may contain a parameter."""
    files = {
        reverse("data_file", args=[name, suffix]): _file_endpoint(dataset, file_format)
        for name, dataset in DATASETS.items()
        for suffix, file_format in FORMATS.items()
    }
    return {**files, **_descriptions(), **_documents(), **_feeds(), **_embeds()}


def _descriptions() -> Schema:
    package = "All files with the matching rows, as a Frictionless Data Package"
    query = DatapackageQuery(QueryDict())
    answers: Schema = {"content": _JSON, "errors": _JSON_ERRORS}
    return {
        reverse("datapackage"): _endpoint("datapackage", "descriptions", package, query, **answers),
        reverse("openapi"): _endpoint(
            "openapi", "descriptions", "This description", None, **answers
        ),
    }


def _documents() -> Schema:
    report: Schema = {
        "name": "report",
        "in": "path",
        "required": True,
        "description": "The number of the edition, as in the address of its page.",
        "schema": {"type": "integer", "minimum": 1},
    }
    answers: Schema = {
        "content": _DOCUMENT,
        # A number of no edition is answered in text, what is no number as any unknown address.
        "errors": _PLAIN_TEXT | _PAGE,
        "headers": ("Content-Disposition",),
    }
    edition = "An edition of the status report as it was published"
    return {
        reverse("plan_file"): _endpoint(
            "plan_file", "documents", "The plan as it was published", None, **answers
        ),
        reverse("report_file", args=[0]).replace("/0/", "/{report}/"): _endpoint(
            "report_file", "documents", edition, None, **answers, in_path=[report]
        ),
    }


def _feeds() -> Schema:
    return {
        reverse("deadlines_calendar"): _endpoint(
            "deadlines_calendar",
            "to follow",
            "The deadlines of the matching milestones, as a calendar (RFC 5545)",
            MilestoneQuery(QueryDict()),
            content={"text/calendar; charset=utf-8": _TEXT},
            errors=_PLAIN_TEXT,
            headers=("Content-Disposition",),
        ),
        reverse("changes_feed"): _endpoint(
            "changes_feed",
            "to follow",
            "The status updates of the matching milestones, latest first, as a feed (RFC 4287)",
            UpdatesQuery(QueryDict(), paged=True),
            content={"application/atom+xml; charset=utf-8": _TEXT},
            errors=_PLAIN_TEXT,
        ),
    }


def _embeds() -> Schema:
    slugs = PriorityArea.objects.values_list("slug", flat=True)
    area: Schema = {
        "name": "area",
        "in": "path",
        "required": True,
        "description": f"The priority area, named as in the address of its page; {ALL}: all.",
        "schema": {"type": "string", "enum": [*slugs, ALL]},
    }
    query = EmbedQuery(QueryDict())
    panel: Schema = {"content": _PAGE, "errors": _PAGE | _PLAIN_TEXT}
    of_all = "A small page with the status of all priority areas, for a frame"
    of_one = "A small page with the status of a priority area, for a frame"
    drawing = "A drawing of how much of a priority area is delivered"
    svg: Schema = {"content": {"image/svg+xml": _TEXT}, "errors": _PLAIN_TEXT}
    return {
        reverse("panel"): _endpoint("panel", "other sites", of_all, query, **panel),
        _path_template("area_panel"): _endpoint(
            "area_panel", "other sites", of_one, query, **panel, in_path=[area]
        ),
        _path_template("badge"): _endpoint(
            "badge", "other sites", drawing, query, **svg, in_path=[area]
        ),
    }


def _path_template(name: str) -> str:
    """The path of a priority area's URL, with a placeholder for its slug."""
    return reverse(name, args=["slug"]).replace("slug", "{area}")


def openapi(site: str) -> Schema:
    """Describe every endpoint of the data. ``site`` is the URL that all others begin with."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "SPP Tracker: data",
            "version": "1",
            "summary": "What was promised, by when, between whom, and its current status.",
            "description": (
                "All addresses are read-only and public, and CORS is enabled, with GET, HEAD or "
                "OPTIONS. An empty parameter is ignored; one that is unknown, given twice "
                "(status may be) or has a bad value is answered with 400 and its name, never with "
                f"all rows. What each column means: datapackage.json.\n\n{terms()}"
            ),
            "license": {"name": licence().title, "identifier": licence().name},
        },
        "servers": [{"url": site.rstrip("/")}],
        "paths": _endpoints(),
        "tags": [{"name": name, "description": meaning} for name, meaning in TAGS.items()],
        "components": {
            "parameters": {
                name: _parameter(name, parameter.field)
                for name, parameter in PARAMETERS.items()
                if name != "sort"
            },
            "headers": {
                name: {"description": meaning, "schema": {"type": "string"}}
                for name, meaning in HEADERS.items()
            },
            "responses": {
                "still_holds": {
                    "description": "Not changed: the response with this ETag is current.",
                    "headers": _headers("ETag"),
                }
            },
            "schemas": {
                "meta": META,
                "errors": ERRORS,
                **{dataset.name: file_schema(dataset) for dataset in DATASETS.values()},
            },
        },
    }
