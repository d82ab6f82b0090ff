"""Form fields for the values that URLs and admin forms contain, and the parameters of URLs.

Those of URLs say in ``schema`` which values they read except the empty one, as a JSON Schema.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milestones.choices import Precision
from milestones.dates import SEASON_ENDS, ImpreciseDate
from milestones.statistics import NO_DEADLINE, CountRow
from priorities.models import Goal

Schema = dict[str, Any]

MILESTONE_CODE = r"[A-Z]{2}-[0-9]+\.[0-9]+"
"""A regular expression that matches a whole code."""
_YEAR, _MONTH_NUMBER = "[12][0-9]{3}", "0[1-9]|1[0-2]"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DIGITS = re.compile(r"\d{1,10}", re.ASCII)


class DayField(forms.DateField):
    """A day in the form ``2006-06-15``, in every language."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": _("“%(value)s” is not a date: write it like 2006-06-15.")}

    def to_python(self, value: Any) -> dt.date | None:
        """The day, or None if the value is empty."""
        if value in self.empty_values:
            return None
        try:
            if _DAY.fullmatch(value):
                return dt.date.fromisoformat(value)
        except ValueError:
            pass
        raise ValidationError(self.error_messages["invalid"], params={"value": value})

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


def not_in_future(day: dt.date, today: dt.date) -> dt.date:
    """The day. Raises ValidationError if it is after today: its status cannot be known yet."""
    if day > today:
        raise ValidationError(_("This date is in the future."))
    return day


class ImpreciseDateField(forms.Field):
    """A day, month, season or year, in the form that the data files use."""

    precisions: Collection[Precision] = tuple(Precision)
    parse: Callable[[str], ImpreciseDate] = staticmethod(ImpreciseDate.parse)
    default_error_messages = {
        "invalid": _("“%(value)s” is not a date: write 2007-12-31, 2006-12, 2006-Fall or 2008."),
    }

    def to_python(self, value: Any) -> ImpreciseDate | str | None:
        """The date, or None if the value is empty."""
        if value in self.empty_values:
            return None
        try:
            date = self.parse(value)
        except ValueError:
            date = None
        if date is None or date.precision not in self.precisions:
            raise ValidationError(self.error_messages["invalid"], params={"value": value})
        return date

    def prepare_value(self, value: Any) -> Any:
        """The code of a date, which the field can read again, rather than the date in words."""
        return value.code if isinstance(value, ImpreciseDate) else value


class SearchField(forms.CharField):
    """The words of a search."""

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": self.max_length, "pattern": "^[^\\u0000]*$"}


class ChoiceField(forms.ChoiceField):
    """One of a few values."""

    def schema(self) -> Schema:
        return {"type": "string", "enum": _values(self)}


class FlagField(ChoiceField):
    """1, or nothing."""

    default_error_messages = {
        "invalid_choice": _("Unknown value “%(value)s”: write 1, or leave it out.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[("1", _("Yes"))], **kwargs)


def _values(field: Any) -> list[str]:
    return [value for value, _label in field.choices]


class StatusesField(forms.MultipleChoiceField):
    """Any number of statuses; empty values are ignored."""

    def to_python(self, value: Any) -> list[str]:
        """The statuses as sent, without empty values."""
        return [status for status in super().to_python(value) if status]

    def schema(self) -> Schema:
        return {"type": "array", "items": {"type": "string", "enum": ["", *_values(self)]}}


class NumberField(forms.Field):
    """A number in plain digits, from ``least`` to ``most``, both included."""

    default_error_messages = {
        "invalid": _("“%(value)s” is not a number from %(least)s to %(most)s."),
    }

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def to_python(self, value: Any) -> int | None:
        """The number, or None if the value is empty."""
        if value in self.empty_values:
            return None
        if _DIGITS.fullmatch(value) and self.least <= int(value) <= self.most:
            return int(value)
        params = {"value": value, "least": self.least, "most": self.most}
        raise ValidationError(self.error_messages["invalid"], params=params)

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class PageField(forms.IntegerField):
    """The number of a page of rows, from 1."""

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.min_value}


class MonthField(ImpreciseDateField):
    """A month in the form ``2006-12``."""

    precisions = (Precision.MONTH,)
    default_error_messages = {
        "invalid": _("“%(value)s” is not a month: write it like 2006-12."),
    }

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_YEAR}-({_MONTH_NUMBER})$"}


class DeadlineField(ImpreciseDateField):
    """The code of a row in the deadlines file: a date as above, or ``none``."""

    default_error_messages = {
        "invalid": _(
            "“%(value)s” is not a deadline: write 2007-12-31, 2006-12, 2006-Fall, 2008 or none."
        ),
    }

    def to_python(self, value: Any) -> ImpreciseDate | str | None:
        """The date, or ``none`` itself, or None if the value is empty."""
        return NO_DEADLINE if value == NO_DEADLINE else super().to_python(value)

    def schema(self) -> Schema:
        periods = "|".join([_MONTH_NUMBER, *SEASON_ENDS])
        return {
            "anyOf": [
                {"type": "string", "format": "date", "pattern": f"^{_YEAR}-"},
                {"type": "string", "pattern": f"^{_YEAR}(-({periods}))?$"},
                {"const": NO_DEADLINE},
            ]
        }


class ObjectField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An object by the field that names it in public (``to_field_name``)."""

    def schema(self) -> Schema:
        objects: Any = self.queryset
        values = objects.values_list(self.to_field_name, flat=True)
        return {"type": "string", "enum": [str(value) for value in values]}


class GoalField(ObjectField):
    """A goal by its number in plain digits; other spellings, such as ``02``, are invalid."""

    def to_python(self, value: Any) -> Any:
        """The goal, or None if the value is empty."""
        goal = super().to_python(value)
        if isinstance(goal, Goal) and str(goal.number) != value:
            raise ValidationError(self.error_messages["invalid_choice"], params={"value": value})
        return goal


class MilestoneField(ObjectField):
    """A milestone by its code; there are too many to list them in the schema."""

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{MILESTONE_CODE}$"}


class SharedFields(dict[str, forms.Field]):
    """The fields of a form class, which its forms share: nothing changes a field of a query, and
    copying them takes longer than reading their values."""

    def __deepcopy__(self, _memo: dict[int, object]) -> dict[str, forms.Field]:
        return dict(self)


class Parameter(django_filters.Filter):
    """A parameter of a query: the field that reads it, its label, its meaning (for the rows,
    unless it says otherwise) and an example value; pages alone have those without a meaning.

    ``condition`` gives the condition that a value sets on a milestone's standing as of a day, if
    it sets one on its own. ``matches`` is whether the milestones of a count row meet it; None if
    milestones that are counted together can differ in it. ``invalid`` is the error message for a
    value that is not one of the choices.
    """

    def __init__(
        self,
        field_class: type[forms.Field],
        label: Promise,
        meaning: Promise | str = "",
        example: str | int = "",
        condition: Callable[[Any, dt.date], Q] | None = None,
        *,
        matches: Callable[[CountRow, Any, dt.date], bool] | None = None,
        invalid: Promise | str = "",
        **options: Any,
    ) -> None:
        if invalid:
            options["error_messages"] = {"invalid_choice": invalid}
        super().__init__(label=label, **options)
        self.field_class, self.condition, self.matches = field_class, condition, matches
        self.meaning, self.example = meaning, example
