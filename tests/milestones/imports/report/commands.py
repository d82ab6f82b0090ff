"""Importing an edition from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.milestones.imports import commands
from tests.milestones.imports.report.editions import LATER_TITLE


def run(path: Path, *options: str, title: str = LATER_TITLE) -> tuple[int, str, str]:
    """The exit code, what was printed, and the error."""
    days = ("--as-of", "2007-03-31", "--published", "2007-05-02")
    return commands.run("import_report", str(path), *days, "--title", title, *options)
