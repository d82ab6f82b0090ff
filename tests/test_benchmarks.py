"""`make bench` measures, keeps what it measured and writes a page that says what falls short."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from milestones.actions import rebuild_standings
from milestones.models import Milestone, Standing
from tests.benchmarks.__main__ import main, sqlite_path
from tests.benchmarks.report import performance_report
from tests.benchmarks.results import Measurement, Output, Results
from tests.benchmarks.synthetic import FIRST_NUMBER, INITIATIVES, PERIOD, grow
from tests.seeding import FILE

SYNTHETIC = PERIOD + 60


@pytest.fixture
def folder(tmp_path: Path, seeded_database: Path, exhaustive: bool) -> Path:
    """Where a run keeps the record that it measures: in short, an earlier one has made it."""
    seeded = seeded_database / FILE
    if seeded.exists() and not exhaustive:
        shutil.copy(seeded, sqlite_path(tmp_path, 106))
    return tmp_path


@pytest.mark.parametrize(
    "parts",
    [
        ["cold", "files"],
        pytest.param(["warm", "cold", "clients", "files"], marks=pytest.mark.exhaustive),
    ],
    ids=len,
)
def test_a_run_measures_what_is_asked_for_and_writes_the_page(
    folder: Path, monkeypatch: pytest.MonkeyPatch, parts: list[str]
) -> None:
    monkeypatch.setenv("SERVED_SETTINGS", "spp_tracker.settings_test")
    results, page = folder / "results.json", folder / "performance.md"
    arguments = [
        *("--effort", "tiny", "--sizes", "106", "--databases", "sqlite"),
        *("--parts", *parts),
        *("--folder", str(folder), "--results", str(results), "--report", str(page)),
    ]
    assert main(arguments) == 0
    measured = Results.load(results).measurements
    assert {part for _database, _size, part, _name in measured} == set(parts)
    assert measured["sqlite", 106, "cold", "overview, past, p50"].value
    assert (
        "warm" not in parts
        or measured["sqlite", 106, "warm", "overview, 304, 16 connections"].value
    )
    assert "### SQLite, 106 milestones" in page.read_text("utf-8")


def measurements(*values: tuple[str, str, float]) -> Results:
    """Of 106 milestones on SQLite, by part and name."""
    results = Results({}, {}, {})
    results.add(Measurement("sqlite", 106, part, name, value, "ms") for part, name, value in values)
    return results


def test_the_page_sets_figures_beside_goals_and_those_of_before() -> None:
    now = measurements(
        ("warm", "overview, 1 connections", 20_000),
        ("warm", "overview, 16 connections", 41_234),
        ("warm", "fixed view, 16 connections", 10_000),
        ("warm", "nginx, the overview gzipped, 16 connections", 60_000),
        ("cold", "table, now, p50", 12.34),
        ("cold", "table, now, longest", 20),
    )
    before = measurements(("warm", "overview, 16 connections", 22), ("cold", "table, now, p50", 70))
    page = performance_report(now, before).splitlines()
    assert "| overview | – | 22 | 20,000 | 41,234 | 4.12 | 0.687 | met |" in page
    assert "| table | 70 | 12.3 | 20 | 10 | 10 | **falls short** |" in page


def test_a_goal_in_milliseconds_is_longer_on_a_slower_machine() -> None:
    now = measurements(
        ("cold", "table, now, p50", 12.34),
        ("cold", "table, now, longest", 20),
        ("cold", "fixed view", 4975 / 1.5),
    )
    page = performance_report(now, measurements()).splitlines()
    assert "| table | – | 12.3 | 20 | 10 | 15 | met |" in page
    reference = "The fixed view meanwhile: 3,317 a second on one connection"
    assert f"{reference} (median; one second before each page)." in page


def test_what_falls_short_stands_at_the_top() -> None:
    page = performance_report(measurements(("cold", "area, now, p50", 10.1)), measurements())
    head = page.partition("## Pages")[0]
    group = "Not shown before: SQLite, 106 milestones"
    assert f"| {group} | 0 of 1 | area: 10.1 ms, at most 10 ms |" in head
    assert f"- {group}, area: 10.1 ms, at most 10 ms\n" in head


def test_nothing_falls_short_where_all_goals_are_met() -> None:
    page = performance_report(measurements(("cold", "area, now, p50", 10.0)), measurements())
    assert "## What falls short\n\nNothing that was measured.\n" in page


def test_without_figures_the_page_does_not_claim_anything() -> None:
    page = performance_report(measurements(), measurements())
    assert page.endswith("Nothing was measured yet.\n")


def test_a_part_that_is_measured_again_takes_the_place_of_what_was(tmp_path: Path) -> None:
    kept = measurements(("warm", "old page", 1), ("cold", "area", 2))
    kept.outputs["sqlite", "imports"] = Output("sqlite", "imports", "12 s")
    kept.save(tmp_path / "results.json")
    again = Results.load(tmp_path / "results.json")
    assert again == kept
    again.replace_part("sqlite", 106, "warm", [Measurement("sqlite", 106, "warm", "new", 3, "")])
    assert sorted(name for _, _, _, name in again.measurements) == ["area", "new"]


@pytest.mark.django_db
def test_synthetic_milestones_stand_where_the_tracker_itself_would_reckon() -> None:
    grow(SYNTHETIC, INITIATIVES)
    milestones = Milestone.objects.filter(order__gte=FIRST_NUMBER)
    fields = [field.attname for field in Standing._meta.concrete_fields if field.name != "id"]
    standings = Standing.objects.filter(milestone__in=milestones).order_by(
        "milestone", "pair", "from_date"
    )
    written = list(standings.values_list(*fields))
    assert milestones.count() == SYNTHETIC
    rebuild_standings(milestones)
    assert list(standings.values_list(*fields)) == written
