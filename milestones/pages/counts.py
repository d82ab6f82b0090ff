"""Figures: each a count and a link to just the milestones that it counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from milestones.charts.bars import StackedBar, stacked_bar
from milestones.choices import DELIVERED, Status
from milestones.pages.dates import day_words
from milestones.pages.links import PageLinks
from milestones.pages.text import phase, status_label
from milestones.statistics import Tally


@dataclass(frozen=True)
class Figure:
    """A headline figure: a count, what it counts, and the address of just those milestones, if
    there are any."""

    name: str
    label: str
    count: int
    address: str
    explanation: str


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
) -> list[tuple[str, int, str]]:
    """The counts of a tally from completed to planned, then those overdue, then all of them.

    Each is what it counts (see ``figure_label``), the count, and the address of just those
    milestones, if there are any. Those planned stand there only where the page has any.
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
    """What a count of a table counts, in the reader's language."""
    others = {"overdue": _("Overdue"), "milestones": _("All")}
    return others.get(name) or status_label(name)


def by_phase(
    periods: Sequence[Mapping[str, Any]], day: dt.date
) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Deadlines with their bars by their phase on a day (see ``phase``), in their order."""
    phases = groupby(periods, lambda period: phase(period["deadline"], day))
    return [(name, list(listed)) for name, listed in phases]


def whole_bar(tally: Tally) -> StackedBar:
    """A tally as a bar that fills its whole width."""
    return stacked_bar(tally, tally.milestones)
