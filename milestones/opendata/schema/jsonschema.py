"""The JSON Schemas of JSON files."""

from milestones.opendata.columns import Column, Dataset
from milestones.queries.fields import Schema

KINDS: dict[str, Schema] = {
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
}
"""The schemas of kinds of cells that have no type of their own in JSON."""


def file_schema(dataset: Dataset) -> Schema:
    """The schema of a whole file: its metadata and its rows, which have a cell for every column;
    an empty cell is null."""
    row = _object(**{column.name: _cell_schema(column) for column in dataset.columns})
    return _object(meta={"$ref": "#/components/schemas/meta"}, rows={"type": "array", "items": row})


def _cell_schema(column: Column) -> Schema:
    schema: Schema = {"description": str(column.meaning)}
    schema |= KINDS.get(column.kind, {"type": column.kind})
    if column.codes:
        schema["enum"] = [code.value for code in column.codes]
    if column.pattern:
        schema["pattern"] = f"^{column.pattern}$"
    for name in ("minimum", "maximum"):
        if getattr(column, name) is not None:
            schema[name] = getattr(column, name)
    if not column.required:
        schema["type"] = [schema["type"], "null"]
        if column.codes:
            schema["enum"].append(None)
    return schema


def _object(**properties: Schema) -> Schema:
    """The schema of an object with exactly these properties."""
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


TEXT: Schema = {"type": "string"}
URI: Schema = {"type": "string", "format": "uri"}
LISTS_OF_TEXTS: Schema = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": TEXT},
}

META: Schema = {
    "type": "object",
    "description": "What a file says about its rows.",
    "required": [
        *("dataset", "title", "filters", "count", "address", "terms", "licence", "method"),
        "columns",
    ],
    "properties": {
        "dataset": TEXT,
        "title": TEXT,
        "as_of": {**KINDS["date"], "description": "The date of the data."},
        "from": {**KINDS["date"], "description": "The start date of a comparison."},
        "to": {**KINDS["date"], "description": "The end date of a comparison."},
        "filters": {**LISTS_OF_TEXTS, "description": "The parameters that were given."},
        "count": {
            "type": "integer",
            "minimum": 0,
            "description": "The total number of rows, also where only a part is downloaded.",
        },
        "address": {
            **URI,
            "description": "The permanent address of these rows: it includes the date.",
        },
        "terms": {**TEXT, "description": "The terms of use."},
        "licence": {
            **_object(name=TEXT, title=TEXT, address=URI),
            "description": "Of what the tracker adds to the documents; its name is that of SPDX.",
        },
        "method": {**URI, "description": "The page on how figures are calculated."},
        "columns": {"type": "array", "items": _object(name=TEXT, kind=TEXT, meaning=TEXT)},
    },
}

ERRORS: Schema = {
    **_object(errors=LISTS_OF_TEXTS),
    "description": "The errors, by parameter.",
}
