"""The page docs/performance.md: every figure beside its goal, and first of all what falls short."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.benchmarks import goals
from tests.benchmarks.cold import NOW
from tests.benchmarks.load import FIXED, NGINX, NGINX_NOT_MODIFIED, NOT_MODIFIED, PAGES
from tests.benchmarks.results import Results

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NOTHING = "–"
MET, SHORT = "met", "**falls short**"
ONE, SIXTEEN = "1 connections", "16 connections"
SCRIPTS = {
    "exports": "Every file",
    "imports": "Imports",
    "freshness": "Freshness under load",
    "memory": "Memory of the server",
    "pdf": "PDFs beside page readers",
}

INTRODUCTION = """\
# Performance

`make bench` measures this and writes this page; nothing in it is written by hand. It replaces what
it measures again; everything else stays, from `docs/performance.json`. Figures of one
table were taken beside each other in one run on one machine, over the loopback; they are medians of
three, and ratios say more than they do, since a machine is not always as fast. The record is the
real one (106 milestones) or a synthetic one with 10,000 or 100,000 more, each with ten updates.
*Before* is the tracker before answers were kept and pages were counted in one pass, served by
gunicorn, measured by the same commands (`tests/benchmarks/before.json`).
"""
WARM = """\
## Pages that were shown before

Answers a second, asked for gzipped, on one connection and on sixteen. Beside them, in the same run:
a Django view with 30 KB of fixed bytes behind Django's default middleware under the same server,
and nginx with the tracker's own overview. The ratios are those of sixteen connections.
"""
COLD = """\
## Pages that were not

Milliseconds until the whole answer is there, on one connection: the median, and the longest.
Something was written just before each request; for a past day, the address was never asked for.
The goals were set on a machine that gives the fixed view 4,975 times a second on one connection.
*Here* is the goal times as much as this machine was slower in the same run (below each table).
"""
CLIENTS = """\
## Beside slow clients

Four kinds of slow clients at once: silent ones, half-sent requests, readers that do not read and
bodies that do not come; then four half-sent requests alone; then four readers who ask for a PDF
each. Others ask for `/healthz` and the overview meanwhile.
"""
FILES = """\
## Whole files

`/statuses.csv` with all its rows, beside the same rows written by the database's own command.
Memory is what all processes of the server hold more than before, without the pages of mapped files.
"""
SCRIPTS_INTRODUCTION = """\
## Measured by themselves

What `python -m tests.benchmarks.…` prints.
"""


@dataclass(frozen=True)
class Check:
    """A figure held against its goal. ``group`` is the row of the overview that counts it."""

    group: str
    what: str
    value: float
    goal: float
    at_least: bool
    unit: str

    @property
    def is_met(self) -> bool:
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    @property
    def distance(self) -> float:
        """How many times too little or too much; 1 and less is enough."""
        if self.at_least:
            return self.goal / self.value if self.value else float("inf")
        return self.value / self.goal

    def __str__(self) -> str:
        bound = "at least" if self.at_least else "at most"
        figures = f"{_figure(self.value)}{self.unit}, {bound} {_figure(self.goal)}{self.unit}"
        return f"{self.what}: {figures}"


@dataclass
class Report:
    """The lines of the page, and every figure in them that has a goal."""

    results: Results
    before: Results
    lines: list[str] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    def verdict(
        self,
        group: str,
        what: str,
        value: float | None,
        goal: float | None,
        *,
        at_least: bool,
        unit: str,
    ) -> str:
        """Whether a figure reaches its goal, which the top of the page sums up."""
        if value is None or goal is None:
            return NOTHING
        check = Check(group, what, value, goal, at_least, unit)
        self.checks.append(check)
        return MET if check.is_met else SHORT

    def table(self, heads: list[str], rows: list[list[str]]) -> None:
        """A table, with figures to the right; nothing, without rows."""
        if not rows:
            return
        marks = ["---", *["--:"] * (len(heads) - 2), "---"]
        self.lines += [_row(heads), _row(marks), *map(_row, rows), ""]

    def begin(self, introduction: str, *parts: str) -> None:
        """Begin a section, if anything in it was measured."""
        if any(self.sizes_of(*parts)):
            self.lines.append(introduction)

    def heading(self, database: str, size: int, *parts: str) -> None:
        """The heading of a table, and when it was measured."""
        measured = self.results.measurements.values()
        of_table = {
            item.taken_at
            for item in measured
            if item.key[:3] in {(database, size, part) for part in parts}
        }
        times = sorted(of_table - {""})
        self.lines += [f"### {_place(database, size)}", ""]
        if times:
            self.lines += [f"Taken at {' and '.join(times)}.", ""]

    def sizes_of(self, *parts: str) -> Iterator[tuple[str, int]]:
        """The databases and sizes of which anything was measured, smallest first."""
        keys = {key[:2] for key in self.results.measurements if key[2] in parts}
        order = list(DATABASES)
        yield from sorted(keys, key=lambda key: (order.index(key[0]), key[1]))


def performance_report(results: Results, before: Results) -> str:
    """The whole page."""
    report = Report(results, before)
    for section in SECTIONS:
        section(report)
    head = [INTRODUCTION, *_card(results, before), *_overview(report.checks)]
    return "\n".join([*head, *report.lines]).rstrip() + "\n"


def _card(results: Results, before: Results) -> list[str]:
    card = results.machine
    if before.machine:
        card = {**card, "Before taken at": before.machine.get("Taken at", NOTHING)}
    rows = [_row([name, value]) for name, value in card.items()]
    return ["| machine | |", "| --- | --- |", *rows, ""]


def _overview(checks: list[Check]) -> Iterator[str]:
    """How many goals are met in each table, then whatever falls short."""
    if not checks:
        yield from ["Nothing was measured yet.", ""]
        return
    yield from ["## Goals", "", _row(["", "met", "furthest from its goal"]), "| --- | --: | --- |"]
    for group in dict.fromkeys(check.group for check in checks):
        of_group = [check for check in checks if check.group == group]
        met = sum(check.is_met for check in of_group)
        furthest = max(of_group, key=lambda check: check.distance)
        yield _row([group, f"{met} of {len(of_group)}", str(furthest)])
    yield from ["", "## What falls short", ""]
    shortfalls = [check for check in checks if not check.is_met]
    yield from [f"- {check.group}, {check}" for check in shortfalls] or [
        "Nothing that was measured."
    ]
    yield ""


def _warm(report: Report) -> None:
    report.begin(WARM, "warm")
    for database, size in report.sizes_of("warm"):
        report.heading(database, size, "warm")
        names = [*PAGES, NOT_MODIFIED, FIXED, NGINX, NGINX_NOT_MODIFIED]
        rows = [_warm_row(report, database, size, name) for name in names]
        heads = ["", "before, 1", "before, 16", "now, 1", "now, 16", "× fixed view", "× nginx", ""]
        report.table(heads, [row for row in rows if row])
        _notes(report, database, size, "warm")


def _warm_row(report: Report, database: str, size: int, name: str) -> list[str]:
    def rate(results: Results, what: str, connections: str) -> float | None:
        return results.value(database, size, "warm", f"{what}, {connections}")

    now = rate(report.results, name, SIXTEEN)
    if now is None:
        return []
    figures = [
        _figure(rate(results, name, connections))
        for results in (report.before, report.results)
        for connections in (ONE, SIXTEEN)
    ]
    if name not in {*PAGES, NOT_MODIFIED}:
        return [name, *figures, NOTHING, NOTHING, "reference"]
    nginx = NGINX_NOT_MODIFIED if name == NOT_MODIFIED else NGINX
    beside_fixed = _ratio(now, rate(report.results, FIXED, SIXTEEN))
    beside_nginx = _ratio(now, rate(report.results, nginx, SIXTEEN))
    group = f"Shown before: {_place(database, size)}"
    references = {
        "the fixed view": (beside_fixed, goals.fixed_view_ratio(database)),
        "nginx": (beside_nginx, goals.NGINX_SHARE),
    }
    verdicts = {
        report.verdict(group, f"{name} beside {reference}", ratio, goal, at_least=True, unit=" ×")
        for reference, (ratio, goal) in references.items()
    }
    return [name, *figures, _figure(beside_fixed), _figure(beside_nginx), _worst(verdicts)]


def _cold(report: Report) -> None:
    report.begin(COLD, "cold")
    for database, size in report.sizes_of("cold"):
        report.heading(database, size, "cold")
        rows = [
            _cold_row(report, database, size, page, moment)
            for moment in ("now", "past")
            for page in NOW
        ]
        heads = ["", "before", "now", "longest", "goal", "here", ""]
        report.table(heads, [row for row in rows if row])
        rate = report.results.value(database, size, "cold", FIXED)
        if rate:
            here = f"The fixed view meanwhile: {_figure(rate)} a second on one connection"
            report.lines += [f"{here} (median; one second before each page).", ""]


def _cold_row(report: Report, database: str, size: int, page: str, moment: str) -> list[str]:
    name = f"{page}, {moment}"
    median = report.results.value(database, size, "cold", f"{name}, p50")
    if median is None:
        return []
    longest = report.results.value(database, size, "cold", f"{name}, longest")
    former = report.before.value(database, size, "cold", f"{name}, p50")
    goal = goals.cold_page(page, moment, size)
    here = goals.on_this_machine(goal, report.results.value(database, size, "cold", FIXED))
    label = page if moment == "now" else f"{page}, a past day"
    group = f"Not shown before: {_place(database, size)}"
    verdict = report.verdict(group, label, median, here, at_least=False, unit=" ms")
    return [label, *map(_figure, (former, median, longest, goal, here)), verdict]


@dataclass(frozen=True)
class Line:
    """A line of a table of single figures, with its goal."""

    name: str
    goal: float | None
    at_least: bool
    unit: str


GROUPS = {"clients": "Slow clients", "papers": "PDFs", "files": "Whole files"}

CLIENT_LINES = [
    Line("slow clients", None, True, ""),
    Line("slow clients: probes answered", 1.0, True, " of all"),
    Line("slow clients: longest wait", goals.PROBE_WAIT, False, " ms"),
    Line("4 half-sent: probes answered", 1.0, True, " of all"),
    Line("4 half-sent: longest wait", goals.PROBE_WAIT, False, " ms"),
]
PAPER_LINES = [
    Line("4 PDFs: longest wait of others", goals.PAPER_WAIT, False, " ms"),
    Line("4 PDFs: memory added", goals.PAPER_MEMORY, False, " MiB"),
    Line("4 PDFs: until all were answered", None, False, " s"),
]


def _clients(report: Report) -> None:
    report.begin(CLIENTS, "clients", "papers")
    for database, size in report.sizes_of("clients", "papers"):
        report.heading(database, size, "clients", "papers")
        rows = [
            *_single_rows(report, database, size, "clients", CLIENT_LINES),
            *_single_rows(report, database, size, "papers", PAPER_LINES),
        ]
        report.table(["", "before", "now", "goal", ""], rows)
        _notes(report, database, size, "papers")


def _single_rows(
    report: Report, database: str, size: int, part: str, lines: list[Line]
) -> Iterator[list[str]]:
    for line in lines:
        value = report.results.value(database, size, part, line.name)
        if value is None:
            continue
        former = report.before.value(database, size, part, line.name)
        group = f"{GROUPS[part]}: {_place(database, size)}"
        verdict = report.verdict(
            group, line.name, value, line.goal, at_least=line.at_least, unit=line.unit
        )
        yield [f"{line.name}{_in(line.unit)}", *map(_figure, (former, value, line.goal)), verdict]


def _files(report: Report) -> None:
    report.begin(FILES, "files")
    for database, size in report.sizes_of("files"):
        report.heading(database, size, "files")
        client = "sqlite3" if database == "sqlite" else "psql"
        reference = report.results.value(database, size, "files", f"{client}: lines a second")
        share = goals.file_ratio(database)
        is_large = size >= 100_000
        goal = reference * share if reference and is_large else None
        memory = goals.FILE_MEMORY if is_large else None
        lines = [
            Line("statuses.csv, first: lines a second", goal, True, ""),
            Line("statuses.csv, first: first byte", goals.FILE_FIRST_BYTE, False, " ms"),
            Line("statuses.csv, first: memory added", memory, False, " MiB"),
            Line("statuses.csv, again: lines a second", None, True, ""),
            Line("statuses.csv, again: first byte", goals.FILE_FIRST_BYTE, False, " ms"),
            Line("statuses.csv, again: memory added", memory, False, " MiB"),
            Line(f"{client}: lines a second", None, True, ""),
        ]
        rows = list(_single_rows(report, database, size, "files", lines))
        report.table(["", "before", "now", "goal", ""], rows)
        _notes(report, database, size, "files")


def _scripts(report: Report) -> None:
    if report.results.outputs:
        report.lines.append(SCRIPTS_INTRODUCTION)
    for (database, script), output in sorted(report.results.outputs.items()):
        title = f"### {SCRIPTS.get(script, script)}, {DATABASES[database]}"
        report.lines += [title, "", "```", output.text, "```", ""]


SECTIONS: tuple[Callable[[Report], None], ...] = (_warm, _cold, _clients, _files, _scripts)


def _notes(report: Report, database: str, size: int, part: str) -> None:
    """What could not be measured, and what went wrong while it was."""
    for measurement in report.results.measurements.values():
        if measurement.key[:3] != (database, size, part) or not measurement.note:
            continue
        if measurement.value is None or measurement.note.endswith("errors"):
            report.lines += [f"- {measurement.name}: {measurement.note}", ""]


def _place(database: str, size: int) -> str:
    return f"{DATABASES[database]}, {size:,} milestones"


def _worst(verdicts: set[str]) -> str:
    return next((verdict for verdict in (SHORT, MET) if verdict in verdicts), NOTHING)


def _ratio(value: float, reference: float | None) -> float | None:
    return value / reference if reference else None


def _in(unit: str) -> str:
    return f" ({unit.strip()})" if unit.strip() in {"ms", "MiB", "s"} else ""


def _figure(value: float | None) -> str:
    """Three digits or so: no more than a second run would show again."""
    if value is None:
        return NOTHING
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
