r"""Measures the tracker beside its references and writes docs/performance.md: ``make bench``.

    python -m tests.benchmarks --parts warm cold --sizes 106 --databases sqlite --effort quick

Each part is kept in ``--results`` as soon as it is there; what is measured again takes the place of
what was. The report is written of all that is kept.

The figures of before are measured by the same modules, copied into a tree with the code of before:

    python -m tests.benchmarks --server gunicorn --parts warm cold clients papers files \
        --results before.json --report /dev/null
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks.collect import PARTS
from tests.benchmarks.effort import EFFORTS
from tests.benchmarks.machine import load_of_others, machine_card
from tests.benchmarks.report import performance_report
from tests.benchmarks.results import Output, Results
from tests.benchmarks.servers import PROJECT

FOLDER = PROJECT / ".local" / "bench"
BEFORE = Path(__file__).with_name("before.json")
RESULTS = PROJECT / "docs" / "performance.json"
REPORT = PROJECT / "docs" / "performance.md"
SIZES = (106, 10_000, 100_000)
DATABASES = ("sqlite", "postgresql")
SCRIPTS = {
    "exports": ("--sizes", "100000"),
    "imports": ("--milestones", "100000"),
    "freshness": (),
    "memory": (),
    "pdf": (),
}
"""Measurements with a module of their own, and what they are told; what they print is kept."""
BUSY = 0.5
LONGEST = 20 * 60
"""Seconds that one database and size, or one script, may take."""
TOOLS = {"wrk": "wrk", "nginx": "nginx-light", "psql": "postgresql-client", "sqlite3": "sqlite3"}
"""What the references are measured with, and the Debian packages it comes in."""
SHAPE = (
    "milestones/migrations/0*.py",
    "priorities/migrations/0*.py",
    "fixtures/*.json",
    "tests/benchmarks/synthetic.py",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for, then write the report of all that is known."""
    options = _options(arguments)
    began = time.monotonic()
    _name_missing_tools()
    results = Results.load(options.results)
    busy = load_of_others()
    results.machine = {
        **machine_card(),
        "Effort": options.effort,
        "Busy with something else": f"{busy:.1f} processes",
    }
    results.save(options.results)
    if busy > BUSY:
        sys.stdout.write("This machine is busy with something else: figures will be too low.\n")
    worked = [_collect(options, database, size) for database, size in _runs(options)]
    worked += [
        _run_script(options, database, script)
        for database in options.databases
        for script in options.parts
        if script in SCRIPTS
    ]
    results = Results.load(options.results)
    report = performance_report(results, Results.load(options.before))
    options.report.write_text(report, "utf-8")
    sys.stdout.write(f"\n{report}\n{options.report}, in {time.monotonic() - began:.0f} s\n")
    return 0 if all(worked) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    known = [*PARTS, *(name for name in SCRIPTS if _script(name).exists())]
    parser.add_argument("--parts", nargs="+", choices=known)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, metavar="MILESTONES")
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    parser.add_argument("--effort", choices=EFFORTS, default="full")
    parser.add_argument("--server", choices=("granian", "gunicorn"), default="granian")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where SQLite files are kept")
    parser.add_argument("--before", type=Path, default=BEFORE)
    parser.add_argument("--report", type=Path, default=REPORT)
    options = parser.parse_args(arguments)
    options.parts = options.parts or (known if options.effort == "full" else list(PARTS))
    return options


def _name_missing_tools() -> None:
    # A Debian server keeps nginx where only root looks.
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    missing = [package for tool, package in TOOLS.items() if not shutil.which(tool, path=path)]
    if missing:
        sys.stdout.write(
            "Some of it is left out, since these are not installed. On Debian and Ubuntu:\n"
            f"    sudo apt-get install --no-install-recommends {' '.join(missing)}\n"
        )


def _runs(options: argparse.Namespace) -> list[tuple[str, int]]:
    return [(database, size) for database in options.databases for size in sorted(options.sizes)]


def _collect(options: argparse.Namespace, database: str, size: int) -> bool:
    """Measure the parts on one database of one size."""
    parts = [part for part in options.parts if part in PARTS]
    if not parts:
        return True
    measuring = [
        *(sys.executable, "-m", "tests.benchmarks.collect", "--milestones", str(size)),
        *("--parts", *parts, "--effort", options.effort, "--server", options.server),
        *("--results", str(options.results.absolute())),
    ]
    if database == "postgresql":
        return _run([str(PROJECT / "scripts" / "with_postgres"), *measuring])[0]
    return _run(measuring, {"DATABASE_URL": f"sqlite:///{_sqlite_file(options.folder, size)}"})[0]


def sqlite_path(folder: Path, size: int) -> Path:
    """Where the record of a size is, for each shape of the database."""
    return folder.absolute() / f"{size}-{_shape()}.sqlite3"


def _sqlite_file(folder: Path, size: int) -> Path:
    """The file with a record of this size, made once for each shape of the database."""
    file = sqlite_path(folder, size)
    if file.exists():
        return file
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob(f"{size}-*"):
        stale.unlink()
    new = file.with_suffix(".new")
    making = [sys.executable, "-m", "tests.benchmarks.synthetic", str(size)]
    if not _run(making, {"DATABASE_URL": f"sqlite:///{new}"})[0]:
        raise SystemExit(f"The record of {size:,} milestones could not be made.")
    return new.rename(file)


def _shape() -> str:
    """A mark of all that a synthetic record depends on."""
    digest = hashlib.sha256()
    for pattern in SHAPE:
        for file in sorted(PROJECT.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _script(name: str) -> Path:
    return Path(__file__).with_name(f"{name}.py")


def _run_script(options: argparse.Namespace, database: str, script: str) -> bool:
    """Keep what a script prints about an empty database of its own."""
    command = [sys.executable, "-m", f"tests.benchmarks.{script}", *SCRIPTS[script]]
    if database == "postgresql":
        command = [str(PROJECT / "scripts" / "with_postgres"), *command]
    worked, text = _run(command, keep=True)
    results = Results.load(options.results)
    results.outputs[database, script] = Output(database, script, text.strip())
    results.save(options.results)
    return worked


def _run(
    command: list[str], environment: Mapping[str, str] | None = None, *, keep: bool = False
) -> tuple[bool, str]:
    """Whether it came to a good end in time, and what it printed, if that is to be kept."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env={**inherited, **(environment or {})},
        stdout=subprocess.PIPE if keep else None,
        text=True,
    )
    printed = ""
    try:
        printed = process.communicate(timeout=LONGEST)[0] or ""
    except subprocess.TimeoutExpired:
        sys.stdout.write(f"Given up after {LONGEST // 60} minutes: {' '.join(command)}\n")
    finally:
        # It ends its own servers.
        process.terminate()
        process.wait()
    return process.returncode == 0, printed


if __name__ == "__main__":
    # Whoever ends this one ends what it has started, and that its servers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
