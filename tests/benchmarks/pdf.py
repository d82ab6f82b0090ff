"""Whether readers suffer while others ask for PDFs: how long they wait, and what memory it takes.

    python -m tests.benchmarks.pdf                            # on SQLite
    scripts/with_postgres python -m tests.benchmarks.pdf      # on PostgreSQL

Serves the real record with granian. Readers ask for pages, first alone, then beside 8 clients who
ask for PDFs, each at an address that was never asked for. Memory is that of all processes of the
tracker together, in MiB, at its most: RSS, which counts what they share once for each, and PSS.
"""

from __future__ import annotations

import argparse
import itertools
import os
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from tests.benchmarks.synthetic import prepare

READERS = 4
PAGES = ("/en/", "/en/deadlines/", "/en/milestones/", "/en/pairs/")
PAUSE = 0.1
"""Seconds between two pages of a reader."""
PDF_CLIENTS = 8
PDF_PAUSE = 0.5
"""Seconds after which a PDF client that was refused asks again, though it was told to wait 10."""
LONGEST = 120
"""Seconds after which an answer counts as none."""
STARTING = 30


@dataclass
class Load:
    """What happens on a tracker while readers read. Waits are in seconds."""

    port: int
    process: int
    seconds: float
    waits: list[float] = field(default_factory=list)
    """Of the readers."""
    refusals: list[float] = field(default_factory=list)
    """Of those who were told that another PDF is being made."""
    pdf_statuses: Counter[int] = field(default_factory=Counter)
    rss: float = 0
    pss: float = 0

    def run(self, pdf_clients: int) -> Load:
        """Let readers read beside so many clients who ask for PDFs."""
        self.over = time.monotonic() + self.seconds
        self.months = itertools.count(1)
        with ThreadPoolExecutor(READERS + pdf_clients + 1) as pool:
            tasks = [pool.submit(self.read, reader) for reader in range(READERS)]
            tasks += [pool.submit(self.ask_for_pdfs) for _ in range(pdf_clients)]
            tasks.append(pool.submit(self.weigh))
            for task in tasks:
                task.result()
        return self

    def read(self, first: int) -> None:
        """Read one page after the other."""
        for page in itertools.islice(itertools.cycle(PAGES), first, None):
            if time.monotonic() > self.over:
                return
            status, waited = ask(self.port, page)
            if status != HTTPStatus.OK:
                raise SystemExit(f"{page} was answered with status {status}.")
            self.waits.append(waited)
            time.sleep(PAUSE)

    def ask_for_pdfs(self) -> None:
        """Ask for PDFs, of all milestones each, at addresses never asked for."""
        while time.monotonic() < self.over:
            address = f"/fr/briefing.pdf?due_from={1000 + next(self.months)}-01"
            status, waited = ask(self.port, address)
            self.pdf_statuses[status] += 1
            if status == HTTPStatus.SERVICE_UNAVAILABLE:
                self.refusals.append(waited)
                time.sleep(PDF_PAUSE)

    def weigh(self) -> None:
        """Note the most memory that is held."""
        while time.monotonic() < self.over:
            self.rss = max(self.rss, memory(self.process, "Rss"))
            self.pss = max(self.pss, memory(self.process, "Pss"))
            time.sleep(PDF_PAUSE)


def ask(port: int, address: str) -> tuple[int, float]:
    """The status of an answer, and how many seconds its last byte took."""
    connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    begun = time.perf_counter()
    connection.request("GET", address)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, time.perf_counter() - begun


def memory(process: int, kind: str) -> float:
    """What a process and all that it started hold, in MiB."""
    held = 0.0
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        held = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith(kind))
        children = [
            int(child)
            for task in Path(f"/proc/{process}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except (OSError, StopIteration):
        # It has ended meanwhile.
        return held / 1024
    return held / 1024 + sum(memory(child, kind) for child in children)


@contextmanager
def served(workers: int, threads: int) -> Iterator[tuple[int, int]]:
    """The port of a tracker, and its first process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "spp_tracker.wsgi:application",
    ]
    options = {"host": "127.0.0.1", "port": port, "workers": workers, "blocking-threads": threads}
    arguments = [f"--{name}={value}" for name, value in options.items()]
    with subprocess.Popen(
        [*command, *arguments, "--log-level=error"], env={**os.environ, "PYTHONWARNINGS": "ignore"}
    ) as server:
        try:
            wait_for(port)
            yield port, server.pid
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    """Wait until the tracker answers."""
    for _ in range(STARTING * 10):
        try:
            if ask(port, "/healthz")[0] == HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The tracker did not start.")


def report(name: str, load: Load) -> None:
    """Print what happened."""
    sys.stdout.write(
        f"{name:22} {len(load.waits):>6,} {statistics.median(load.waits) * 1000:>8,.0f} "
        f"{max(load.waits) * 1000:>8,.0f} {load.rss:>6,.0f} {load.pss:>6,.0f}"
    )
    if load.pdf_statuses:
        statuses = sorted(load.pdf_statuses.items())
        answers = ", ".join(f"{count} x {status}" for status, count in statuses)
        slowest = max(load.refusals, default=0) * 1000
        sys.stdout.write(f"   PDFs: {answers}; slowest refusal {slowest:,.0f} ms")
    sys.stdout.write("\n")
    sys.stdout.flush()


def main() -> None:
    """Serve the real record, and measure readers alone and beside PDF clients."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=50, help="how long PDFs are asked for")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4, help="of each worker")
    options = parser.parse_args()
    prepare()
    with served(options.workers, options.threads) as (port, process):
        for page in (*PAGES, "/fr/briefing/") * options.workers * 4:
            ask(port, page)
        sys.stdout.write(
            f"{'':22} {'pages':>6} {'p50 ms':>8} {'max ms':>8} {'RSS':>6} {'PSS':>6}\n"
        )
        report("readers alone", Load(port, process, options.seconds / 5).run(pdf_clients=0))
        beside = Load(port, process, options.seconds).run(pdf_clients=PDF_CLIENTS)
        report(f"beside {PDF_CLIENTS} PDF clients", beside)


if __name__ == "__main__":
    main()
