"""Imports run one way, so that each part can be read without those above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

MILESTONES_FROM_THE_GROUND_UP = [
    "choices",
    "licences",
    "normalization",
    "search",
    "progress",
    "version_cache",
    "dates",
    "tallies",
    "comparisons",
    "models",
    "documents",
    "sorting",
    "roles",
    "worklist",
    "actions",
    "update_history",
    "current_statuses",
    "previews",
    "fixtures",
    "importer",
    "seeding",
    "fields",
    "filters",
    "days",
    "asked",
    "narrowing",
    "lines",
    "briefing",
    "panels",
    "badges",
    "pdf_drawings",
    "pdf_process",
    "pdf",
    "datasets",
    "exports",
    "spreadsheets",
    "reminders",
    "charts",
    "facets",
    "suggestions",
    "timeline_posts",
    "timeline_slips",
    "timeline",
    "wording_differences",
    "readings",
    "story",
    "pair_differences",
    "examples",
    "tables",
    "forms",
    "pages",
    "templatetags",
    "feeds",
    "descriptions",
    "views",
    "admin",
    "urls",
    "apps",
    "management",
]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((settings.BASE_DIR / path).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def modules(package: str) -> list[Path]:
    """The Python files of a package, from the project's folder."""
    return [
        path.relative_to(settings.BASE_DIR)
        for path in sorted((settings.BASE_DIR / package).rglob("*.py"))
        if "migrations" not in path.parts and path.read_text("utf-8")
    ]


def test_priorities_know_nothing_of_what_is_built_on_them() -> None:
    for path in modules("priorities"):
        above = [name for name in imported(path) if name.startswith(("milestones", "spp_tracker"))]
        assert not above, path


def test_milestones_import_only_what_lies_below_them() -> None:
    assert {
        str(path): above for path in modules("milestones") if (above := list(not_below(path)))
    } == {}


def not_below(path: Path) -> Iterator[str]:
    own = path.parts[1].removesuffix(".py")
    below = MILESTONES_FROM_THE_GROUND_UP[: MILESTONES_FROM_THE_GROUND_UP.index(own) + 1]
    for name in imported(path):
        package, *inside = name.split(".")
        if package == "spp_tracker" or (
            package == "milestones" and inside and inside[0] not in below
        ):
            yield name


def test_reading_the_documents_needs_no_database() -> None:
    database = ("django", "milestones.models", "priorities.models")
    for path in modules("milestones/documents"):
        assert [name for name in imported(path) if name.startswith(database)] == [], path


def test_files_stay_short_enough_to_be_read() -> None:
    long = {
        str(path): length
        for package in ("priorities", "milestones", "spp_tracker")
        for path in modules(package)
        if (length := len((settings.BASE_DIR / path).read_text("utf-8").splitlines())) > 350
    }
    assert not long
