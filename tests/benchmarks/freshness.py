"""Whether any response is older than the last write before it was asked for, under load.

    python -m tests.benchmarks.freshness                          # on SQLite
    scripts/with_postgres python -m tests.benchmarks.freshness    # on PostgreSQL

Readers ask several workers for files and a feed again and again while a writer records statuses.
Prints how many responses there were, and how many were older: it must be none.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import re
import sys
import threading
import time
from http.client import HTTPConnection
from multiprocessing.sharedctypes import Synchronized
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.imports.seed import seed
from milestones.models import Milestone
from tests.benchmarks.serving import served
from tests.milestones.recording import LATER

AREA = "traveller-security"
ADDRESSES = (f"/statuses.csv?area={AREA}", f"/statuses.json?area={AREA}", "/changes.atom")
"""Each tells the words of the newest status."""
NUMBERED = re.compile(rb"Written as number (\d+)\b")
READERS_IN_A_PROCESS = 4


def write(number: int) -> None:
    """Record a status that says its number, of one milestone of the area after the other."""
    line = StatusLine(Pair.ALL, Status.DELAYED, f"Written as number {number}")
    milestones = Milestone.objects.filter(initiative__area__slug=AREA)
    milestone = milestones[number % milestones.count()]
    record_statuses([StatusUpdateInput(milestone, LATER, [line], "It goes on")])


def read(port: int, last: Synchronized[int], start: Any, is_over: Any, results: Any) -> None:
    """Ask in several threads until the writer is done."""
    start.wait()
    counts = [[0, 0, 0] for _ in range(READERS_IN_A_PROCESS)]
    threads = [
        threading.Thread(target=_read, args=(port, last, is_over, count)) for count in counts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put([sum(column) for column in zip(*counts, strict=True)])


def _read(port: int, last: Synchronized[int], is_over: Any, count: list[int]) -> None:
    reader = HTTPConnection("127.0.0.1", port, timeout=60)
    tags: dict[str, str] = {}
    newest: dict[str, int] = {}
    for address in itertools.cycle(ADDRESSES):
        if is_over.is_set():
            break
        written = last.value
        reader.request("GET", address, headers={"If-None-Match": tags.get(address, "")})
        response = reader.getresponse()
        body = response.read()
        count[0] += 1
        if response.status == 200:
            tags[address] = response.headers["ETag"]
            newest[address] = max(map(int, NUMBERED.findall(body)), default=0)
        elif response.status != 304:
            count[2] += 1
            continue
        count[1] += newest[address] < written
    reader.close()


def main() -> None:
    """Serve a record, write to it, and count what is older than it may be."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--workers", type=int, default=4)
    options.add_argument("--readers", type=int, default=16)
    options.add_argument("--writes", type=int, default=500)
    asked = options.parse_args()
    call_command("migrate", verbosity=0)
    seed(settings.FIXTURES)
    write(0)
    spawn = multiprocessing.get_context("spawn")
    processes = asked.readers // READERS_IN_A_PROCESS
    start = spawn.Barrier(processes + 1, timeout=120)
    last, is_over, results = spawn.Value("i", 0), spawn.Event(), spawn.Queue()
    with served(asked.workers) as server:
        arguments = (server.port, last, start, is_over, results)
        readers = [spawn.Process(target=read, args=arguments) for _ in range(processes)]
        for reader in readers:
            reader.start()
        start.wait()
        began_at = time.monotonic()
        for number in range(1, asked.writes + 1):
            write(number)
            last.value = number
            time.sleep(0.01)
        seconds = time.monotonic() - began_at
        time.sleep(1)
        is_over.set()
        responses, older, failed = map(sum, zip(*(results.get() for _ in readers), strict=True))
        for reader in readers:
            reader.join()
    sys.stdout.write(
        f"{connection.vendor}: {asked.workers} workers, {asked.readers} readers, "
        f"{asked.writes} statuses recorded in {seconds:.1f} s\n"
        f"{responses:,} responses, {older} older than the last write before they were asked for, "
        f"{failed} failed\n"
    )
    if older or failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
