"""That a milestone is late, and by how much, in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate, months_and_days
from milestones.models import Milestone, PairStatus
from milestones.pages.text import colon
from milestones.statistics import is_late, is_overdue, slip_in_months


def overdue_words(milestone: Milestone) -> str:
    """That a milestone is overdue, and whether it was last reported on track; empty if it is not
    overdue."""
    if milestone.contradictory:
        return _("On track, but past deadline")
    if milestone.overdue and milestone.status == Status.ON_TRACK:
        return _("Overdue, last reported on track")
    return _("Overdue") if milestone.overdue else ""


def late_by(milestone: Milestone, day: dt.date) -> list[str]:
    """By how much a milestone is late on a day: past its last deadline, then until its revised
    date; that no date is known if neither holds. Empty if it is not late.

    A milestone with ``pair_lines`` says so for each country pair for which it is late, unless it
    is late by the same for both.
    """
    return late_by_pair(milestone, milestone.pair_lines, day)


def late_in_short(milestone: Milestone, day: dt.date) -> str:
    """By how much a milestone is late, on one line (see ``late_by``)."""
    of_pairs = _of_each_pair(milestone, milestone.pair_lines, day)
    return "; ".join(of_pairs) or " · ".join(_of_all_parties(milestone))


def late_by_pair(milestone: Milestone, lines: Iterable[PairStatus], day: dt.date) -> list[str]:
    """As ``late_by``, by these lines in force for the pairs."""
    return _of_each_pair(milestone, lines, day) or _of_all_parties(milestone)


def _of_all_parties(milestone: Milestone) -> list[str]:
    if not milestone.late:
        return []
    slip, revised = milestone.slip_months, milestone.revised
    return _late_by(milestone.last_due, milestone.days_overdue, slip, revised)


def _of_each_pair(milestone: Milestone, lines: Iterable[PairStatus], day: dt.date) -> list[str]:
    """For each pair for which it is late; empty if it is late by the same for all of them."""
    parts = [(Pair(line.pair), _late_by_line(milestone.last_due, line, day)) for line in lines]
    if all(own == parts[0][1] for _pair, own in parts):
        return []
    return [f"{pair.label}{colon()} {' · '.join(own)}" for pair, own in parts if own]


def _late_by_line(last_due: dt.date | None, line: PairStatus, day: dt.date) -> list[str]:
    slip = slip_in_months(last_due, line.revised)
    if not is_late(line.status, last_due, day, slipped=slip is not None and slip > 0):
        return []
    days_overdue = None
    if last_due and is_overdue(line.status, last_due, day):
        days_overdue = (day - last_due).days
    return _late_by(last_due, days_overdue, slip, line.revised)


def _late_by(
    last_due: dt.date | None,
    days_overdue: int | None,
    slip: int | None,
    revised: ImpreciseDate | None,
) -> list[str]:
    """The words in the current language, which the caches distinguish by their first argument."""
    language, parts = get_language(), []
    if last_due and days_overdue:
        parts.append(_past_deadline(language, last_due, days_overdue))
    if revised:
        parts.append(_new_date(language, slip, revised))
    return parts or [_("reported delayed, no new date")]


@lru_cache(maxsize=4096)
def _past_deadline(_language: str | None, last_due: dt.date, days_overdue: int) -> str:
    return _("%(time)s past deadline") % {"time": _time_since(last_due, days_overdue)}


@lru_cache(maxsize=4096)
def _new_date(_language: str | None, slip: int | None, revised: ImpreciseDate) -> str:
    if not slip or slip < 0:
        return _("revised to %(date)s") % {"date": revised}
    later = ngettext(
        "new date %(months)s month later: %(date)s",
        "new date %(months)s months later: %(date)s",
        slip,
    )
    return later % {"months": slip, "date": revised}


def _time_since(day: dt.date, days: int) -> str:
    """The time from a day until some days later, such as “2 months 15 days”."""
    months, rest = months_and_days(day, day + dt.timedelta(days=days))
    in_months = ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    in_days = ngettext("%(count)s day", "%(count)s days", rest) % {"count": rest}
    if not months or not rest:
        return in_months if months else in_days
    return pgettext("length of time", "%(months)s %(days)s") % {
        "months": in_months,
        "days": in_days,
    }
