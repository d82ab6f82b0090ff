"""The parameters of data, as the filter set reads them."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milestones.dates import SEASON_ENDS
from milestones.fields import CountField, DayField, DeadlineField, MonthField
from milestones.tallies import NO_DEADLINE

Schema = dict[str, Any]

MEANINGS: dict[str, str | Promise] = {
    "q": _(
        "Words that are all in the milestone's code, its sentence in either document, its "
        "initiative or its priority area."
    ),
    "goal": _("Of the goal of this number."),
    "area": _("Of the priority area, as its page's address names it."),
    "initiative": _("Of the initiative of this code."),
    "status": _("With this status; given several times, with any of them."),
    "pair": _(
        "That concern this pair of countries; every status, count and flag is the pair's then. "
        "Without it, all are the roll-up's: of the pair furthest behind."
    ),
    "due_from": _("With a deadline in this month or later."),
    "due_to": _("With a deadline in this month or earlier."),
    "deadline": _("Counted in this row of the deadlines file."),
    "overdue": _("Whose last deadline has passed and that are not completed."),
    "contradiction": _("On track although their last deadline has passed."),
    "slipped": _("Put off to a later date."),
    "differ": _("Reported differently for the two pairs of countries."),
    "as_of": _("As of this day; without it, as of the newest day on record."),
    "from": _("The first of the two days compared; without it, the edition before the second."),
    "to": _("The second of the two days compared; without it, the day that as_of names."),
    "was": _("With this status on the first day; none: nothing was on record."),
    "now": _("With this status on the second day."),
    "direction": _("Whose status moved this way."),
    "changed": _("no: those that did not change; any: both. Without it, those that did."),
    "sort": _("In the order of this column, with - before it from the end; empty cells last."),
    "limit": _("So many rows at most. Without it, all of them."),
    "offset": _("Without so many of the first rows."),
    "page": _("Not the first page of rows but this one."),
}
"""Which rows each parameter asks for, and how."""


@singledispatch
def schema_of(field: forms.Field) -> Schema:
    """The values that a parameter may have, beside the empty one, as a JSON Schema."""
    raise TypeError(f"Nobody has said yet which values a {type(field).__name__} reads.")


@schema_of.register
def _text(field: forms.CharField) -> Schema:
    return {"type": "string", "maxLength": field.max_length, "pattern": "^[^\\u0000]*$"}


@schema_of.register
def _choice(field: forms.ChoiceField) -> Schema:
    return {"type": "string", "enum": _values(field)}


@schema_of.register
def _choices(field: forms.MultipleChoiceField) -> Schema:
    return {"type": "array", "items": {"type": "string", "enum": _values(field)}}


def _values(field: Any) -> list[str]:
    return [value for value, _label in field.choices if value]


@schema_of.register
def _object(field: forms.ModelChoiceField) -> Schema:  # type: ignore[type-arg]
    objects: Any = field.queryset
    values = objects.values_list(field.to_field_name, flat=True)
    return {"type": "string", "enum": [str(value) for value in values]}


@schema_of.register
def _count(field: CountField) -> Schema:
    return {"type": "integer", "minimum": field.least, "maximum": field.most}


@schema_of.register
def _page(field: forms.IntegerField) -> Schema:
    return {"type": "integer", "minimum": field.min_value}


@schema_of.register
def _day(_field: DayField) -> Schema:
    return {"type": "string", "format": "date"}


YEAR = "[12][0-9]{3}"


@schema_of.register
def _month(_field: MonthField) -> Schema:
    return {"type": "string", "pattern": f"^{YEAR}-(0[1-9]|1[0-2])$"}


@schema_of.register
def _deadline(_field: DeadlineField) -> Schema:
    return {
        "anyOf": [
            {"type": "string", "format": "date", "pattern": f"^{YEAR}-"},
            {"type": "string", "pattern": f"^{YEAR}(-(0[1-9]|1[0-2]|{'|'.join(SEASON_ENDS)}))?$"},
            {"const": NO_DEADLINE},
        ]
    }


def parameter(name: str, field: forms.Field) -> dict[str, Any]:
    """A parameter of a query, as OpenAPI describes one."""
    return {
        "name": name,
        "in": "query",
        "description": str(MEANINGS[name]),
        "schema": _or_nothing(schema_of(field)),
    }


def _or_nothing(schema: Schema) -> Schema:
    """An empty parameter is as good as none; a list of values has none that is empty."""
    if schema.get("type") == "array":
        return schema
    if "enum" in schema:
        return {**schema, "enum": ["", *schema["enum"]]}
    return {"anyOf": [schema, {"const": ""}]}
