"""Commands that last show how far they have come: at a terminal, and nowhere else."""

from __future__ import annotations

from contextlib import redirect_stderr, suppress
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from milestones import progress_bar
from milestones.actions import state
from milestones.models import StatusReport
from milestones.progress_bar import progress_on, with_progress
from tests.milestones.imports.report.commands import run
from tests.milestones.imports.report.editions import REPORT, edited
from tests.milestones.imports.statuses.sheets import as_csv, export

ON_TRACK_AGAIN = ("  1. US-MX: Delayed\n", "  1. US-MX: On track\n")


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """People who want to know at once how long it takes."""
    monkeypatch.setattr(progress_bar, "SECONDS_BEFORE_BAR", 0.0)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Much to do, at ten milestones a time."""
    monkeypatch.setattr(state, "BATCH", 10)


def shown_of(stream: StringIO) -> str:
    """What reading four things shows in a stream."""
    with progress_on(stream):
        assert list(with_progress("abcd", "Reading", 4)) == ["a", "b", "c", "d"]
    return stream.getvalue()


def test_a_bar_grows_as_things_are_taken() -> None:
    shown = shown_of(Terminal())
    for part in ("Reading", "25%", "50%", "75%", "100%"):
        assert part in shown
    assert shown.endswith("\n")


def test_nothing_is_shown_where_nobody_asked() -> None:
    terminal = Terminal()
    with redirect_stderr(terminal):
        assert list(with_progress("abcd", "Reading", 4)) == ["a", "b", "c", "d"]
    assert terminal.getvalue() == ""


def test_nothing_is_shown_but_at_a_terminal() -> None:
    assert shown_of(StringIO()) == ""


def test_nothing_is_shown_of_what_is_done_within_two_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress_bar, "SECONDS_BEFORE_BAR", 2.0)
    assert shown_of(Terminal()) == ""


def test_the_line_ends_where_work_breaks_off() -> None:
    terminal = Terminal()
    with suppress(ZeroDivisionError), progress_on(terminal):
        list(map((1).__truediv__, with_progress([1, 0, 1], "Dividing", 3)))
    assert "33%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n")


def an_edition(folder: Path) -> Path:
    path = folder / "second.txt"
    path.write_text(edited(ON_TRACK_AGAIN, text=REPORT), "utf-8")
    return path


def a_sheet(folder: Path) -> Path:
    rows = export()
    for row in rows:
        row.update(status="completed", as_reported="", revised_deadline="")
    path = folder / "statuses.csv"
    path.write_bytes(as_csv(rows))
    return path


@pytest.mark.django_db
@pytest.mark.usefixtures("small_batches")
def test_importing_an_edition_shows_all_that_lasts(tmp_path: Path) -> None:
    terminal = Terminal()
    with redirect_stderr(terminal):
        code, output, _error = run(an_edition(tmp_path), "--apply")
    assert (code, "On record now" in output) == (0, True)
    shown = terminal.getvalue()
    for label in ("Reading", "Comparing", "Recording"):
        assert label in shown


@pytest.mark.django_db
@pytest.mark.usefixtures("small_batches")
def test_an_import_that_is_not_at_a_terminal_shows_nothing(tmp_path: Path) -> None:
    file = StringIO()
    with redirect_stderr(file):
        assert run(an_edition(tmp_path), "--apply")[0] == 0
    assert file.getvalue() == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("small_batches")
def test_taking_a_spreadsheet_back_shows_all_that_lasts(tmp_path: Path) -> None:
    output, terminal = StringIO(), Terminal()
    context = ("--as-of", "2007-03-31", "--source", "A letter", "--apply")
    with redirect_stderr(terminal):
        call_command("import_statuses", str(a_sheet(tmp_path)), *context, stdout=output)
    assert "On record now" in output.getvalue()
    for label in ("Comparing", "Recording"):
        assert label in terminal.getvalue()


@pytest.mark.django_db
@pytest.mark.usefixtures("small_batches")
def test_withdrawing_an_edition_shows_that_it_is_reckoned_anew() -> None:
    number, terminal = str(StatusReport.objects.get().pk), Terminal()
    with redirect_stderr(terminal):
        call_command(
            "withdraw_report", number, "--reason", "A mistake", "--apply", stdout=StringIO()
        )
    assert "Calculating" in terminal.getvalue()
