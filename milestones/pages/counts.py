"""Figures: each a count and a link to just the milestones that it counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from milestones.charts import StackedBar, stacked_bar
from milestones.choices import DELIVERED, Status
from milestones.pages.dates import day_words
from milestones.pages.links import PageLinks
from milestones.pages.text import phase, status_label
from milestones.tallies import Tally


@dataclass(frozen=True)
class Figure:
    """A count, what it counts, and the address of just those milestones, if there are any."""

    name: str
    label: str | Promise
    count: int
    address: str
    explanation: str = ""


def headline_figures(links: PageLinks, tally: Tally) -> list[Figure]:
    """The five figures that a reader wants first."""
    day = day_words(links.query.day)

    def figure(name: str, label: str, count: int, explanation: str, **condition: Any) -> Figure:
        address = links.milestones(**condition) if count else ""
        return Figure(name, label, count, address, explanation)

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


def figures(
    links: PageLinks, tally: Tally, *, planned: int, conditions: dict[str, Any] | None = None
) -> list[Figure]:
    """The counts of a tally from completed to planned, then those overdue, then all of them.

    Those planned stand there only where the page as a whole has any.
    """
    narrowed = conditions or {}

    def figure(name: str, label: Any, count: int, **condition: Any) -> Figure:
        address = links.list_url(**narrowed, **condition) if count else ""
        return Figure(name, label, count, address)

    return [
        *(
            figure(status, status_label(status), tally.by_status[status], status=status)
            for status in _FIRST_TO_LAST
            if planned or status is not Status.PLANNED
        ),
        figure("overdue", _("Overdue"), tally.overdue, overdue=1),
        figure("milestones", _("All"), tally.milestones),
    ]


_FIRST_TO_LAST = tuple(reversed(Status))


def by_phase(
    periods: Sequence[Mapping[str, Any]], day: dt.date
) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Deadlines with their bars by their phase on a day (see ``phase``), in their order."""
    phases = groupby(periods, lambda period: phase(period["deadline"], day))
    return [(name, list(listed)) for name, listed in phases]


def whole_bar(tally: Tally) -> StackedBar:
    """A tally as a bar that fills its whole width."""
    return stacked_bar(tally, tally.milestones)
