"""The parameters of the data, as OpenAPI describes them."""

from __future__ import annotations

from typing import Any

from milestones.opendata.embeds import PanelFilter
from milestones.queries.fields import Parameter
from milestones.queries.filtersets import LIMIT_PARAMS, ChangeFilter, MilestoneFilter

Schema = dict[str, Any]

_LAST = ("sort", *LIMIT_PARAMS, "page", "lang")
_FILTERS = MilestoneFilter.base_filters | ChangeFilter.base_filters | PanelFilter.base_filters

PARAMETERS: dict[str, Parameter] = {
    name: _FILTERS[name]
    for name in (*(name for name in _FILTERS if name not in _LAST), *_LAST)
    if _FILTERS[name].meaning
}
"""The parameters of the data; an endpoint's query decides which of them it accepts."""


def describe_parameter(name: str, field: Any) -> dict[str, Any]:
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
