"""A backup while people record and read, the loss of the database, and the restore.

    python -m tests.rehearsals.disaster                          # on SQLite
    scripts/with_postgres python -m tests.rehearsals.disaster    # on PostgreSQL

Prints how long each took, the bytes of the backup, and how much of what was on record when the
backup began is gone: it must be nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection, connections

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.imports.seed import seed
from milestones.models import Milestone, StatusUpdate
from spp_tracker.backups import Manifest
from tests.benchmarks.serving import Server, served
from tests.rehearsals.programs import Failed, run, say

FIRST_DAY = dt.date(2007, 1, 1)
READERS = 2
LONGEST = 300
"""Seconds. All files of a long history are made anew after each status, at a fifth of a core or
less where others use the processor, too."""
READ = ("/en/", "/en/milestones/", "/milestones.csv", "/history.csv", "/statuses.xlsx")


def record_day(number: int) -> None:
    """Record a status of every milestone, the one it had not on the day before."""
    status = (Status.DELAYED, Status.INITIATED)[number % 2]
    record_statuses(
        [
            StatusUpdateInput(milestone, FIRST_DAY + dt.timedelta(number), [line], "Rehearsed")
            for milestone in Milestone.objects.all()
            for line in [StatusLine(Pair(milestone.parties), status)]
        ]
    )


@dataclass
class Load:
    """What people did: the statuses recorded, the answers, and what failed with how often."""

    recorded: int = 0
    answers: int = 0
    failures: Counter[str] = field(default_factory=Counter)

    def record(self, is_over: threading.Event) -> None:
        milestone = Milestone.objects.get(code="TS-1.4")
        day = FIRST_DAY - dt.timedelta(150)
        try:
            while not is_over.is_set():
                line = StatusLine(Pair.ALL, Status.DELAYED, f"Delayed, said number {self.recorded}")
                record_statuses([StatusUpdateInput(milestone, day, [line], "Corrected")])
                self.recorded += 1
        except Error as error:
            self.failures[f"recording: {error!r}"] += 1
        finally:
            connections.close_all()

    def read(self, server: Server, is_over: threading.Event) -> None:
        while not is_over.is_set():
            for address in READ:
                reader = server.connect()
                reader.timeout = LONGEST
                try:
                    reader.request("GET", address)
                    response = reader.getresponse()
                    response.read()
                    outcome = str(response.status)
                except (HTTPException, OSError) as error:
                    outcome = repr(error)
                finally:
                    reader.close()
                self.answers += 1
                if outcome != "200":
                    self.failures[f"{address}: {outcome}"] += 1


@contextmanager
def under_load(server: Server) -> Iterator[Load]:
    """Somebody records, others read, until the block ends."""
    load, is_over = Load(), threading.Event()
    threads = [threading.Thread(target=load.record, args=(is_over,))]
    threads += [threading.Thread(target=load.read, args=(server, is_over)) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def lose_the_database() -> None:
    """Overwrite the middle of SQLite's file, or drop the database, which then is made empty."""
    name = str(connection.settings_dict["NAME"])
    connections.close_all()
    if connection.vendor == "sqlite":
        with Path(name).open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (Path(name).stat().st_size // 2))
        return
    server = urlsplit(settings.DATABASES["default"]["HOST"]).path
    user = settings.DATABASES["default"]["USER"]
    for program in (("dropdb", "--force"), ("createdb",)):
        run(*program, f"--host={server}", f"--username={user}", name)


def manage(*arguments: str) -> tuple[float, str]:
    """How many seconds a command of manage.py took, and what it printed."""
    started = time.monotonic()
    printed = run(sys.executable, "manage.py", *arguments)
    return time.monotonic() - started, printed


def rehearse(folder: Path, days: int) -> None:
    """Back up under load, lose the database and restore it. Raises Failed."""
    call_command("migrate", verbosity=0)
    seed(settings.FIXTURES)
    for number in range(days):
        record_day(number)
    target = folder / "backup"
    with served(workers=2) as server:
        with under_load(server) as load:
            time.sleep(2)
            on_record = {*StatusUpdate.objects.values_list("pk", flat=True)}
            recorded, answers = load.recorded, load.answers
            seconds, _ = manage("backup", str(target))
            recorded, answers = load.recorded - recorded, load.answers - answers
        size = Manifest.read(target).size
        say(
            f"{connection.vendor}: {len(on_record):,} updates. Backed up in {seconds:.1f} s, "
            f"{size:,} bytes; meanwhile {recorded:,} statuses were recorded and {answers:,} pages "
            f"and files read; {load.failures.total()} failed."
        )
        for failure, times in load.failures.most_common():
            say(f"    {times} × {failure}")
        count = StatusUpdate.objects.count()
        lose_the_database()
    seconds, printed = manage("restore", "--force", str(target))
    say(f"    Lost and restored in {seconds:.1f} s.")
    for line in printed.splitlines():
        say(f"    {line}")
    restored = {*StatusUpdate.objects.values_list("pk", flat=True)}
    lost = on_record - restored
    say(
        f"    Of what was on record when the backup began, {len(lost)} updates are lost; "
        f"{count - len(restored):,} that were recorded after it have to be recorded again."
    )
    if lost or load.failures:
        raise Failed("Something was lost, or somebody was not answered.")


def main() -> int:
    """Rehearse it; 1 if something failed."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--days", type=int, default=100, help="with a status of each milestone")
    with tempfile.TemporaryDirectory(prefix="spp-rehearsal-") as folder:
        try:
            rehearse(Path(folder), options.parse_args().days)
        except Failed as failure:
            say(str(failure))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
