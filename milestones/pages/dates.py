"""Days in the reader's language, and the choice of days on a page."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext

from milestones.pages.links import PageLinks
from milestones.queries import MAX_DAYS
from milestones.queries.dates import DayOnRecord

ABOUT_ALL = ("overview", "deadlines", "milestones", "pairs", "briefing")
"""The names of the pages that are about all milestones, unless they are filtered."""


def day_words(day: dt.date, form: str = "DATE_FORMAT") -> str:
    """A day in the reader's language; a datetime is converted to the site's time zone first."""
    return date_format(timezone.localtime(day) if isinstance(day, dt.datetime) else day, form)


def status_ages(links: PageLinks) -> list[tuple[str, str]]:
    """When statuses were last reported, if any is older than the page's day: how many since the
    newest edition, as of its date, and earlier, in words, each with the URL of just those.

    Only pages about all milestones say it.
    """
    match = links.request.resolver_match
    if match is None or match.url_name not in ABOUT_ALL or links.counted.keys() - {"as_of", "pair"}:
        return []
    reported = links.query.last_reported
    if reported is None or reported.are_all_of(links.query.day):
        return []
    edition, day = reported.edition, dt.timedelta(days=1)
    since = ngettext("%(n)s reported since", "%(n)s reported since", reported.since)
    at = ngettext("%(n)s last reported %(day)s", "%(n)s last reported %(day)s", reported.at)
    before = ngettext("%(n)s reported earlier", "%(n)s reported earlier", reported.before)
    groups = [
        (reported.since, since, {"reported_from": edition + day}),
        (reported.at, at, {"reported_from": edition, "reported_to": edition}),
        (reported.before, before, {"reported_to": edition - day}),
    ]
    return [
        (words % {"n": n, "day": day_words(edition)}, links.page("milestones", **params))
        for n, words, params in groups
        if n
    ]


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
