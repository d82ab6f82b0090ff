"""python manage.py import_report: what it prints, with which exit code, and what it changes."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line
from django.utils import translation

from milestones.importer.editions import LARGEST_DOCUMENT
from milestones.models import StatusReport
from tests.milestones.documents.small import REPORT as SMALL
from tests.milestones.importer.editions import LATER, LATER_TITLE, edited
from tests.milestones.test_seed import everything

pytestmark = pytest.mark.django_db

DECIDED = ("--match", "TS-2.4=61", "--match", "CS-3.3=142", "--accept-new", "--allow-missing")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "second.txt"
    path.write_text(LATER, "utf-8")
    return path


def run(path: Path, *options: str, title: str = LATER_TITLE) -> tuple[int, str, str]:
    """The exit code, what was printed, and the error."""
    said = StringIO()
    days = ("--as-of", "2007-03-31", "--published", "2007-05-02")
    try:
        call_command("import_report", str(path), *days, "--title", title, *options, stdout=said)
    except CommandError as error:
        return error.returncode, said.getvalue(), str(error)
    return 0, said.getvalue(), ""


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
    assert "--match TS-2.4=61 if it is that milestone, --new 61 if it is new" in said
    assert everything() == before


def test_a_clear_preview_changes_nothing_and_says_how_to_go_on(document: Path) -> None:
    before = everything()
    code, said, _error = run(document, *DECIDED)
    assert code == 0
    assert said.endswith("\nNothing was changed. To put it on record, run this with --apply.\n")
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
def test_a_bad_document_is_told_with_its_lines(document: Path, options: tuple[str, ...]) -> None:
    document.write_text(edited(("Completed (visits)", "Nearly there")), "utf-8")
    code, said, error = run(document, *options)
    assert (code, error) == (1, "Nothing was changed: 1 problem.")
    assert "\nproblems: 1\n  line 336: found “Nearly there”; expected a status: " in said


def test_no_more_than_the_largest_document_is_read(document: Path) -> None:
    with document.open("wb") as file:
        file.truncate(LARGEST_DOCUMENT + 10_000_000)
    code, said, _error = run(document)
    assert code == 1
    assert "line 1: found “more than 40,000,000 bytes”" in said


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (("--match", "XX-1.1=61"), "There is no milestone XX-1.1 in the edition's priority areas."),
        (("--match", "TS-2.4=60"), "No milestone that has to be decided begins on line 60."),
        (("--match", "TS-2.4=61", "--match", "TS-2.4=142"), "TS-2.4 is matched twice."),
        (("--match", "TS-2.4=61", "--new", "61"), "Line 61 is decided twice."),
        (
            ("--as-of", "2005-06-26"),
            "--as-of: Nothing was on record before the plan of 2005-06-27.",
        ),
        (("--as-of", "2999-01-01"), "--as-of: This day has not come yet."),
        (
            ("--published", "2007-03-30"),
            "--published: An edition comes out on the day it tells of, or later.",
        ),
        (
            ("--title", "x" * 201),
            "--title: Ensure this value has at most 200 characters (it has 201).",
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


SECOND = (
    SMALL.replace("US- CN: Initiated\n\n  1. US-MX: Delayed to Fall 2006", "Completed")
    .replace("Expand Canada-U.S. joint patrols.", "Extend the joint Canada-U.S. patrols by 2008.")
    .replace(
        "Share plans within 12 months", "Hold talks.\n\nOn track\n\nShare plans within 12 months"
    )
    .replace("Train officers (“green lanes”) within 18 months.  (December 2006)", "Write laws.")
)
"""Changed, reworded, new, and new with a milestone missing."""


def small_edition(tmp_path: Path) -> Path:
    path = tmp_path / "second.txt"
    path.write_text(SECOND, "utf-8")
    return path


TEXT = """\
“Second”, as of 2007-03-31, published 2007-05-02
second.txt, SHA-256 908c66c1e5bfd3264df6960c45eb2b5626ee6336c76970a73a427a69da5e61d3

unchanged: 4
changed: 1
  CS-1.1, line 21: Evaluate within 6 months (December 2005) and expand within 18 months (December …
    US-CN: Initiated (line 23, “First”, 2006-06-15) -> Completed (line 23)
    US-MX: Delayed to Fall 2006 (line 25, “First”, 2006-06-15) -> Completed (line 23)
reworded: 1
  line 37: Extend the joint Canada-U.S. patrols by 2008.
    ALL: Partially completed (line 39)
    78 % CS-1.4: Expand Canada-U.S. joint patrols.
      deadline on record: none (stays); in this edition: 2008
    decide: --match CS-1.4=37 if it is that milestone, --new 37 if it is new
new: 2
  CS-2.2, line 43: Write laws.
    under CS-2
    ALL: On track (line 45)
    decide: --accept-new, or --new 43 for this one alone
  BP-1.2, line 59: Hold talks.
    under BP-1
    ALL: On track (line 61)
    decide: --accept-new, or --new 59 for this one alone
missing from this edition: 1
  CS-2.1: Train officers (“green lanes”) within 18 months. (December 2006)
    ALL stays: On track (line 47, “First”, 2006-06-15)
    decide: --allow-missing, or --match with the line where it stands
also reads otherwise: 0
"""

DATA = {
    "edition": {
        "title": "Second",
        "as_of": "2007-03-31",
        "published": "2007-05-02",
        "document": "second.txt",
        "sha256": "908c66c1e5bfd3264df6960c45eb2b5626ee6336c76970a73a427a69da5e61d3",
    },
    "in_effect": None,
    "is_clean": False,
    "open_decisions": 4,
    "unchanged": [
        {
            "code": "CS-1.2",
            "line": 25,
            "sentence": "Write a plan within 24 months (June 2007);",
            "reworded": False,
            "corrects": False,
            "stays": False,
        },
        {
            "code": "CS-1.3",
            "line": 29,
            "sentence": "And, within 9 months (March 2006), share it.",
            "reworded": False,
            "corrects": False,
            "stays": False,
        },
        {
            "code": "BP-1.1",
            "line": 63,
            "sentence": "Share plans within 12 months (June 2006) and annually thereafter.",
            "reworded": False,
            "corrects": False,
            "stays": False,
        },
        {
            "code": "BF-1.1",
            "line": 86,
            "sentence": "Build a lane by 2008.",
            "reworded": False,
            "corrects": False,
            "stays": False,
        },
    ],
    "changed": [
        {
            "code": "CS-1.1",
            "line": 21,
            "sentence": "Evaluate within 6 months (December 2005) and expand within 18 "
            "months (December 2006) the use of forms.",
            "reworded": False,
            "corrects": False,
            "stays": False,
            "changes": [
                {
                    "pair": "US-CN",
                    "before": {
                        "status": "initiated",
                        "as_reported": "Initiated",
                        "revised_deadline": None,
                        "note": "",
                        "line": 23,
                        "as_of": "2006-06-15",
                        "report": "First",
                    },
                    "after": {
                        "status": "completed",
                        "as_reported": "Completed",
                        "revised_deadline": None,
                        "note": "",
                        "line": 23,
                    },
                },
                {
                    "pair": "US-MX",
                    "before": {
                        "status": "delayed",
                        "as_reported": "Delayed to Fall 2006",
                        "revised_deadline": "2006-Fall",
                        "note": "",
                        "line": 25,
                        "as_of": "2006-06-15",
                        "report": "First",
                    },
                    "after": {
                        "status": "completed",
                        "as_reported": "Completed",
                        "revised_deadline": None,
                        "note": "",
                        "line": 23,
                    },
                },
            ],
        }
    ],
    "reworded": [
        {
            "area": "Cargo Security",
            "line": 37,
            "sentence": "Extend the joint Canada-U.S. patrols by 2008.",
            "deadlines": ["2008"],
            "statuses": [
                {
                    "pair": "ALL",
                    "status": "partially_completed",
                    "as_reported": "Partially completed",
                    "revised_deadline": None,
                    "note": "",
                    "line": 39,
                }
            ],
            "match": None,
            "proposals": [
                {
                    "code": "CS-1.4",
                    "text": "Expand Canada-U.S. joint patrols.",
                    "deadlines": [],
                    "likeness": 78,
                }
            ],
        }
    ],
    "new": [
        {
            "code": "CS-2.2",
            "initiative": "CS-2",
            "new_initiative": None,
            "line": 43,
            "sentence": "Write laws.",
            "parties": "ALL",
            "deadlines": [],
            "statuses": [
                {
                    "pair": "ALL",
                    "status": "on_track",
                    "as_reported": "On track",
                    "revised_deadline": None,
                    "note": "",
                    "line": 45,
                }
            ],
            "is_decided": False,
        },
        {
            "code": "BP-1.2",
            "initiative": "BP-1",
            "new_initiative": None,
            "line": 59,
            "sentence": "Hold talks.",
            "parties": "ALL",
            "deadlines": [],
            "statuses": [
                {
                    "pair": "ALL",
                    "status": "on_track",
                    "as_reported": "On track",
                    "revised_deadline": None,
                    "note": "",
                    "line": 61,
                }
            ],
            "is_decided": False,
        },
    ],
    "missing": [
        {
            "code": "CS-2.1",
            "text": "Train officers (“green lanes”) within 18 months. (December 2006)",
            "statuses": [
                {
                    "pair": "ALL",
                    "status": "on_track",
                    "as_reported": "On track",
                    "revised_deadline": None,
                    "note": "",
                    "line": 47,
                    "as_of": "2006-06-15",
                    "report": "First",
                }
            ],
            "is_decided": False,
        }
    ],
    "notes": [],
    "problems": [],
    "applied": None,
}


def test_the_whole_text(small_record: None, tmp_path: Path) -> None:
    assert run(small_edition(tmp_path), title="Second") == (
        1,
        TEXT,
        "Nothing was changed: 4 decisions are needed.",
    )


def test_the_whole_data(small_record: None, tmp_path: Path) -> None:
    code, said, error = run(small_edition(tmp_path), "--format", "json", title="Second")
    data: dict[str, Any] = json.loads(said)
    assert len(data.pop("fingerprint")) == 64
    assert data == DATA
    assert (code, error) == (1, "Nothing was changed: 4 decisions are needed.")


def test_what_was_applied_as_data(small_record: None, tmp_path: Path) -> None:
    path = small_edition(tmp_path)
    options = ("--match", "CS-1.4=37", "--accept-new", "--allow-missing", "--format", "json")
    code, said, _error = run(path, *options, "--apply", title="Second")
    edition = {
        "id": StatusReport.objects.get(title="Second").pk,
        "title": "Second",
        "as_of": "2007-03-31",
    }
    assert (code, json.loads(said)["applied"]) == (0, edition)
    _code, said, _error = run(path, "--apply", "--format", "json", title="Second")
    assert (json.loads(said)["applied"], json.loads(said)["in_effect"]) == (None, edition)
