"""The parameters of the data, described from the form fields that read them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milestones.dates import SEASON_ENDS
from milestones.opendata.columns import MILESTONE_CODE
from milestones.queries.fields import (
    DayField,
    DeadlineField,
    MilestoneField,
    MonthField,
    NumberField,
)
from milestones.statistics import NO_DEADLINE

Schema = dict[str, Any]


@dataclass(frozen=True)
class Parameter:
    """A parameter: its meaning (for the rows, unless it says otherwise) and an example value."""

    meaning: str | Promise
    example: str


PARAMETERS = {
    "q": Parameter(
        _(
            "That have all these words in their code, their sentence in either document, their "
            "initiative or their priority area."
        ),
        "border",
    ),
    "code": Parameter(_("Just the milestone of this code."), "TS-1.5"),
    "goal": Parameter(_("Of the goal of this number."), "2"),
    "area": Parameter(
        _("Of the priority area, named as in the address of its page."), "cargo-security"
    ),
    "initiative": Parameter(_("Of the initiative of this code."), "TS-1"),
    "status": Parameter(_("With this status; given several times, with any of them."), "delayed"),
    "pair": Parameter(
        _(
            "That concern this pair of countries. Every status, count and flag is the pair’s "
            "then; without it, the roll-up’s: of the pair furthest behind."
        ),
        "US-MX",
    ),
    "due_from": Parameter(_("With a deadline in this month or later."), "2006-01"),
    "due_to": Parameter(_("With a deadline in this month or earlier."), "2006-12"),
    "deadline": Parameter(
        _("With just this deadline, written as in the deadlines file; none: without any."),
        "2006-12",
    ),
    "overdue": Parameter(
        _("Whose last deadline has passed and that are not completed, if it is 1."), "1"
    ),
    "contradiction": Parameter(
        _("On track although their last deadline has passed, if it is 1."), "1"
    ),
    "slipped": Parameter(_("Put off to a later date, if it is 1."), "1"),
    "differ": Parameter(_("Reported differently for the two pairs, if it is 1."), "1"),
    "as_of": Parameter(
        _(
            "As of this day; without it, as of the newest day on record. The history: for this day "
            "or earlier; without it, all that was ever recorded."
        ),
        "2005-12-31",
    ),
    "from": Parameter(
        _(
            "Changes only: the first of the two days compared; without it, the day of the edition "
            "before the second."
        ),
        "2005-06-27",
    ),
    "to": Parameter(
        _("Changes only: the second of the two days; without it, the day as above."), "2006-06-15"
    ),
    "was": Parameter(
        _("Changes only: with this status on the first day; none: nothing was on record."),
        "planned",
    ),
    "now": Parameter(_("Changes only: with this status on the second day."), "delayed"),
    "direction": Parameter(_("Changes only: whose status moved this way."), "behind"),
    "changed": Parameter(_("Changes only: no for those that did not change, any for both."), "any"),
    "sort": Parameter(
        _(
            "In the order of this column, with - before it from the end; without it, in that of "
            "the documents. Empty cells come last either way."
        ),
        "-status",
    ),
    "limit": Parameter(_("So many rows at most; without it, all of them."), "100"),
    "offset": Parameter(_("Without so many of the first rows."), "200"),
    "page": Parameter(_("The feed only: this page of entries, not the first."), "2"),
    "lang": Parameter(_("Panels and badges only: in this language, not in English."), "fr"),
}
"""The parameters of the data; an endpoint's query decides which of them it accepts."""


@singledispatch
def schema_of(field: forms.Field) -> Schema:
    """The JSON Schema of the values of a parameter, except the empty value."""
    raise TypeError(f"Nobody has said yet which values a {type(field).__name__} reads.")


@schema_of.register
def _text(field: forms.CharField) -> Schema:
    return {"type": "string", "maxLength": field.max_length, "pattern": "^[^\\u0000]*$"}


@schema_of.register
def _choice(field: forms.ChoiceField) -> Schema:
    return {"type": "string", "enum": _values(field)}


@schema_of.register
def _choices(field: forms.MultipleChoiceField) -> Schema:
    return {"type": "array", "items": {"type": "string", "enum": ["", *_values(field)]}}


def _values(field: Any) -> list[str]:
    return [value for value, _label in field.choices if value]


@schema_of.register
def _object(field: forms.ModelChoiceField) -> Schema:  # type: ignore[type-arg]
    objects: Any = field.queryset
    values = objects.values_list(field.to_field_name, flat=True)
    return {"type": "string", "enum": [str(value) for value in values]}


@schema_of.register
def _milestone(_field: MilestoneField) -> Schema:
    return {"type": "string", "pattern": f"^{MILESTONE_CODE}$"}


@schema_of.register
def _count(field: NumberField) -> Schema:
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
    """A query parameter, as OpenAPI describes it."""
    return {
        "name": name,
        "in": "query",
        "description": str(PARAMETERS[name].meaning),
        "schema": _allow_empty(schema_of(field)),
        "examples": {"one": {"value": _example(name, field)}},
    }


def _example(name: str, field: forms.Field) -> Any:
    """The example, in the type that the field returns."""
    example: Any = PARAMETERS[name].example
    if isinstance(field, NumberField | forms.IntegerField):
        return int(example)
    return [example] if isinstance(field, forms.MultipleChoiceField) else example


def _allow_empty(schema: Schema) -> Schema:
    """Allow the empty value too, which means no parameter; a list's items already allow it."""
    if schema.get("type") == "array":
        return schema
    if "enum" in schema:
        return {**schema, "enum": ["", *schema["enum"]]}
    return {"anyOf": [schema, {"const": ""}]}
