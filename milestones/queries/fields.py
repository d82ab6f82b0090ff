"""Form fields and filters for the values that URLs and admin forms contain."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from milestones.choices import Precision
from milestones.dates import ImpreciseDate
from milestones.statistics import NO_DEADLINE
from priorities.models import Goal

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DIGITS = re.compile(r"\d{1,10}", re.ASCII)


class DayField(forms.DateField):
    """A day in the form ``2006-06-15``, in every language."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": _("“%(value)s” is not a day: write it like 2006-06-15.")}

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


def not_in_future(day: dt.date, today: dt.date) -> dt.date:
    """The day. Raises ValidationError if it is after today: its status cannot be known yet."""
    if day > today:
        raise ValidationError(_("This day has not come yet."))
    return day


class ImpreciseDateField(forms.Field):
    """A day, month, season or year, in the form that the data files use."""

    widget: forms.Widget | type[forms.Widget] = forms.TextInput
    precisions: Collection[Precision] = tuple(Precision)
    default_error_messages = {
        "invalid": _("“%(value)s” is not a date: write 2007-12-31, 2006-12, 2006-Fall or 2008."),
    }

    def to_python(self, value: Any) -> ImpreciseDate | str | None:
        """The date, or None if the value is empty."""
        if value in self.empty_values:
            return None
        try:
            date = ImpreciseDate.parse(value)
        except ValueError:
            date = None
        if date is None or date.precision not in self.precisions:
            raise ValidationError(self.error_messages["invalid"], params={"value": value})
        return date

    def prepare_value(self, value: Any) -> Any:
        """The code of a date, which the field can read again, rather than the date in words."""
        return value.code if isinstance(value, ImpreciseDate) else value


class StatusesField(forms.MultipleChoiceField):
    """Any number of statuses; empty values are ignored."""

    def to_python(self, value: Any) -> list[str]:
        """The statuses as sent, without empty values."""
        return [status for status in super().to_python(value) if status]


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


class MonthField(ImpreciseDateField):
    """A month in the form ``2006-12``."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2006-12"})
    precisions = (Precision.MONTH,)
    default_error_messages = {
        "invalid": _("“%(value)s” is not a month: write it like 2006-12."),
    }


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


class DayFilter(django_filters.Filter):
    """A filter by a day."""

    field_class = DayField


class MonthFilter(django_filters.Filter):
    """A filter by a month."""

    field_class = MonthField


class DeadlineFilter(django_filters.Filter):
    """A filter by a row of the deadlines file."""

    field_class = DeadlineField


class StatusFilter(django_filters.MultipleChoiceFilter):
    """A filter by one or more statuses."""

    field_class = StatusesField


class GoalField(ModelChoiceField):
    """A goal by its number in plain digits; other spellings, such as ``02``, are invalid."""

    def to_python(self, value: Any) -> Any:
        """The goal, or None if the value is empty."""
        goal = super().to_python(value)
        if isinstance(goal, Goal) and str(goal.number) != value:
            raise ValidationError(self.error_messages["invalid_choice"], params={"value": value})
        return goal


class MilestoneField(ModelChoiceField):
    """A milestone by its code."""


class CodeFilter(django_filters.ModelChoiceFilter):
    """A filter by a milestone's code; there are too many milestones to list as choices."""

    field_class = MilestoneField


class GoalFilter(django_filters.ModelChoiceFilter):
    """A filter by a goal."""

    field_class = GoalField


class NumberFilter(django_filters.Filter):
    """A parameter that is a number of rows."""

    field_class = NumberField


class PageFilter(django_filters.Filter):
    """A parameter that is a page number."""

    field_class = forms.IntegerField


def invalid(message: Any) -> dict[str, Any]:
    """The error messages for a value that is not one of the choices."""
    return {"invalid_choice": message}


def not_one_of(statuses: Iterable[str]) -> dict[str, Any]:
    """The error messages for an unknown status, with the known ones."""
    message = gettext_lazy("“%(value)s” is not a status. There are: {known}.")
    return invalid(format_lazy(message, known=", ".join(statuses)))
