"""Warm pages: how many answers a second, on one connection and on sixteen.

Beside each other in one run: the tracker's answers, a fixed Django view under the same server, and
nginx with the tracker's own overview. Everything is measured once, then all of it again.
"""

from __future__ import annotations

import http.client
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.benchmarks.effort import Effort
from tests.benchmarks.servers import HOST, Site, fixed_view, nginx
from tests.benchmarks.synthetic import REAL_MILESTONES

CONNECTIONS = (1, 16)
WARM_UP = 6
SLOW_ANSWER = 0.03
"""Seconds. What takes longer is asked for to the end: wrk drops what it waits for, and the server
would still be busy with it while the next thing is measured."""
VERY_SLOW_ANSWER = 0.5
"""Seconds. What takes longer is asked for once at a time."""

PAGES = {
    "overview": "/en/",
    "area": "/en/priorities/cargo-security/",
    "deadlines": "/en/deadlines/",
    "table": "/en/milestones/",
    "filtered table": "/en/milestones/?status=delayed&pair=US-MX",
    "milestone": "/en/milestones/TS-1.1/",
    "pairs": "/en/pairs/",
    "changes": "/en/changes/",
    "briefing": "/en/briefing/",
    "attention": "/en/attention/",
    "edition": "/en/reports/1/",
    "calendar": "/deadlines.ics",
    "feed": "/changes.atom",
    "badge": "/badge/all.svg",
    "milestones.json": "/milestones.json",
    "milestones.csv": "/milestones.csv",
    "progress.csv": "/progress.csv",
}
OF_EVERY_SIZE = ("overview", "area", "deadlines", "table", "filtered table", "feed")
"""What is measured at every size; the rest only with the real record."""

NOT_MODIFIED = "overview, 304"
FIXED = "fixed view"
NGINX = "nginx, the overview gzipped"
NGINX_NOT_MODIFIED = "nginx, 304"
GZIP = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Target:
    """An address, and the headers it is asked for with."""

    url: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Answer:
    status: int
    etag: str
    body: bytes
    seconds: float


@dataclass(frozen=True)
class Rate:
    """Answers a second; ``bad`` counts those that were errors, of all repeats."""

    per_second: float
    bad: int


def get(url: str, headers: dict[str, str] | None = None, timeout: float = 120) -> Answer:
    """Ask for an address of this machine, on a connection of its own."""
    address = urlsplit(url)
    if address.hostname != HOST:
        raise ValueError(f"{url} is not on this machine. Only {HOST} is measured.")
    path = address.path + (f"?{address.query}" if address.query else "")
    connection = http.client.HTTPConnection(HOST, address.port, timeout=timeout)
    began = time.perf_counter()
    try:
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    seconds = time.perf_counter() - began
    return Answer(response.status, response.headers.get("ETag") or "", body, seconds)


def warm_rates(
    site: Site, server: str, milestones: int, effort: Effort
) -> Iterator[tuple[str, int, Rate]]:
    """Name, connections and rate of each answer of the tracker and of each reference."""
    with ExitStack() as references:
        targets = _targets(site, milestones, effort)
        targets |= _references(site, server, references)
        for connections in CONNECTIONS:
            runs: dict[str, list[Rate]] = {name: [] for name in targets}
            for _ in range(effort.repeats):
                for name, target in targets.items():
                    runs[name].append(rate_of(target, connections, effort.seconds))
            for name, rates in runs.items():
                middle = statistics.median(rate.per_second for rate in rates)
                yield name, connections, Rate(middle, sum(rate.bad for rate in rates))


def _targets(site: Site, milestones: int, effort: Effort) -> dict[str, Target]:
    names = tuple(PAGES) if milestones == REAL_MILESTONES else OF_EVERY_SIZE
    targets = {name: Target(site.url + PAGES[name], GZIP) for name in names[: effort.pages]}
    etag = get(site.url + PAGES["overview"], GZIP).etag
    conditional = {**GZIP, "If-None-Match": etag}
    return targets | {NOT_MODIFIED: Target(site.url + PAGES["overview"], conditional)}


def _references(site: Site, server: str, stack: ExitStack) -> dict[str, Target]:
    fixed = stack.enter_context(fixed_view(server))
    targets = {FIXED: Target(fixed.url + "/", GZIP)}
    if has_nginx():
        overview = get(site.url + PAGES["overview"]).body
        page = stack.enter_context(nginx(overview)).url + "/page.html"
        etag = get(page, GZIP).etag
        targets[NGINX] = Target(page, GZIP)
        targets[NGINX_NOT_MODIFIED] = Target(page, {**GZIP, "If-None-Match": etag})
    return targets


def has_nginx() -> bool:
    """Whether this machine has nginx."""
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin") is not None


def rate_of(target: Target, connections: int, seconds: int) -> Rate:
    """Answers a second of one address; each connection asks again as soon as it was answered."""
    # Each worker makes its first answer, and keeps it; from then on it is warm.
    for _ in range(WARM_UP):
        again = get(target.url, target.headers)
        if again.seconds > VERY_SLOW_ANSWER:
            again = get(target.url, target.headers)
            break
    if again.seconds > VERY_SLOW_ANSWER:
        return Rate(1 / again.seconds, int(again.status >= 400))
    if seconds == 0 or again.seconds > SLOW_ANSWER:
        return _to_the_end(target, connections, seconds)
    return _wrk(target, connections, seconds)


def _to_the_end(target: Target, connections: int, seconds: int) -> Rate:
    """As many ask at once as there are connections, until the time is over, and wait for it all."""
    began = time.monotonic()

    def ask() -> list[int]:
        statuses = [get(target.url, target.headers).status]
        while time.monotonic() < began + seconds:
            statuses.append(get(target.url, target.headers).status)
        return statuses

    with ThreadPoolExecutor(connections) as pool:
        asking = [pool.submit(ask) for _ in range(connections)]
        statuses = [status for answers in asking for status in answers.result()]
    bad = sum(status >= 400 for status in statuses)
    return Rate(len(statuses) / (time.monotonic() - began), bad)


def _wrk(target: Target, connections: int, seconds: int) -> Rate:
    headers = [
        part for name, value in target.headers.items() for part in ("-H", f"{name}: {value}")
    ]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *headers, target.url]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=seconds + 60
    ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done)
    if rate is None:
        raise RuntimeError(f"{' '.join(command)} printed no rate:\n{done}")
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", done)
    return Rate(float(rate[1]), int(bad[1]) if bad else 0)
