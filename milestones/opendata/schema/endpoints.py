"""The endpoints of the data: the parameters, responses and errors of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from milestones.opendata.datasets import DATASETS, Dataset
from milestones.opendata.embeds import ALL, EmbedQuery
from milestones.opendata.exports import FORMATS, Format
from milestones.opendata.feeds.updates import UpdatesQuery
from milestones.opendata.schema.datapackage import DatapackageQuery
from milestones.opendata.schema.parameters import describe_parameter
from milestones.queries import MilestoneQuery
from priorities.models import PriorityArea

Described = dict[str, Any]

TAGS = {
    "files": "Rows, in three formats.",
    "descriptions": "What the files are, for programs.",
    "to follow": "For calendars and readers of feeds.",
    "other sites": "For a frame or a picture on any other site.",
}

WORDS: Described = {"schema": {"type": "string"}}
BYTES: Described = {}
"""A binary file has no schema in OpenAPI 3.1, only its media type."""
TEXT = {"text/plain; charset=utf-8": WORDS}
PAGE = {"text/html; charset=utf-8": WORDS}
JSON_ERRORS = {"application/json": {"schema": {"$ref": "#/components/schemas/errors"}}}
ANY_JSON = {"application/json": {"schema": {"type": "object"}}}


@dataclass(frozen=True)
class Endpoint:
    """An endpoint, which is only read.

    ``query`` parses its parameters; None if it has none. ``content`` describes its responses and
    ``errors`` its error responses, each by media type.
    """

    name: str
    tag: str
    summary: str
    query: MilestoneQuery | None
    content: Described
    errors: Described
    headers: Sequence[str] = ()
    in_path: Sequence[Described] = ()

    @property
    def described(self) -> Described:
        """The endpoint as OpenAPI describes it."""
        return {
            "get": {
                "operationId": self.name,
                "tags": [self.tag],
                "summary": self.summary,
                "parameters": [*self.in_path, *self._parameters],
                "responses": self._responses,
            }
        }

    @property
    def _parameters(self) -> list[Described]:
        if self.query is None:
            return []
        fields = self.query.form.fields
        return [
            describe_parameter(name, fields[name])
            if name == "sort"
            else {"$ref": f"#/components/parameters/{name}"}
            for name in self.query.names
        ]

    @property
    def _responses(self) -> Described:
        names = ("ETag", "Last-Modified", *self.headers)
        return {
            "200": {
                "description": self.summary,
                "headers": headers(*names),
                "content": self.content,
            },
            "304": {"$ref": "#/components/responses/still_holds"},
            "400": {
                "description": "The query cannot be answered: which parameter, and why.",
                "content": self.errors,
            },
            "503": {
                "description": "The record cannot be reached at the moment.",
                "headers": headers("Retry-After"),
                "content": self.errors,
            },
            "default": {
                "description": "404 for a file or an area that there is not, 405 for a method "
                "other than GET, HEAD and OPTIONS.",
                "content": self.errors,
            },
        }


def endpoints() -> dict[str, Endpoint]:
    """Every endpoint of the data by its path, which may contain a parameter."""
    return _file_endpoints() | _description_endpoints() | _feed_endpoints() | _embed_endpoints()


def headers(*names: str) -> Described:
    """References to headers that are described under ``components``."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _file_endpoints() -> dict[str, Endpoint]:
    return {
        reverse("data_file", args=[dataset.name, file_format.suffix]): _file_endpoint(
            dataset, file_format
        )
        for dataset in DATASETS.values()
        for file_format in FORMATS.values()
    }


def _file_endpoint(dataset: Dataset, file_format: Format) -> Endpoint:
    rows = {"schema": {"$ref": f"#/components/schemas/{dataset.name}"}}
    return Endpoint(
        f"{dataset.name}_{file_format.suffix}",
        "files",
        f"{dataset.title}, as {file_format.label}",
        dataset.query_class(QueryDict(), sorts=dataset.sorts, sliced=True),
        {file_format.content_type: {"json": rows, "csv": WORDS}.get(file_format.suffix, BYTES)},
        JSON_ERRORS if file_format.suffix == "json" else TEXT,
        headers=("Content-Disposition", "Link"),
    )


def _description_endpoints() -> dict[str, Endpoint]:
    summary = "All files with the rows asked for, as a Frictionless Data Package"
    return {
        reverse("datapackage"): Endpoint(
            "datapackage",
            "descriptions",
            summary,
            DatapackageQuery(QueryDict()),
            ANY_JSON,
            JSON_ERRORS,
        ),
        reverse("openapi"): Endpoint(
            "openapi", "descriptions", "This description", None, ANY_JSON, JSON_ERRORS
        ),
    }


def _feed_endpoints() -> dict[str, Endpoint]:
    return {
        reverse("deadlines_calendar"): Endpoint(
            "deadlines_calendar",
            "to follow",
            "The deadlines of the milestones asked for, as a calendar (RFC 5545)",
            MilestoneQuery(QueryDict()),
            {"text/calendar; charset=utf-8": WORDS},
            TEXT,
            headers=("Content-Disposition",),
        ),
        reverse("changes_feed"): Endpoint(
            "changes_feed",
            "to follow",
            "What was reported of the milestones asked for, newest first, as a feed (RFC 4287)",
            UpdatesQuery(QueryDict(), paged=True),
            {"application/atom+xml; charset=utf-8": WORDS},
            TEXT,
        ),
    }


def _embed_endpoints() -> dict[str, Endpoint]:
    slugs = list(PriorityArea.objects.values_list("slug", flat=True))
    query = EmbedQuery(QueryDict())
    panel = ("other sites", "A small page of where a priority area stands, for a frame", query)
    all_areas = ("other sites", "The same of all priority areas", query)
    badge = ("other sites", "A drawing of how much of a priority area is delivered", query)
    return {
        reverse("panel"): Endpoint("panel", *all_areas, PAGE, PAGE | TEXT),
        _path_template("area_panel"): Endpoint(
            "area_panel", *panel, PAGE, PAGE | TEXT, in_path=[_area_parameter([*slugs, ALL])]
        ),
        _path_template("badge"): Endpoint(
            "badge",
            *badge,
            {"image/svg+xml": WORDS},
            TEXT,
            in_path=[_area_parameter([*slugs, ALL])],
        ),
    }


def _path_template(name: str) -> str:
    """The path of a priority area's URL, with a placeholder for its slug."""
    return reverse(name, args=["slug"]).replace("slug", "{area}")


def _area_parameter(slugs: Sequence[str]) -> Described:
    return {
        "name": "area",
        "in": "path",
        "required": True,
        "description": f"The priority area, named as in the address of its page; {ALL}: all.",
        "schema": {"type": "string", "enum": list(slugs)},
    }
