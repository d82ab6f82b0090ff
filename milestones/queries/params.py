"""The parameters of a query: which there are, what they say, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.forms import Form
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from milestones.queries.cache import cached, uncached
from milestones.queries.fields import ChoiceField, FlagField, StatusesField
from milestones.queries.filtersets import (
    DISPLAY_PARAMS,
    PAGE_SIZES,
    MilestoneFilter,
    form_class,
)
from milestones.queries.sorting import MILESTONE_SORTS
from milestones.statistics import NO_DEADLINE


class InvalidQuery(Exception):
    """A query is invalid; ``problems`` has the messages for each parameter."""

    def __init__(self, problems: dict[str, list[str]]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(
            f"{name}: {message}" for name, messages in self.problems.items() for message in messages
        )


class QueryParams:
    """The parameters of a page or a file.

    A parameter that is unknown, given twice (``status`` may be) or has a bad value is a problem.
    """

    filter_set: type[MilestoneFilter] = MilestoneFilter
    own_sorts: Collection[str] = MILESTONE_SORTS
    unknown: Collection[str] = ()
    """The parameters of the filter set that this query does not accept."""

    def __init__(
        self,
        data: QueryDict,
        *,
        sorts: Collection[str] | None = None,
        paged: bool = False,
        sliced: bool = False,
    ) -> None:
        self.params = data
        """The parameters as sent."""
        self.data = data
        """The parameters that links on a page keep."""
        sorts = self.own_sorts if sorts is None else sorts
        # For a class as a cache key, mypy checks the hash of its instances.
        filter_set: Any = self.filter_set
        self._form_class = form_class(
            filter_set, tuple(sorts), tuple(self.unknown), paged=paged, sliced=sliced
        )
        self._uses_cache = not sliced
        """False for a file, which must show one state of the record; pages share cached results."""
        self._cached = cached if self._uses_cache else uncached
        self.names = tuple(self._form_class.base_fields)
        """The parameters that this query accepts."""

    @cached_property
    def form(self) -> Form:
        """The query as a bound form, which pages show filled in."""
        return self._form_class(self.params) if self.params else _empty_form(self._form_class)

    @cached_property
    def problems(self) -> dict[str, list[str]]:
        """The error messages for each parameter; empty if the query is valid."""
        problems: dict[str, list[str]] = {}
        for name, values in self.params.lists():
            if name not in self.names:
                message = _("Unknown parameter. Valid: %(known)s.")
                problems[name] = [message % {"known": ", ".join(self.names)}]
            elif len(values) > 1 and name != "status":
                problems[name] = [_("Given more than once.")]
        problems |= {
            name: [str(error) for error in errors] for name, errors in self.form.errors.items()
        }
        return problems or self._cross_field_errors()

    def _cross_field_errors(self) -> dict[str, list[str]]:
        """The problems between parameters that are each valid."""
        due_from, due_to = self._value("due_from"), self._value("due_to")
        if due_from and due_to and due_from.date > due_to.date:
            message = _("%(first)s is after %(last)s, the last month selected.")
            return {"due_from": [message % {"first": due_from.code, "last": due_to.code}]}
        for name in ("last_due", "reported"):
            first, last = self._value(f"{name}_from"), self._value(f"{name}_to")
            if first and last and first > last:
                message = _("%(first)s is after %(last)s, the last date selected.")
                return {f"{name}_from": [message % {"first": first, "last": last}]}
        return {}

    def check(self) -> None:
        """Raise InvalidQuery if the query has problems."""
        if self.problems:
            raise InvalidQuery(self.problems)

    def _value(self, name: str) -> Any:
        return self.form.cleaned_data.get(name) if self.form.is_valid() else None

    @property
    def active_filters(self) -> dict[str, list[str]]:
        """The parameters that have a value, with their values, in the order in which they came."""
        return _filled(self.params, self.params)

    def active(self, names: Iterable[str]) -> dict[str, list[str]]:
        """The parameters for links that have a value, in the order of the names."""
        return _filled(self.data, names)

    def filter_label(self, name: str) -> str:
        """The label of a filter, in the current language."""
        return str(self.form.fields[name].label or "")

    def filter_value(self, name: str) -> str:
        """The value of a filter in words; empty for a yes/no filter."""
        field, value = self.form.fields[name], self.form.cleaned_data[name]
        if isinstance(field, FlagField):
            return ""
        if isinstance(field, ChoiceField):
            return _labels(field, [value])
        if isinstance(field, StatusesField):
            return _labels(field, value)
        if name == "deadline" and value == NO_DEADLINE:
            return _("no deadline")
        shown = value.code if name in {"code", "initiative"} else value
        return date_format(shown) if isinstance(shown, dt.date) else str(shown)

    @property
    def filters_in_words(self) -> str:
        """The active filters, such as “Priority area: Cargo Security; Overdue”; else empty."""
        values = self.form.cleaned_data.items()
        names = [name for name, value in values if value and name not in DISPLAY_PARAMS]
        parts = ((self.filter_label(name), self.filter_value(name)) for name in names)
        colon = pgettext("after a name", ":")
        return "; ".join(f"{label}{colon} {value}" if value else label for label, value in parts)

    @property
    def per_page(self) -> int:
        """How many rows a page shows."""
        return int(self._value("per_page") or PAGE_SIZES[0])

    @property
    def page(self) -> int:
        """The number of the page of rows, from 1."""
        return self._value("page") or 1

    @property
    def limit(self) -> int | None:
        """How many rows a file has at most; None for all."""
        return self._value("limit") or None

    @property
    def offset(self) -> int:
        """How many rows a file skips at the start."""
        return self._value("offset") or 0

    @property
    def sort(self) -> str:
        """The column to sort by, with ``-`` before it for descending; empty for document order."""
        return self._value("sort") or ""


@cache
def _empty_form(form_class: type[Form]) -> Form:
    """The form of all queries without parameters; making one takes as long as a small page."""
    form = form_class(QueryDict())
    form.full_clean()
    return form


def _labels(field: Any, codes: Iterable[str]) -> str:
    """The labels of some of a field's choices, in the current language."""
    labels = dict(field.choices)
    return ", ".join(str(labels[code]) for code in codes)


def _filled(data: QueryDict, names: Iterable[str]) -> dict[str, list[str]]:
    lists = {name: [value for value in data.getlist(name) if value] for name in names}
    return {name: values for name, values in lists.items() if values}
