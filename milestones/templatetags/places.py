"""The main navigation: which pages there are, and which of them the reader is on."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.template import RequestContext
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milestones.templatetags.tracker import page

register = template.Library()


@dataclass(frozen=True)
class Place:
    """A page of the navigation. ``current`` is ``page`` on it, ``true`` on a page beneath it."""

    address: str
    label: str | Promise
    current: str


PLACES: dict[str, tuple[str | Promise, set[str]]] = {
    "overview": (_("Overview"), {"area"}),
    "deadlines": (_("Deadlines"), set()),
    "milestones": (_("Milestones"), {"milestone"}),
    "pairs": (_("Pairs"), set()),
    "changes": (_("Changes"), set()),
    "reports": (_("Reports"), {"plan_document", "report_document"}),
    "data": (_("Data"), set()),
    "about": (_("About"), set()),
}
"""The pages by their names, with the names of the pages beneath each."""


@register.simple_tag(takes_context=True)
def places(context: RequestContext) -> list[Place]:
    """The main navigation of this page."""
    found = context["request"].resolver_match
    here = found.url_name if found else ""
    return [
        Place(page(context, name), label, "page" if here == name else "true" * (here in beneath))
        for name, (label, beneath) in PLACES.items()
    ]
