"""``openapi.json``: the addresses of data with all their parameters, as OpenAPI 3.1 has it."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.urls import reverse

from milestones.asked import Asked, AskedChanges
from milestones.datasets import DATASETS, Dataset, licence, terms
from milestones.descriptions.package import AskedPackage
from milestones.descriptions.parameters import PARAMETERS, parameter
from milestones.descriptions.rows import ERRORS, META, file_schema
from milestones.exports import FORMATS, Format
from milestones.feeds.updates import AskedUpdates

Described = dict[str, Any]

TEXT = {"text/plain": {"schema": {"type": "string"}}}
JSON_ERRORS = {"application/json": {"schema": {"$ref": "#/components/schemas/errors"}}}
ANY_JSON = {"application/json": {"schema": {"type": "object"}}}
BINARY = {"type": "string", "contentMediaType": "application/octet-stream"}

HEADERS = {
    "ETag": "Names this very answer; send it as If-None-Match to hear whether it still holds.",
    "Last-Modified": "When anything that an answer could show was last written. It confirms no "
    "answer: the ETag does.",
    "Link": "With limit: where the first, the previous, the next and the last rows are.",
}


def openapi(site: str) -> Described:
    """Describe every address of data. ``site`` is the address that all others begin with."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "SPP Tracker: data",
            "version": "1",
            "summary": "What was promised, by when, between whom, and where it stands.",
            "description": (
                "All addresses are only read, by anybody and from any site, with GET, HEAD or "
                "OPTIONS. An empty parameter is as good as none; one that is unknown, given twice "
                "(status may be) or has a bad value is answered with 400 and its name, never with "
                f"all rows. What each column means: datapackage.json.\n\n{terms()}"
            ),
            "license": {"name": licence().title, "identifier": licence().name},
        },
        "servers": [{"url": site.rstrip("/")}],
        "paths": _files() | _others(),
        "components": {
            "parameters": _parameters(),
            "headers": {
                name: {"description": meaning, "schema": {"type": "string"}}
                for name, meaning in HEADERS.items()
            },
            "responses": {
                "still_holds": {
                    "description": "The answer that the ETag or the day sent along is of.",
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


def _files() -> Described:
    return {
        reverse("data_file", args=[dataset.name, form.suffix]): _file(dataset, form)
        for dataset in DATASETS.values()
        for form in FORMATS.values()
    }


def _file(dataset: Dataset, form: Format) -> Described:
    asked = dataset.asks(QueryDict(), sorts=dataset.sorts, sliced=True)
    schema = {"$ref": f"#/components/schemas/{dataset.name}"} if form.suffix == "json" else BINARY
    content = {form.content_type: {"schema": schema}}
    return _address(f"{dataset.title}, as {form.label}", asked, content, sliced=True)


def _others() -> Described:
    """The addresses that are no files of rows."""
    described = {
        "datapackage": (
            "All files with the rows asked for, as a Frictionless Data Package",
            AskedPackage(QueryDict()),
            ANY_JSON,
        ),
        "openapi": ("This description", None, ANY_JSON),
        "deadlines_calendar": (
            "The deadlines of the milestones asked for, as a calendar (RFC 5545)",
            Asked(QueryDict()),
            {"text/calendar; charset=utf-8": {"schema": {"type": "string"}}},
        ),
        "changes_feed": (
            "What was reported of the milestones asked for, newest first, as a feed (RFC 4287)",
            AskedUpdates(QueryDict(), paged=True),
            {"application/atom+xml; charset=utf-8": {"schema": {"type": "string"}}},
        ),
    }
    return {reverse(name): _address(*parts) for name, parts in described.items()}


def _address(
    summary: str, asked: Asked | None, content: Described, *, sliced: bool = False
) -> Described:
    """Reading from an address that answers a query."""
    errors = JSON_ERRORS if "application/json" in content else TEXT
    headers = ("ETag", "Last-Modified", *(["Link"] if sliced else []))
    return {
        "get": {
            "summary": summary,
            "parameters": _parameters_of(asked) if asked else [],
            "responses": {
                "200": {"description": summary, "headers": _headers(*headers), "content": content},
                "304": {"$ref": "#/components/responses/still_holds"},
                "400": {
                    "description": "The query cannot be answered: which parameter, and why.",
                    "content": errors,
                },
                "default": {
                    "description": "404 for a file that there is not, 405 for a method other than "
                    "GET, HEAD and OPTIONS, 503 while the record cannot be reached.",
                    "content": errors,
                },
            },
        }
    }


def _parameters() -> Described:
    """All parameters but those that mean something else at each address."""
    fields = AskedChanges(QueryDict(), paged=True, sliced=True).form.fields
    return {name: parameter(name, fields[name]) for name in PARAMETERS if name != "sort"}


def _parameters_of(asked: Asked) -> list[Described]:
    return [
        parameter(name, asked.form.fields[name])
        if name == "sort"
        else {"$ref": f"#/components/parameters/{name}"}
        for name in asked.names
    ]


def _headers(*names: str) -> Described:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
