"""Measures the tracker on the database that DATABASE_URL names, part by part.

    python -m tests.benchmarks.collect --milestones 10000 --parts warm cold --results FILE

``python -m tests.benchmarks`` (``make bench``) runs it for each database and size.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from django.db import connection

from milestones.models import Milestone
from tests.benchmarks.clients import (
    beside_half_sent_requests,
    beside_papers,
    beside_slow_clients,
)
from tests.benchmarks.cold import cold_pages
from tests.benchmarks.downloads import database_client, download, written_by_database
from tests.benchmarks.effort import EFFORTS, Effort
from tests.benchmarks.load import FIXED, has_nginx, warm_rates
from tests.benchmarks.machine import utc_now
from tests.benchmarks.results import Measurement, Results
from tests.benchmarks.servers import Site, fixed_view, tracker
from tests.benchmarks.synthetic import (
    INITIATIVES,
    REAL_MILESTONES,
    grow,
    prepare,
    raise_data_version,
)

Figures = Iterator[tuple[str, float | None, str, str]]
"""Name, value, unit and note of each."""


def warm(site: Site, server: str, milestones: int, effort: Effort) -> Figures:
    """Answers a second of pages that were shown before, and of the references."""
    if effort.seconds and shutil.which("wrk") is None:
        yield "all", None, "a second", "wrk is not installed: sudo apt-get install wrk"
        return
    if not has_nginx():
        yield "nginx", None, "a second", "nginx is not installed: sudo apt-get install nginx-light"
    for name, connections, rate in warm_rates(site, server, milestones, effort):
        # Errors are quick, and would count as a goal that is met.
        value, note = (None, f"{rate.bad} errors") if rate.bad else (rate.per_second, "")
        yield f"{name}, {connections} connections", value, "a second", note


def cold(site: Site, server: str, milestones: int, effort: Effort) -> Figures:
    """How long pages take that were not shown before, and how fast the machine was meanwhile."""
    rates: list[float] = []
    with ExitStack() as stack:
        can_measure = not effort.seconds or shutil.which("wrk") is not None
        reference = stack.enter_context(fixed_view(server)) if can_measure else None
        for page, moment, taken, rate in cold_pages(site, reference, effort):
            note = f"{taken.requests} requests"
            yield f"{page}, {moment}, p50", taken.median * 1000, "ms", note
            yield f"{page}, {moment}, longest", taken.longest * 1000, "ms", note
            if rate:
                rates.append(rate)
    if rates:
        yield FIXED, statistics.median(rates), "a second", f"{min(rates):.0f} to {max(rates):.0f}"


def clients(site: Site, server: str, milestones: int, effort: Effort) -> Figures:
    """What others hear beside slow clients."""
    count, probes = beside_slow_clients(site, effort)
    yield "slow clients", count, "clients", ""
    yield "slow clients: probes answered", probes.answered / probes.sent, "share", f"{probes.sent}"
    yield "slow clients: longest wait", probes.longest * 1000, "ms", ""
    probes = beside_half_sent_requests(site, effort)
    yield "4 half-sent: probes answered", probes.answered / probes.sent, "share", f"{probes.sent}"
    yield "4 half-sent: longest wait", probes.longest * 1000, "ms", ""


def papers(site: Site, server: str, milestones: int, effort: Effort) -> Figures:
    """What readers of pages wait while four others ask for a PDF."""
    beside = beside_papers(site)
    if beside is None:
        yield "4 PDFs", None, "ms", "no PDF is offered: requirements-pdf.lock is not installed"
        return
    statuses = ", ".join(map(str, beside.statuses))
    yield "4 PDFs: longest wait of others", beside.readers.longest * 1000, "ms", statuses
    yield "4 PDFs: memory added", beside.growth, "MiB", ""
    yield "4 PDFs: until all were answered", beside.seconds, "s", statuses


def files(site: Site, server: str, milestones: int, effort: Effort) -> Figures:
    """A whole file for the first time and again, and the same rows from the database's command."""
    raise_data_version()
    for moment in ("first", "again"):
        file = download(site)
        yield f"statuses.csv, {moment}: lines a second", file.lines / file.seconds, "a second", ""
        yield f"statuses.csv, {moment}: first byte", file.first * 1000, "ms", ""
        yield f"statuses.csv, {moment}: memory added", file.memory.growth, "MiB", ""
    client = database_client()
    name = f"{client}: lines a second"
    if shutil.which(client) is None:
        yield name, None, "a second", f"{client} is not installed"
        return
    written_by_database()
    yield name, file.lines / min(written_by_database() for _ in range(3)), "a second", ""


PARTS: dict[str, Callable[[Site, str, int, Effort], Figures]] = {
    "warm": warm,
    "cold": cold,
    "clients": clients,
    "papers": papers,
    "files": files,
}
OF_ANY_SIZE = ("warm", "cold", "files")
"""Parts that are measured at any size; in the others it does not matter."""


def keep(file: Path, part: str, milestones: int, figures: Figures) -> bool:
    """Take the figures of a part and keep them; if that fails, keep why, and those before it."""
    began = time.monotonic()
    taken: list[Measurement] = []
    taken_at = utc_now()
    why = ""
    try:
        taken.extend(
            Measurement(connection.vendor, milestones, part, *figure, taken_at)
            for figure in figures
        )
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        why = f"measuring failed: {error}"
        taken.append(Measurement(connection.vendor, milestones, part, "the rest", None, "", why))
    results = Results.load(file)
    results.replace_part(connection.vendor, milestones, part, taken)
    results.save(file)
    seconds = time.monotonic() - began
    sys.stdout.write(f"{connection.vendor:10} {milestones:>7,} {part:8} {seconds:5.0f} s {why}\n")
    sys.stdout.flush()
    return not why


def fill(milestones: int) -> None:
    """Make the record of this size, if the database is empty."""
    if "milestones_milestone" in connection.introspection.table_names():
        return
    prepare()
    if milestones > REAL_MILESTONES:
        grow(milestones, INITIATIVES)
    sys.stdout.write(f"{connection.vendor:10} {Milestone.objects.count():>7,} milestones made\n")


def main() -> int:
    """Fill the database, serve it, and measure; 1 if something could not be measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--milestones", type=int, required=True)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--effort", choices=EFFORTS, default="full")
    parser.add_argument("--server", choices=("granian", "gunicorn"), default="granian")
    parser.add_argument("--results", type=Path, required=True)
    options = parser.parse_args()
    # Whoever ends this one ends its servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    fill(options.milestones)
    effort = EFFORTS[options.effort]
    parts = [
        part
        for part in options.parts
        if options.milestones == REAL_MILESTONES or part in OF_ANY_SIZE
    ]
    with tracker(options.server, os.environ["DATABASE_URL"]) as site:
        worked = [
            keep(
                options.results,
                part,
                options.milestones,
                PARTS[part](site, options.server, options.milestones, effort),
            )
            for part in parts
        ]
    return 0 if all(worked) else 1


if __name__ == "__main__":
    sys.exit(main())
