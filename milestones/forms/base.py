"""A form whose errors can be listed at its top, with links to the fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy

from milestones.documents.deadlines import parse_date
from milestones.queries.fields import ImpreciseDateField
from priorities.forms import with_line_feeds

MAX_REASON = 2000
"""How many characters a reason may have: pages and files show all of it."""
INCOMPLETE = gettext_lazy("This page is incomplete: reload it and enter it again.")


@dataclass(frozen=True)
class FormIssue:
    """An error in what was entered; ``anchor`` is the id of an element on the page."""

    anchor: str
    label: str
    message: str


class TypedDateField(ImpreciseDateField):
    """A day, month, quarter, season or year as people type it: ``2008-06``, ``June 2008``."""

    parse = staticmethod(parse_date)


class IssueForm(forms.Form):
    """A form that lists all its errors."""

    required_css_class = "required"

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(with_line_feeds(data), *args, **kwargs)

    @property
    def problems(self) -> list[FormIssue]:
        """All errors in the order of the form; those of the form as a whole come first."""
        return [
            FormIssue(*self.place(name), str(message))
            for name in (NON_FIELD_ERRORS, *self.fields)
            for message in self.errors.get(name, ())
        ]

    def replace_data(self, **values: str) -> None:
        """Keep what was entered, but replace the values of these fields in the page."""
        data: Any = self.data
        self.data = data = data.copy()
        for name, value in values.items():
            data[name] = value

    def place(self, name: str) -> tuple[str, str]:
        """The anchor and the label of a field; both empty if it is not shown."""
        if name not in self.fields or self[name].is_hidden:
            return "", ""
        field = self[name]
        return field.id_for_label or f"{field.auto_id}_0", str(field.label)
