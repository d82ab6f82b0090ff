"""The words around figures and dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from milestones import datasets
from milestones.choices import DELIVERED, Basis, Precision, Status
from milestones.dates import ImpreciseDate
from milestones.licences import Licence
from milestones.models import Deadline
from milestones.tallies import NO_DEADLINE, DeadlineTally

register = template.Library()


@register.simple_tag
def terms() -> str:
    """On which terms the documents and the data may be used."""
    return datasets.terms()


@register.simple_tag
def licence() -> Licence:
    """The licence of what the tracker adds to the documents."""
    return datasets.licence()


@register.filter
def label(status: str) -> str:
    """The status in the reader's language."""
    return str(Status(status).label)


@register.simple_tag
def meaning(status: Status) -> str:
    """What a status says of a milestone."""
    return {
        Status.PLANNED: _("On the plan, and not yet reported on."),
        Status.DELAYED: _("Reported as delayed, to a named date or without one."),
        Status.INITIATED: _("Work has begun; the report says no more."),
        Status.ON_TRACK: _("Reported to be proceeding as planned."),
        Status.PARTIALLY_COMPLETED: _("A part is done; the words say by when the rest will be."),
        Status.COMPLETED_ONGOING: _("Done, and continued as a standing task; counts as delivered."),
        Status.COMPLETED: _("Done; counts as delivered."),
    }[status]


@register.simple_tag
def original() -> SafeString:
    """What marks the documents' own words: they are English, whatever the page is in."""
    return SafeString("" if translation.get_language() == "en" else ' lang="en"')


@register.simple_tag
def colon() -> str:
    """What stands between a name and what is said of it: French has a space before it."""
    return pgettext("after a name", ":")


@register.filter
def phase(deadline: DeadlineTally, day: dt.date) -> str:
    """Whether a deadline is ``passed`` on a day or still ``to_come``; ``none`` without one."""
    if deadline.when is None:
        return NO_DEADLINE
    return "passed" if deadline.when.date < day else "to_come"


@register.filter
def caveats(deadline: Deadline) -> str:
    """What a reader must know of a deadline beyond its date: recurring, derived, imprecise."""
    said = []
    if deadline.basis == Basis.DERIVED:
        said.append(_("reckoned from the plan’s date"))
    if deadline.recurring:
        said.append(_("then every year"))
    if deadline.precision in {Precision.SEASON, Precision.YEAR}:
        said.append(_imprecise(deadline.when))
    return ", ".join(said)


def _imprecise(when: ImpreciseDate) -> str:
    return _("only the season is known") if when.precision == Precision.SEASON else _("year only")


@register.simple_tag
def delivered() -> tuple[Status, ...]:
    """The statuses under which a milestone counts as delivered."""
    return DELIVERED


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """The value of a mapping for a key that the template holds in a variable."""
    return mapping[key]
