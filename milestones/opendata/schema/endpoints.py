"""Every address of data: what it answers, to which parameters, and how."""

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
from milestones.opendata.schema.parameters import parameter
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
"""A file that is no text has no schema in OpenAPI 3.1, only its media type."""
TEXT = {"text/plain; charset=utf-8": WORDS}
PAGE = {"text/html; charset=utf-8": WORDS}
JSON_ERRORS = {"application/json": {"schema": {"$ref": "#/components/schemas/errors"}}}
ANY_JSON = {"application/json": {"schema": {"type": "object"}}}


@dataclass(frozen=True)
class Endpoint:
    """Reading from an address.

    ``asked`` reads its query; None if it has none. ``content`` is what it answers and ``errors``
    what it answers instead, each by its media type.
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
        """The address as OpenAPI describes one."""
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
            parameter(name, fields[name])
            if name == "sort"
            else {"$ref": f"#/components/parameters/{name}"}
            for name in self.query.names
        ]

    @property
    def _responses(self) -> Described:
        known = ("ETag", "Last-Modified", *self.headers)
        return {
            "200": {
                "description": self.summary,
                "headers": headers(*known),
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
    """Every address of data by its path, which may have a parameter."""
    return _files() | _descriptions() | _to_follow() | _for_other_sites()


def headers(*names: str) -> Described:
    """Headers that are described elsewhere."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _files() -> dict[str, Endpoint]:
    return {
        reverse("data_file", args=[dataset.name, form.suffix]): _file(dataset, form)
        for dataset in DATASETS.values()
        for form in FORMATS.values()
    }


def _file(dataset: Dataset, form: Format) -> Endpoint:
    rows = {"schema": {"$ref": f"#/components/schemas/{dataset.name}"}}
    return Endpoint(
        f"{dataset.name}_{form.suffix}",
        "files",
        f"{dataset.title}, as {form.label}",
        dataset.asks(QueryDict(), sorts=dataset.sorts, sliced=True),
        {form.content_type: {"json": rows, "csv": WORDS}.get(form.suffix, BYTES)},
        JSON_ERRORS if form.suffix == "json" else TEXT,
        headers=("Content-Disposition", "Link"),
    )


def _descriptions() -> dict[str, Endpoint]:
    package = "All files with the rows asked for, as a Frictionless Data Package"
    return {
        reverse("datapackage"): Endpoint(
            "datapackage",
            "descriptions",
            package,
            DatapackageQuery(QueryDict()),
            ANY_JSON,
            JSON_ERRORS,
        ),
        reverse("openapi"): Endpoint(
            "openapi", "descriptions", "This description", None, ANY_JSON, JSON_ERRORS
        ),
    }


def _to_follow() -> dict[str, Endpoint]:
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


def _for_other_sites() -> dict[str, Endpoint]:
    slugs = list(PriorityArea.objects.values_list("slug", flat=True))
    query = EmbedQuery(QueryDict())
    panel = ("other sites", "A small page of where a priority area stands, for a frame", query)
    of_all = ("other sites", "The same of all priority areas", query)
    badge = ("other sites", "A drawing of how much of a priority area is delivered", query)
    return {
        reverse("panel"): Endpoint("panel", *of_all, PAGE, PAGE | TEXT),
        _templated("area_panel"): Endpoint(
            "area_panel", *panel, PAGE, PAGE | TEXT, in_path=[_area([*slugs, ALL])]
        ),
        _templated("badge"): Endpoint(
            "badge", *badge, {"image/svg+xml": WORDS}, TEXT, in_path=[_area([*slugs, ALL])]
        ),
    }


def _templated(name: str) -> str:
    """The path of an address of a priority area, with its slug left open."""
    return reverse(name, args=["slug"]).replace("slug", "{area}")


def _area(slugs: Sequence[str]) -> Described:
    return {
        "name": "area",
        "in": "path",
        "required": True,
        "description": f"The priority area, named as in the address of its page; {ALL}: all.",
        "schema": {"type": "string", "enum": list(slugs)},
    }
