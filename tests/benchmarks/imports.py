"""How imports behave as the record grows: seconds and memory of an edition and of a spreadsheet.

    python -m tests.benchmarks.imports                            # on SQLite
    scripts/with_postgres python -m tests.benchmarks.imports      # on PostgreSQL

Prints a line for each stage, each in a process of its own. The first edition says something else
of every milestone, the second repeats it but for some; the spreadsheet has nothing but rows that
were edited. ``before`` is the most memory that the process held before the stage, ``peak`` the
most until its end, in MiB; ``cpu`` is the seconds that this process, not the database's server,
was at work. The guards of the record are up, as they are in production.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import json
import pstats
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client

from milestones.imports import report as importer
from milestones.imports import statuses as spreadsheets
from milestones.imports.report import ReportUpload
from milestones.imports.statuses import ImportContext
from priorities.models import Plan
from tests.benchmarks import FOLDER, synthetic
from tests.benchmarks.exports import held
from tests.benchmarks.synthetic import FIRST_NUMBER, grow, prepare

SIZES = (10_000, 100_000)
EDITED = 10_000
"""How many milestones the second edition and the spreadsheet change, at the most."""

FIRST_DAY = dt.date(2008, 1, 31)
SECOND_DAY = dt.date(2008, 6, 30)
SHEET_DAY = dt.date(2008, 12, 31)

PLACE = "security standards within 36 months (June 2008).\n\nOn track\n"
"""The milestones that were made up stand under the same heading as this one."""
MILESTONE = """
Do the thing numbered {number}, test what was done, and share the lessons (June 2006).

{status}
"""
MAX_SHEET = 20_000_000


def document(milestones: int, edited: int) -> bytes:
    """The first edition with as many milestones more, some of which are delayed by now."""
    report = Path(settings.FIXTURES) / "sources" / "security-priorities-status.txt"
    before, place, after = report.read_text("utf-8").partition(PLACE)
    more = (
        MILESTONE.format(
            number=FIRST_NUMBER + number,
            status="Delayed to June 2009" if number < edited else "On track",
        )
        for number in range(milestones)
    )
    return "".join((before, place, *more, after)).encode()


def sheet(edited: int) -> bytes:
    """The export of the statuses with nothing but its head and as many rows, edited."""
    answer = Client().get("/statuses.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    wanted = [line for line in lines if line.startswith("TS-1.") and _is_made_up(line)][:edited]
    rows = (_edited(line) for line in wanted)
    return "\r\n".join((lines[0], *rows, "")).encode()


def _is_made_up(line: str) -> bool:
    """Whether it is of a milestone that was made up, and speaks for all parties."""
    number = int(line.partition(",")[0].partition(".")[2])
    return number >= FIRST_NUMBER and ",ALL," in line


def _edited(line: str) -> str:
    before, _status, rest = line.partition(",ALL,")
    _code, _label, _words, _revised, *others = rest.split(",")
    return ",".join([before, "ALL", "completed", "", "", "", *others])


def edition(data: bytes, day: dt.date) -> ReportUpload:
    """A document as an edition of a day."""
    return ReportUpload(data, f"{day}.txt", f"As of {day}", day, day)


FIRST, SECOND, SHEET = (Path(name) for name in ("first.txt", "second.txt", "sheet.csv"))


def read_edition(folder: Path) -> None:
    plan = Plan.objects.get()
    edition((folder / FIRST).read_bytes(), FIRST_DAY).read(plan.published)


def compare_edition(folder: Path) -> None:
    importer.compare(edition((folder / FIRST).read_bytes(), FIRST_DAY))


def apply_first(folder: Path) -> None:
    importer.apply_edition(edition((folder / FIRST).read_bytes(), FIRST_DAY))


def apply_second(folder: Path) -> None:
    importer.apply_edition(edition((folder / SECOND).read_bytes(), SECOND_DAY))


def compare_sheet(folder: Path) -> None:
    rows = spreadsheets.read_sheet((folder / SHEET).read_bytes(), MAX_SHEET)
    difference = spreadsheets.compare(rows, ImportContext(SHEET_DAY, "A letter"))
    if len(difference.changes) != len(rows):
        raise SystemExit(f"{len(difference.changes)} changes in {len(rows)} rows")


def apply_sheet(folder: Path) -> None:
    rows = spreadsheets.read_sheet((folder / SHEET).read_bytes(), MAX_SHEET)
    spreadsheets.apply_sheet(rows, ImportContext(SHEET_DAY, "A letter"))


STAGES: dict[str, Callable[[Path], None]] = {
    "read the edition": read_edition,
    "compare the edition": compare_edition,
    "apply the edition": apply_first,
    "apply a second": apply_second,
    "compare the sheet": compare_sheet,
    "apply the sheet": apply_sheet,
}


def measure(stage: str, folder: Path, profile: int) -> dict[str, float]:
    """Do what a stage does."""
    profiler = cProfile.Profile() if profile else None
    before, begun, worked = held(), time.perf_counter(), time.process_time()
    if profiler:
        profiler.enable()
    STAGES[stage](folder)
    if profiler:
        profiler.disable()
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(profile)
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(profile)
    return {
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - worked,
        "before": before,
        "peak": held(),
    }


def report(milestones: int, stage: str, folder: Path, profile: int) -> None:
    """Measure a stage in a process of its own, and print what was found."""
    command = [sys.executable, "-m", "tests.benchmarks.imports", "--measure", stage]
    command += ["--folder", str(folder), "--profile", str(profile)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    measured = json.loads(answer.stdout)
    sys.stdout.write(
        f"{milestones:>10,} {stage:20} {measured['seconds']:>8.1f} {measured['cpu']:>7.1f} "
        f"{measured['before']:>7.0f} {measured['peak']:>7.0f}\n"
    )
    sys.stdout.flush()


def make(milestones: int, folder: Path) -> None:
    """Make the record, and the documents that are to be imported."""
    prepare()
    grow(milestones)
    edited = min(EDITED, milestones)
    (folder / FIRST).write_bytes(document(milestones, milestones))
    (folder / SECOND).write_bytes(document(milestones, milestones - edited))


def main() -> None:
    """Make the record, and measure every stage, at one size."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--milestones", type=int, default=SIZES[0])
    options.add_argument("--updates", type=int, default=synthetic.UPDATES, help="of each of them")
    options.add_argument("--measure", metavar="STAGE", help="measure one stage as things are")
    options.add_argument("--folder", type=Path, help="where the documents are")
    options.add_argument("--profile", type=int, default=0, metavar="LINES")
    options.add_argument("--stages", nargs="+", choices=STAGES, default=list(STAGES))
    asked = options.parse_args()
    if asked.measure:
        sys.stdout.write(json.dumps(measure(asked.measure, asked.folder, asked.profile)))
        return
    folder = Path(FOLDER.name)
    synthetic.UPDATES = asked.updates
    make(asked.milestones, folder)
    sys.stdout.write(
        f"{connection.vendor}\nmilestones stage                 seconds     cpu  before    peak\n"
    )
    for stage in asked.stages:
        if "sheet" in stage and not (folder / SHEET).exists():
            (folder / SHEET).write_bytes(sheet(min(EDITED, asked.milestones)))
        report(asked.milestones, stage, folder, asked.profile)


if __name__ == "__main__":
    main()
