"""That a milestone is late, and by how much, in the reader's language."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from milestones.choices import Status
from milestones.dates import months_and_days
from milestones.models import Milestone


def overdue_words(milestone: Milestone) -> str:
    """That a milestone is overdue, and whether it was last reported on track; empty if it is not
    overdue."""
    if milestone.contradictory:
        return _("On track, but past deadline")
    if milestone.overdue and milestone.status == Status.ON_TRACK:
        return _("Overdue, last reported on track")
    return _("Overdue") if milestone.overdue else ""


def late_by(milestone: Milestone) -> list[str]:
    """By how much a milestone is late: past its last deadline, then until its revised date; that
    no date is known if neither holds. Empty if it is not late."""
    if not milestone.late:
        return []
    parts = []
    if milestone.days_overdue and milestone.last_due:
        parts.append(
            _("%(time)s past deadline")
            % {"time": _time_since(milestone.last_due, milestone.days_overdue)}
        )
    if milestone.slipped and milestone.slip_months:
        later = ngettext(
            "%(months)s month later: %(date)s",
            "%(months)s months later: %(date)s",
            milestone.slip_months,
        )
        parts.append(later % {"months": milestone.slip_months, "date": milestone.revised})
    elif milestone.revised:
        parts.append(_("revised to %(date)s") % {"date": milestone.revised})
    return parts or [_("reported delayed, no new date")]


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
