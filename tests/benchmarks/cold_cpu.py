"""What a cold page costs, in the CPU time of the process that makes it: on a busy machine, too.

    python -m tests.benchmarks.cold_cpu             # of the record that DATABASE_URL names
    python -m tests.benchmarks.cold_cpu overview    # only pages with this in their name

Pages are asked for as in ``cold``, within this process, and gzipped. SQLite works within it, too;
of PostgreSQL, the time of the process that works for this one is added (``database``). With the
settings of production (DJANGO_SETTINGS_MODULE=spp_tracker.settings, SECRET_KEY, ALLOWED_HOSTS and
HTTPS=false, after ``make run``): those of the tests look for each asset.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from django.db import connection

from milestones.models import Milestone, StatusReport, StatusUpdate
from spp_tracker.wsgi import application
from tests.benchmarks.cold import FIRST_DAY, NOW, PAST, WARM_UP
from tests.benchmarks.servers import HOST
from tests.benchmarks.writer import Writer

REQUESTS = 15
TEXT = "{:28} {:>8.1f} {:>8.1f} {:>8.1f} {:>7,}\n"


def main(part: str = "") -> None:
    """Print the milliseconds of each page: the median in all, of that in the database, and the
    least; and its bytes."""
    sys.stdout.write(
        f"{connection.vendor}, {Milestone.objects.count():,} milestones\n"
        f"{'CPU ms':28} {'median':>8} {'database':>8} {'least':>8} {'bytes':>7}\n"
    )
    record_a_status = Writer()
    for name, addresses, is_now in _pages():
        if part not in name:
            continue
        taken = []
        for number in range(WARM_UP + REQUESTS):
            if is_now:
                record_a_status()
            before, of_database = time.process_time(), _database_seconds()
            length = _ask(next(addresses))
            seconds, of_database = time.process_time() - before, _database_seconds() - of_database
            if number >= WARM_UP:
                taken.append((seconds + of_database, of_database))
        total, database = (statistics.median(part) * 1000 for part in zip(*taken, strict=True))
        sys.stdout.write(TEXT.format(name, total, database, min(taken)[0] * 1000, length))
        sys.stdout.flush()


def _pages() -> Iterator[tuple[str, Iterator[str], bool]]:
    """Name of each page, its addresses, and whether it is as of now."""
    newest = StatusUpdate.objects.latest_date() or FIRST_DAY
    edition = StatusReport.objects.order_by("pk").values_list("pk", flat=True).last()
    for page, pattern in NOW.items():
        yield page, cycle([pattern.format(edition=edition)]), True
    for page, pattern in PAST.items():
        days = random.sample(range((newest - FIRST_DAY).days), WARM_UP + REQUESTS)
        addresses = [pattern.format(day=FIRST_DAY + dt.timedelta(days=day)) for day in days]
        yield f"{page}, a past day", iter(addresses), False


def _ask(address: str) -> int:
    """Ask for an address; returns how many bytes were sent."""
    path, _, query = address.partition("?")
    statuses: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "REMOTE_ADDR": HOST,
        "HTTP_HOST": HOST,
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.url_scheme": "http",
        "wsgi.input": sys.stdin.buffer,
    }
    body = application(environ, lambda status, *_: statuses.append(status))
    length = sum(map(len, body))
    getattr(body, "close", lambda: None)()
    if statuses != ["200 OK"]:
        raise RuntimeError(f"{address} answered {statuses}.")
    return length


def _database_seconds() -> float:
    """CPU time of the process of PostgreSQL that works for this one; none of SQLite's is apart."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    statistic = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(statistic.read_text().split()[0]) / 1e9


if __name__ == "__main__":
    main(*sys.argv[1:])
