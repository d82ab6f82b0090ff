"""Cold pages: how long one takes that nobody has asked for, since the record was written last.

As of now: a status is recorded before each request, so that every figure may be another. On a past
day: an address that was never asked for. A machine is not always as fast, so the fixed view is
measured before each page, too.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from milestones.models import StatusReport, StatusUpdate
from tests.benchmarks.effort import Effort
from tests.benchmarks.load import GZIP, Target, get, rate_of
from tests.benchmarks.servers import Site
from tests.benchmarks.writer import Writer

FIRST_DAY = dt.date(2005, 7, 1)
LEAST = 3
"""A page is asked for as often, however slow it is."""
WARM_UP = 4
SLOW = 1.0
"""Seconds. A page that takes longer is not warmed up for."""

NOW = {
    "overview": "/en/",
    "area": "/en/priorities/cargo-security/",
    "deadlines": "/en/deadlines/",
    "table": "/en/milestones/",
    "search": "/en/milestones/?q=border",
    "pairs": "/en/pairs/",
    "milestone": "/en/milestones/TS-1.1/",
    "changes": "/en/changes/",
    "briefing": "/en/briefing/",
    "attention": "/en/attention/",
    "edition": "/en/reports/{edition}/",
    "progress.csv": "/progress.csv",
    "method": "/en/about/",
    "feed": "/changes.atom",
}
PAST = {
    "overview": "/en/?as_of={day}",
    "area": "/en/priorities/cargo-security/?as_of={day}",
    "deadlines": "/en/deadlines/?as_of={day}",
    "table": "/en/milestones/?as_of={day}",
    "search": "/en/milestones/?q=border&as_of={day}",
    "pairs": "/en/pairs/?as_of={day}",
    "milestone": "/en/milestones/TS-1.1/?as_of={day}",
    "changes": "/en/changes/?from=2005-06-27&to={day}",
    "briefing": "/en/briefing/?as_of={day}",
    "attention": "/en/attention/?as_of={day}",
    "progress.csv": "/progress.csv?as_of={day}",
    "method": "/en/about/?as_of={day}",
    "feed": "/changes.atom?as_of={day}",
}


@dataclass(frozen=True)
class Cold:
    """Seconds of one cold page: the median and the longest, of so many requests."""

    median: float
    longest: float
    requests: int


def cold_pages(
    site: Site, reference: Site | None, effort: Effort
) -> Iterator[tuple[str, str, Cold, float | None]]:
    """Page, ``now`` or ``past``, how long it took, and how often a second one connection got the
    reference just before."""
    newest = StatusUpdate.objects.latest_date() or FIRST_DAY
    span = (newest - FIRST_DAY).days
    edition = StatusReport.objects.order_by("pk").values_list("pk", flat=True).last()
    record_a_status = Writer()
    for page, pattern in islice(NOW.items(), effort.pages):
        path = pattern.format(edition=edition)
        rate = _rate_of(reference, effort)
        yield (
            page,
            "now",
            _measure(partial(_after_a_write, record_a_status, site, path), effort),
            rate,
        )
    for page, pattern in islice(PAST.items(), effort.pages):
        days = iter(random.sample(range(span), min(span, effort.requests + LEAST + WARM_UP + 1)))
        rate = _rate_of(reference, effort)
        yield page, "past", _measure(partial(_on_a_day, site, pattern, days), effort), rate


def _rate_of(reference: Site | None, effort: Effort) -> float | None:
    if reference is None:
        return None
    return rate_of(Target(f"{reference.url}/", GZIP), 1, effort.seconds).per_second


def _measure(ask: Callable[[], float], effort: Effort) -> Cold:
    # The first requests of a page load what stays loaded, in each worker, and do not count, unless
    # the page itself takes far longer than that.
    taken = [ask()]
    if taken[0] < SLOW:
        for _ in range(WARM_UP):
            ask()
        taken = []
    least = min(LEAST, effort.requests)
    while len(taken) < effort.requests and (len(taken) < least or sum(taken) < effort.cold_seconds):
        taken.append(ask())
    return Cold(statistics.median(taken), max(taken), len(taken))


def _after_a_write(record_a_status: Writer, site: Site, path: str) -> float:
    record_a_status()
    return _seconds(site.url + path)


def _on_a_day(site: Site, pattern: str, days: Iterator[int]) -> float:
    day = FIRST_DAY + dt.timedelta(days=next(days))
    return _seconds(site.url + pattern.format(day=day))


def _seconds(url: str) -> float:
    answer = get(url, GZIP)
    if answer.status != 200:
        raise RuntimeError(f"{url} answered {answer.status}.")
    return answer.seconds
