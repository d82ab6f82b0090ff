"""The filters of a query in words: what each is called, and the value that it was given."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from milestones.choices import Status
from milestones.queries import Asked
from milestones.queries.filtersets import FLAGS, PAGING
from milestones.statistics import NO_DEADLINE

MANNERS = ("as_of", "sort", *PAGING)
"""How rows are shown, as against which rows."""


def label_of(asked: Asked, name: str) -> str:
    """What a filter is called, in the language of the page."""
    return str(asked.form.fields[name].label or "")


def value_of(asked: Asked, name: str) -> str:
    """The value of a filter that was given; empty for one that is merely on."""
    value = asked.form.cleaned_data[name]
    if name == "pair":
        return str(asked.pair.label)
    if name == "status":
        return ", ".join(str(Status(code).label) for code in value)
    if name == "deadline" and value == NO_DEADLINE:
        return _("no fixed date")
    if name in FLAGS:
        return ""
    return getattr(value, "code", "") if name in {"code", "initiative"} else str(value)


def narrowings(asked: Asked) -> Iterator[str]:
    """Each filter that narrows the rows, in words, such as “Priority area: Cargo Security”."""
    for name, value in asked.form.cleaned_data.items():
        if value and name not in MANNERS:
            words = (label_of(asked, name), value_of(asked, name))
            yield ": ".join(filter(None, words))
