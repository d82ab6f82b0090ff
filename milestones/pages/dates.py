"""Days in the reader's language, and the choice of days on a page."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from milestones.pages.links import PageLinks
from milestones.queries import MAX_DAYS


def day_words(day: dt.date, form: str = "DATE_FORMAT") -> str:
    """A day in the reader's language; a datetime is converted to the site's time zone first."""
    return date_format(_in_site_time(day), form)


def iso_day(day: dt.date) -> str:
    """A day in ISO 8601, such as ``2006-06-15``.

    A datetime is converted to the site's time zone first.
    """
    return f"{_in_site_time(day):%Y-%m-%d}"


def _in_site_time(day: dt.date) -> dt.date:
    return timezone.localtime(day) if isinstance(day, dt.datetime) else day


@dataclass(frozen=True)
class DayToChoose:
    """A day on record, and the URL of this page as of that day."""

    date: dt.date
    address: str
    newest: bool
    plan: bool


def days_to_choose(links: PageLinks) -> tuple[list[DayToChoose], bool]:
    """The days on record, newest first, with links that keep all other parameters; and whether
    there are others.

    The URL of the newest has no day, so that it stays the newest when another is recorded.
    """
    query = links.query
    plan = [day for day in query.days_on_record if day.is_plan]
    reported = [day for day in query.days_on_record if not day.is_plan]
    offered = reported[: MAX_DAYS - 1] + plan
    choices = [
        DayToChoose(
            date=offer.day,
            address=links.this_page(
                as_of=None if offer.day == query.newest_day else offer.day.isoformat(), page=None
            ),
            newest=offer.day == query.newest_day,
            plan=offer.is_plan,
        )
        for offer in offered
    ]
    return choices, len(offered) < len(query.days_on_record)
