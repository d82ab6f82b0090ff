"""How exports behave as the record grows: memory, the wait for the first byte, rows a second.

    python -m tests.benchmarks.exports                            # on SQLite
    scripts/with_postgres python -m tests.benchmarks.exports      # on PostgreSQL

Prints a line for each file, each made in a process of its own. ``before`` is the most memory that
the process held before the file was asked for, ``peak`` the most until its last byte, in MiB.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory

from milestones.opendata.datasets import DATASETS
from milestones.opendata.exports.export import Export
from milestones.views.data import data_file
from tests.benchmarks.synthetic import grow, prepare

FILES = (
    *("milestones.csv", "milestones.json", "milestones.xlsx"),
    *("statuses.csv", "history.csv", "history.json"),
)
WHOLE = "history.xlsx"
"""A million rows of it take minutes: only on request for more than 10,000 milestones."""
SIZES = (106, 10_000, 100_000)
LONG = 10_000


def measure(name: str) -> dict[str, float]:
    """Have a file made as the server would, and read it to its end."""
    data, suffix = name.split(".")
    ask = RequestFactory().get
    # What is loaded once and stays, such as the spreadsheet library, does not count.
    list(data_file(ask(f"/{name}?as_of=2005-07-01&q=zebra"), data, suffix))
    before = held()
    begun = time.perf_counter()
    pieces = iter(data_file(ask(f"/{name}"), data, suffix))
    size = len(next(pieces))
    first = time.perf_counter() - begun
    size += sum(map(len, pieces))
    seconds = time.perf_counter() - begun
    return {"first": first, "seconds": seconds, "bytes": size, "before": before, "peak": held()}


def held() -> float:
    """The most memory that this process has held so far, in MiB.

    What ``getrusage`` gives includes what its parent held when it started this process.
    """
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def report(milestones: int, name: str) -> None:
    """Measure a file in a process of its own, and print what was found."""
    command = [sys.executable, "-m", "tests.benchmarks.exports", "--measure", name]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(found.stdout)
    dataset = DATASETS[name.partition(".")[0]]
    rows = Export(dataset, dataset.query_class(QueryDict(), sorts=dataset.sorts), "").count
    sys.stdout.write(
        f"{milestones:>10,} {name:16} {rows:>10,} {told['bytes'] / 2**20:>9.1f} "
        f"{told['first'] * 1000:>9,.0f} {told['seconds']:>8.1f} {rows / told['seconds']:>9,.0f} "
        f"{told['before']:>7.0f} {told['peak']:>7.0f}\n"
    )
    sys.stdout.flush()


def main() -> None:
    """Make the record, and measure every file at every size."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--measure", metavar="FILE", help="measure one file as things are")
    asked.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="MILESTONES")
    asked.add_argument("--whole", action="store_true", help=f"{WHOLE} of any size")
    options = asked.parse_args()
    if options.measure:
        sys.stdout.write(json.dumps(measure(options.measure)))
        return
    sys.stdout.write(
        f"{connection.vendor}\nmilestones file                   rows       MiB  first ms  "
        "seconds    rows/s  before    peak\n"
    )
    prepare()
    for milestones in sorted(options.sizes):
        grow(milestones)
        for name in FILES if milestones > LONG and not options.whole else (*FILES, WHOLE):
            report(milestones, name)


if __name__ == "__main__":
    main()
