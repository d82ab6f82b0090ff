"""The kinds of filters, by what they read, and what they say of a value that they do not know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from django_filters.fields import ModelChoiceField

from milestones.fields import CountField, DayField, DeadlineField, MonthField, StatusesField
from priorities.models import Goal


class DayFilter(django_filters.Filter):
    """A filter by a day."""

    field_class = DayField


class MonthFilter(django_filters.Filter):
    """A filter by a month."""

    field_class = MonthField


class DeadlineFilter(django_filters.Filter):
    """A filter by a row of the deadlines data."""

    field_class = DeadlineField


class StatusFilter(django_filters.MultipleChoiceFilter):
    """A filter by any of some statuses."""

    field_class = StatusesField


class GoalField(ModelChoiceField):
    """A goal by its number, in plain digits: other writings of the number are other values."""

    def to_python(self, value: Any) -> Any:
        """The goal, or None if none is given."""
        goal = super().to_python(value)
        if isinstance(goal, Goal) and str(goal.number) != value:
            raise ValidationError(self.error_messages["invalid_choice"], params={"value": value})
        return goal


class MilestoneField(ModelChoiceField):
    """A milestone by its code."""


class CodeFilter(django_filters.ModelChoiceFilter):
    """A filter by a milestone: far too many to be listed as choices."""

    field_class = MilestoneField


class GoalFilter(django_filters.ModelChoiceFilter):
    """A filter by a goal."""

    field_class = GoalField


class CountFilter(django_filters.Filter):
    """How many rows."""

    field_class = CountField


class PageFilter(django_filters.Filter):
    """The number of a page of rows."""

    field_class = forms.IntegerField


def invalid(message: Any) -> dict[str, Any]:
    """What is said of a value that is none of the choices."""
    return {"invalid_choice": message}


def not_one_of(statuses: Iterable[str]) -> dict[str, Any]:
    """The same of a status, with those that there are."""
    message = gettext_lazy("“%(value)s” is not a status. There are: {known}.")
    return invalid(format_lazy(message, known=", ".join(statuses)))
