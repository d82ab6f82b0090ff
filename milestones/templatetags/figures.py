"""Figures: each a count and a link to just the milestones that it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import RequestContext
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from milestones.charts import StackedBar, stacked_bar
from milestones.choices import DELIVERED, Status
from milestones.tallies import Tally
from milestones.templatetags.tracker import counted, query_of, rows, with_mark

register = template.Library()


@dataclass(frozen=True)
class Figure:
    """A count, what it counts, and the address of just those milestones, if there are any."""

    name: str
    label: str | Promise
    count: int
    address: str
    says: str = ""


@register.simple_tag(takes_context=True)
def headline_figures(context: RequestContext, tally: Tally) -> list[Figure]:
    """The five figures that a reader wants first."""
    day = date_format(context["asked"].day, "DATE_FORMAT")

    def figure(name: str, label: str, count: int, says: str, **condition: Any) -> Figure:
        return Figure(name, label, count, rows(context, **condition) if count else "", says)

    return [
        figure(
            "milestones",
            npgettext("headline figure", "milestone", "milestones", tally.milestones),
            tally.milestones,
            _("promised, as of %(day)s") % {"day": day},
        ),
        figure(
            "completed",
            npgettext("headline figure", "delivered", "delivered", tally.completed),
            tally.completed,
            _("completed, or completed and ongoing"),
            status=DELIVERED,
        ),
        figure(
            "on_track",
            pgettext("headline figure", "on track"),
            tally.by_status[Status.ON_TRACK],
            _("reported as on track"),
            status=Status.ON_TRACK,
        ),
        figure(
            "delayed",
            npgettext("headline figure", "behind", "behind", tally.by_status[Status.DELAYED]),
            tally.by_status[Status.DELAYED],
            _("reported as delayed"),
            status=Status.DELAYED,
        ),
        figure(
            "overdue",
            npgettext("headline figure", "overdue", "overdue", tally.overdue),
            tally.overdue,
            _("last deadline passed, not delivered"),
            overdue=1,
        ),
    ]


@register.simple_tag(takes_context=True)
def figures(context: RequestContext, tally: Tally, **params: Any) -> list[Figure]:
    """The counts of a tally from completed to planned, then those overdue, then all of them."""
    narrowed = counted(context) | params
    address = reverse("milestones")

    def figure(name: str, label: Any, count: int, **condition: Any) -> Figure:
        rows_of_it = address + with_mark(query_of(narrowed | condition)) if count else ""
        return Figure(name, label, count, rows_of_it)

    return [
        *(
            figure(status, status.label, tally.by_status[status], status=status)
            for status in reversed(Status)
        ),
        figure("overdue", _("Overdue"), tally.overdue, overdue=1),
        figure("milestones", _("All"), tally.milestones),
    ]


_CELL = '<td class="n" data-label="{}"><a href="{}">{}</a></td>'
_NIL = SafeString('<td class="n"><span class="nil">–</span></td>')


@register.simple_tag(takes_context=True)
def figure_cells(context: RequestContext, tally: Tally, **params: Any) -> SafeString:
    """The figures of a row of a table, each a link; a dash for none.

    They are written here because a page has hundreds. The column of planned milestones stands
    only where the page's own tally has any.
    """
    planned = context["tally"].planned
    return SafeString(
        "".join(
            format_html(_CELL, cell.label, cell.address, cell.count) if cell.count else _NIL
            for cell in figures(context, tally, **params)
            if cell.name != Status.PLANNED or planned
        )
    )


@register.simple_tag
def whole(tally: Tally) -> StackedBar:
    """A tally as a bar that fills its whole width."""
    return stacked_bar(tally, tally.milestones)
