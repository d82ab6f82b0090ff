"""The page docs/performance.md: every figure beside its goal, and first of all what falls short."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.benchmarks import goals
from tests.benchmarks.load import FIXED, NGINX, NGINX_NOT_MODIFIED, NOT_MODIFIED, PAGES
from tests.benchmarks.results import Results

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NOTHING = "–"
MET, SHORT = "met", "**falls short**"
ONE, SIXTEEN = "1 connections", "16 connections"
COLD_PAGES = (
    *("overview", "area", "deadlines", "table", "search"),
    *("pairs", "milestone", "changes", "briefing"),
)
SCRIPTS = {
    "exports": "Every file",
    "imports": "Imports",
    "freshness": "Freshness under load",
    "memory": "Memory of the server",
    "pdf": "PDFs beside page readers",
}

INTRODUCTION = """\
# Performance

`make bench` measures this and writes this page; nothing in it is written by hand. Figures of one
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
Memory is what all processes of the server hold more than before.
"""
SCRIPTS_INTRODUCTION = """\
## Measured by themselves

What `python -m tests.benchmarks.…` prints.
"""


@dataclass
class Report:
    """The lines of the page, and what falls short in them."""

    results: Results
    before: Results
    lines: list[str] = field(default_factory=list)
    shortfalls: list[str] = field(default_factory=list)

    def verdict(
        self, what: str, value: float | None, goal: float | None, *, at_least: bool, unit: str
    ) -> str:
        """Whether a figure reaches its goal; what does not is named at the top of the page."""
        if value is None or goal is None:
            return NOTHING
        if value >= goal if at_least else value <= goal:
            return MET
        bound = "at least" if at_least else "at most"
        self.shortfalls.append(
            f"{what}: {_figure(value)}{unit}, goal {bound} {_figure(goal)}{unit}"
        )
        return SHORT

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
    head = [INTRODUCTION, *_card(results), *_shortfalls(report)]
    return "\n".join([*head, *report.lines]).rstrip() + "\n"


def _card(results: Results) -> list[str]:
    rows = [_row([name, value]) for name, value in results.machine.items()]
    return ["| machine | |", "| --- | --- |", *rows, ""]


def _shortfalls(report: Report) -> list[str]:
    if not report.results.measurements:
        return ["Nothing was measured yet.", ""]
    if not report.shortfalls:
        return ["## What falls short", "", "Nothing that was measured.", ""]
    return ["## What falls short", "", *(f"- {line}" for line in report.shortfalls), ""]


def _warm(report: Report) -> None:
    report.begin(WARM, "warm")
    for database, size in report.sizes_of("warm"):
        report.lines += [f"### {_place(database, size)}", ""]
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
    what = f"{_place(database, size)}, {name}"
    verdicts = {
        report.verdict(
            f"{what}, beside the fixed view",
            beside_fixed,
            goals.fixed_view_ratio(database),
            at_least=True,
            unit=" ×",
        ),
        report.verdict(
            f"{what}, beside nginx", beside_nginx, goals.NGINX_SHARE, at_least=True, unit=" ×"
        ),
    }
    return [name, *figures, _figure(beside_fixed), _figure(beside_nginx), _worst(verdicts)]


def _cold(report: Report) -> None:
    report.begin(COLD, "cold")
    for database, size in report.sizes_of("cold"):
        report.lines += [f"### {_place(database, size)}", ""]
        rows = [
            _cold_row(report, database, size, page, moment)
            for moment in ("now", "past")
            for page in COLD_PAGES
        ]
        report.table(["", "before", "now", "longest", "goal", ""], [row for row in rows if row])


def _cold_row(report: Report, database: str, size: int, page: str, moment: str) -> list[str]:
    name = f"{page}, {moment}"
    median = report.results.value(database, size, "cold", f"{name}, p50")
    if median is None:
        return []
    longest = report.results.value(database, size, "cold", f"{name}, longest")
    former = report.before.value(database, size, "cold", f"{name}, p50")
    goal = goals.cold_page(page, moment, size)
    label = page if moment == "now" else f"{page}, a past day"
    what = f"{_place(database, size)}, cold {label}"
    verdict = report.verdict(what, median, goal, at_least=False, unit=" ms")
    return [label, *map(_figure, (former, median, longest, goal)), verdict]


@dataclass(frozen=True)
class Line:
    """A line of a table of single figures, with its goal."""

    name: str
    goal: float | None
    at_least: bool
    unit: str


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
        report.lines += [f"### {_place(database, size)}", ""]
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
        what = f"{_place(database, size)}, {line.name}"
        verdict = report.verdict(what, value, line.goal, at_least=line.at_least, unit=line.unit)
        yield [f"{line.name}{_in(line.unit)}", *map(_figure, (former, value, line.goal)), verdict]


def _files(report: Report) -> None:
    report.begin(FILES, "files")
    for database, size in report.sizes_of("files"):
        report.lines += [f"### {_place(database, size)}", ""]
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
