"""Days in the reader's language, and the choice of days on a page."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format

from milestones.pages.links import PageLinks
from milestones.queries import MAX_DAYS
from milestones.queries.dates import DayOnRecord


def day_words(day: dt.date, form: str = "DATE_FORMAT") -> str:
    """A day in the reader's language; a datetime is converted to the site's time zone first."""
    return date_format(timezone.localtime(day) if isinstance(day, dt.datetime) else day, form)


def days_to_choose(links: PageLinks) -> tuple[list[tuple[DayOnRecord, str]], bool]:
    """The days on record, newest first, each with the URL of this page as of that day, which
    keeps all other parameters; and whether there are others.

    The URL of the newest has no day, so that it stays the newest when another is recorded.
    """
    query = links.query
    plan = [day for day in query.days_on_record if day.is_plan]
    reported = [day for day in query.days_on_record if not day.is_plan]
    offered = reported[: MAX_DAYS - 1] + plan
    choices = []
    for offer in offered:
        day = None if offer.day == query.newest_day else offer.day.isoformat()
        choices.append((offer, links.this_page(as_of=day, page=None)))
    return choices, len(offered) < len(query.days_on_record)
