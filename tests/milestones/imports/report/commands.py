"""Importing an edition from the command line."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command

from tests.milestones.imports.report.editions import LATER_TITLE


def run(path: Path, *options: str, title: str = LATER_TITLE) -> tuple[int, str, str]:
    """The exit code, what was printed, and the error."""
    said = StringIO()
    days = ("--as-of", "2007-03-31", "--published", "2007-05-02")
    try:
        call_command("import_report", str(path), *days, "--title", title, *options, stdout=said)
    except CommandError as error:
        return error.returncode, said.getvalue(), str(error)
    return 0, said.getvalue(), ""
