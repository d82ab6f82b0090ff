"""``openapi.json``: the endpoints of the data with all their parameters, as OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from milestones.opendata.datasets import DATASETS
from milestones.opendata.licences import licence, terms
from milestones.opendata.schema.endpoints import TAGS, endpoints, headers
from milestones.opendata.schema.jsonschema import ERRORS, META, file_schema
from milestones.opendata.schema.parameters import PARAMETERS, describe_parameter

Described = dict[str, Any]

HEADERS = {
    "Content-Disposition": "The name to save the file under, which has its day.",
    "ETag": "Names this very answer; send it as If-None-Match to hear whether it still holds.",
    "Last-Modified": "When anything that an answer could show was last written. It confirms no "
    "answer: the ETag does.",
    "Link": "With limit: where the first, the previous, the next and the last rows are.",
    "Retry-After": "After how many seconds it is worth asking again.",
}


def openapi(site: str) -> Described:
    """Describe every endpoint of the data. ``site`` is the URL that all others begin with."""
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
        "paths": {path: endpoint.described for path, endpoint in endpoints().items()},
        "tags": [{"name": name, "description": meaning} for name, meaning in TAGS.items()],
        "components": {
            "parameters": _parameters(),
            "headers": {
                name: {"description": meaning, "schema": {"type": "string"}}
                for name, meaning in HEADERS.items()
            },
            "responses": {
                "still_holds": {
                    "description": "The answer that the ETag sent along is of still holds.",
                    "headers": headers("ETag"),
                }
            },
            "schemas": {
                "meta": META,
                "errors": ERRORS,
                **{dataset.name: file_schema(dataset) for dataset in DATASETS.values()},
            },
        },
    }


def _parameters() -> Described:
    """All parameters except ``sort``, which has other values at each endpoint."""
    return {
        name: describe_parameter(name, parameter.field)
        for name, parameter in PARAMETERS.items()
        if name != "sort"
    }
