"""What a worker holds in memory after many different addresses, and after many hits.

python -m tests.benchmarks.memory                             # on SQLite
scripts/with_postgres python -m tests.benchmarks.memory       # on PostgreSQL
"""

from __future__ import annotations

import argparse
import itertools
import sys
import threading
from collections.abc import Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from milestones.choices import Status
from milestones.imports.seed import seed
from priorities.models import PriorityArea
from tests.benchmarks.serving import Server, served

READERS = 8
DIFFERENT, HITS = 10_000, 100_000
WARM = ("/en/", "/en/deadlines/", "/en/milestones/", "/milestones.csv", "/deadlines.ics")


def addresses() -> Iterator[str]:
    """Filtered pages and files, each different from the others, without an end."""
    areas = list(PriorityArea.objects.values_list("slug", flat=True))
    for number in itertools.count():
        for area, status in itertools.product(areas, Status.values):
            query = {"area": area, "status": status, "q": f"a {number}"}
            yield f"/en/milestones/?{urlencode(query)}"
            yield f"/milestones.csv?{urlencode(query)}"


def ask(server: Server, wanted: list[str]) -> None:
    """Ask for all of the addresses, on a few connections at once."""
    failed: list[str] = []

    def read(some: list[str]) -> None:
        reader = server.connect()
        for address in some:
            reader.request("GET", address, headers={"Accept-Encoding": "gzip"})
            response = reader.getresponse()
            response.read()
            if response.status != 200:
                failed.append(address)
        reader.close()

    parts = [wanted[start::READERS] for start in range(READERS)]
    threads = [threading.Thread(target=read, args=(part,)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(f"{len(failed)} were not answered, such as {failed[0]}")


def report(server: Server, what: str) -> None:
    """Print what the workers hold now."""
    held = ", ".join(f"{mebibytes:.0f}" for mebibytes in server.memory())
    sys.stdout.write(f"{what:32} {held} MiB\n")
    sys.stdout.flush()


def main() -> None:
    """Serve the real record, ask, and tell what the workers hold."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--different", type=int, default=DIFFERENT)
    options.add_argument("--hits", type=int, default=HITS)
    asked = options.parse_args()
    call_command("migrate", verbosity=0)
    seed(settings.FIXTURES)
    different = list(itertools.islice(addresses(), asked.different))
    sys.stdout.write(f"{connection.vendor}, {asked.workers} workers\n")
    with served(asked.workers) as server:
        ask(server, list(WARM) * READERS)
        report(server, "a few pages and files")
        ask(server, different)
        report(server, f"{asked.different:,} different addresses")
        ask(server, list(itertools.islice(itertools.cycle(WARM), asked.hits)))
        report(server, f"{asked.hits:,} hits")


if __name__ == "__main__":
    main()
