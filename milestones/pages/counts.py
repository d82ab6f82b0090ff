"""Figures: a count with a link to just the milestones that it counts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext
from jinja2.runtime import Macro
from markupsafe import Markup

from milestones.charts.bars import Segment
from milestones.charts.timeline_columns import DeadlineColumn
from milestones.choices import DELIVERED, Status
from milestones.pages.dates import day_words
from milestones.pages.links import PageLinks
from milestones.pages.pieces import milestone_key, written_by
from milestones.pages.text import lang_of, phase, status_label, whole_percent
from milestones.statistics import AreaTally, Tally


@dataclass(frozen=True)
class HeadlineFigure:
    """A headline figure: a count, its label, and the URL of just those milestones; the URL is
    empty if there are none."""

    name: str
    label: str
    count: int
    address: str
    explanation: str


def headline_figures(links: PageLinks, tally: Tally) -> list[HeadlineFigure]:
    """The five most important figures of a page."""
    day = day_words(links.query.day)

    def figure(
        name: str, label: str, count: int, explanation: str, **condition: Any
    ) -> HeadlineFigure:
        address = links.milestones(**condition) if count else ""
        return HeadlineFigure(name, label, count, address, explanation)

    return [
        figure(
            "milestones",
            npgettext("headline figure", "milestone", "milestones", tally.milestones),
            tally.milestones,
            _("in the plan, as of %(day)s") % {"day": day},
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
            npgettext("headline figure", "delayed", "delayed", tally.by_status[Status.DELAYED]),
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


@dataclass(frozen=True)
class DueFigures:
    """How many milestones are due by the page's day and how many of them are delivered, with the
    URLs of just those.

    ``share`` and ``interval`` (see ``wilson_interval``) are in percent; None if only a few are
    due.
    """

    due: int
    delivered: int
    due_address: str
    delivered_address: str
    share: int | None
    interval: tuple[int, int] | None


def due_figures(links: PageLinks, tally: Tally) -> DueFigures:
    """What was due and what of it was delivered, of the milestones of a tally."""
    share, interval = tally.delivered_of_due_share, tally.delivered_of_due_interval
    return DueFigures(
        due=tally.due,
        delivered=tally.delivered_of_due,
        due_address=links.milestones(due=1),
        delivered_address=links.milestones(due=1, status=DELIVERED),
        share=None if share is None else whole_percent(share),
        interval=(whole_percent(interval[0]), whole_percent(interval[1])) if interval else None,
    )


def deliveries(links: PageLinks, tally: Tally) -> list[tuple[str, int, str]]:
    """Whether the delivered milestones of a tally were delivered in time: for each answer its
    words, how many there are, and the URL of just those."""
    return [
        (str(delivery.label), count, links.milestones(delivery=delivery))
        for delivery, count in tally.by_delivery.items()
    ]


def figures(
    links: PageLinks, tally: Tally, *, planned: int, conditions: dict[str, Any] | None = None
) -> list[tuple[str, int, str]]:
    """The counts of a tally from completed to planned, then of the overdue, then of all.

    Each has a name (see ``figure_label``), the count, and the URL of just those milestones, empty
    if there are none. The planned are included only if ``planned``, their number on the page, is
    not 0.
    """
    milestones = links.narrower(conditions or {})
    return [
        *(
            (status, count, milestones("status", status) if count else "")
            for status in _FIRST_TO_LAST
            if planned or status is not Status.PLANNED
            for count in [tally.by_status[status]]
        ),
        ("overdue", tally.overdue, milestones("overdue", 1) if tally.overdue else ""),
        ("milestones", tally.milestones, milestones() if tally.milestones else ""),
    ]


_FIRST_TO_LAST = tuple(reversed(Status))


def figure_label(name: str) -> str:
    """The label of a count in a table, in the reader's language."""
    labels = {"overdue": _("Overdue"), "milestones": pgettext("total", "All")}
    return labels.get(name) or status_label(name)


def area_row(
    row: Macro, links: PageLinks, area: AreaTally, bar: Sequence[Segment], *values: int
) -> Markup:
    """The row of a table about an area, as a macro writes it of these values."""
    names = area.area.slug, str(area.area), lang_of(area.area)
    key = (names, area.tally, tuple(bar), values)
    return written_by(row, links, key, area, bar, *values)


def deadline_row(row: Macro, links: PageLinks, period: Mapping[str, Any]) -> Markup:
    """The row of a deadline and its first milestones, as a macro writes it."""
    deadline, day = period["deadline"], links.query.day
    milestones = tuple(milestone_key(milestone, day) for milestone in period["milestones"])
    key = (deadline.when, deadline.tally, tuple(period["bar"]), milestones)
    return written_by(row, links, key, period)


def deadline_column(column_of: Macro, links: PageLinks, column: DeadlineColumn) -> Markup:
    """A column of the timeline, as a macro writes it."""
    return written_by(column_of, links, column, column)


def by_phase(
    periods: Sequence[Mapping[str, Any]], day: dt.date
) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Deadlines with their bars, grouped by phase on a day (see ``phase``), in their order."""
    phases = groupby(periods, lambda period: phase(period["deadline"], day))
    return [(name, list(group)) for name, group in phases]
