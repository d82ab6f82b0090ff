"""python manage.py import_report: what it prints, with which exit code, and what it changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import execute_from_command_line
from django.utils import translation

from milestones.imports.report.document import MAX_DOCUMENT_BYTES
from milestones.models import StatusReport
from tests.milestones.imports.report.commands import run
from tests.milestones.imports.report.editions import LATER, LATER_TITLE, edited
from tests.milestones.imports.test_seed import everything

pytestmark = pytest.mark.django_db

DECIDED = ("--match", "TS-2.4=61", "--match", "CS-3.3=142", "--accept-new", "--allow-missing")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "second.txt"
    path.write_text(LATER, "utf-8")
    return path


def exit_code(*arguments: str) -> int:
    """As the shell sees it."""
    with pytest.raises(SystemExit) as left:
        execute_from_command_line(["manage.py", "import_report", *arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_a_preview_with_open_decisions_says_so_and_changes_nothing(document: Path) -> None:
    before = everything()
    code, said, error = run(document)
    assert (code, error) == (1, "Nothing was changed: 6 decisions are needed.")
    assert "--match TS-2.4=61 (same milestone) or --new 61 (new milestone)" in said
    assert everything() == before


def test_a_clear_preview_changes_nothing_and_says_how_to_go_on(document: Path) -> None:
    before = everything()
    code, said, _error = run(document, *DECIDED)
    assert code == 0
    assert said.startswith(
        "On public pages:\n"
        "  Public date: 2006-06-15 -> 2007-03-31\n"
        "  Late: 28 -> 51\n"
        "  Overdue: 17 -> 48\n"
        "  On track, but past deadline: 4 -> 23\n"
        "\n"
        "“Second status report”"
    )
    assert said.endswith("\nNothing was changed. To apply, run again with --apply.\n")
    assert everything() == before


def test_apply_puts_the_edition_on_record_once(document: Path) -> None:
    code, said, _error = run(document, *DECIDED, "--apply")
    report = StatusReport.objects.get(title=LATER_TITLE)
    named = f"edition {report.pk}, “Second status report”, as of 2007-03-31."
    assert code == 0
    assert said.endswith(f"\nOn record now: {named}\n")
    assert (report.as_of, report.published) == (dt.date(2007, 3, 31), dt.date(2007, 5, 2))
    before = everything()
    for options in ((*DECIDED, "--apply"), ("--apply",), ()):
        assert run(document, *options) == (0, f"second.txt is on record already: {named}\n", "")
    assert everything() == before


def test_apply_with_open_decisions_changes_nothing(document: Path) -> None:
    before = everything()
    code, _said, error = run(document, "--accept-new", "--allow-missing", "--apply")
    assert (code, error) == (1, "Nothing was changed: 2 decisions are needed.")
    assert everything() == before


@pytest.mark.parametrize("options", [(), ("--apply",)], ids=["preview", "apply"])
def test_a_bad_document_is_refused_with_its_lines(document: Path, options: tuple[str, ...]) -> None:
    document.write_text(edited(("by 2008", "by June 31, 2008")), "utf-8")
    code, said, error = run(document, *options)
    assert (code, error) == (1, "Nothing was changed: 1 problem.")
    assert "\nproblems: 1\n  line 591: found “" in said
    assert "”; expected a date in the calendar, not “June 31, 2008”" in said


def test_no_more_than_the_largest_document_is_read(document: Path) -> None:
    with document.open("wb") as file:
        file.truncate(MAX_DOCUMENT_BYTES + 10_000_000)
    code, said, _error = run(document)
    assert code == 1
    assert "line 1: found “more than 40,000,000 bytes”" in said


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (("--match", "XX-1.1=61"), "There is no milestone XX-1.1 in the edition's priority areas."),
        (("--match", "TS-2.4=61", "--new", "61"), "Line 61 is decided twice."),
        (("--as-of", "2999-01-01"), "--as-of: This date is in the future."),
        (
            ("--published", "2007-03-30"),
            "--published: An edition cannot be published before its status date.",
        ),
    ],
)
def test_wrong_usage_is_told(document: Path, options: tuple[str, ...], error: str) -> None:
    assert run(document, *options) == (2, "", error)


def test_a_document_that_cannot_be_read_is_wrong_usage(tmp_path: Path) -> None:
    missing = tmp_path / "missing.txt"
    assert run(missing) == (2, "", f"{missing}: No such file or directory")
    assert run(tmp_path) == (2, "", f"{tmp_path}: Is a directory")


@pytest.mark.parametrize(
    "options",
    [
        ("--as-of", "tomorrow"),
        ("--as-of", "2007-02-30"),
        ("--published", "2007"),
        ("--title", " "),
        ("--match", "TS-2.4"),
        ("--match", "TS-2.4=first"),
        ("--new", "first"),
        ("--format", "xml"),
    ],
)
def test_options_that_make_no_sense_leave_the_shell_with_2(
    document: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    usual = (str(document), "--as-of", "2007-03-31", "--title", "Second")
    assert exit_code(*usual, *options) == 2
    assert f"argument {options[0]}" in capsys.readouterr().err


def test_the_shell_sees_the_exit_codes(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A command that ends closes every connection, the one of this test with it.
    monkeypatch.setattr("django.core.management.base.connections.close_all", lambda: None)
    usual = (str(document), "--as-of", "2007-03-31")
    assert exit_code(*usual) == 2
    assert exit_code(*usual, "--title", "Second", "--match", "XX-1.1=61") == 2
    assert exit_code(*usual, "--title", "Second") == 1


def test_it_speaks_english_whatever_language_is_active(document: Path) -> None:
    english = run(document)
    with translation.override("fr"):
        assert run(document) == english
