"""``import_statuses``: what it prints, what it exits with, and that it records all or nothing."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from milestones.management.commands import import_statuses
from tests.milestones.imports import commands
from tests.milestones.imports.statuses.sheets import (
    Rows,
    as_csv,
    as_xlsx,
    edited,
    export,
    on_record,
    row,
)
from tests.milestones.recording import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "returned.csv"


def several_edits() -> Rows:
    rows = edited("TS-1.1", "US-CN", status="completed", as_reported="", revised_deadline="")
    row(rows, "TS-1.2").update(
        status="delayed", as_reported="Delayed to Spring 2008", revised_deadline="2008-Spring"
    )
    row(rows, "TS-1.3")["report"] = "Another"
    return rows


def run(file: Path, *arguments: str) -> str:
    """What is printed; nothing is wrong."""
    code, said, error = command(file, *arguments)
    assert (code, error) == (0, "")
    return said


def command(file: Path, *arguments: str) -> tuple[int, str, str]:
    """The exit code, what is printed, and what goes to the error output."""
    usual = ("--as-of", "2006-09-30", "--source", "Letter")
    return commands.run("import_statuses", str(file), *usual, *arguments)


CONSEQUENCES = """\
On public pages:
  Public date: 2006-06-15 -> 2006-09-30
  Late: 28 -> 41
  Overdue: 17 -> 36
  On track, but past deadline: 4 -> 4

"""
CHANGED = """\
as of 2006-09-30, from “Letter”

unchanged: 104
changed: 2
  TS-1.1, row 2
    US-CN: Partially completed “Partially Completed, Finished Fall 2006” (2006-Fall) -> Completed
  TS-1.2, row 4
    ALL: On track -> Delayed “Delayed to Spring 2008” (2008-Spring)
ignored edits in read-only columns:
  report, row 5

"""


def test_what_a_file_changes_is_told_and_nothing_is_changed(file: Path) -> None:
    before = everything()
    file.write_bytes(as_csv(several_edits()))
    told = run(file)
    assert (
        told == CONSEQUENCES + CHANGED + "Nothing was changed. To apply, run again with --apply.\n"
    )
    assert everything() == before


def test_applied_all_of_it_is_on_record(file: Path) -> None:
    file.write_bytes(as_xlsx(several_edits()))
    assert (
        run(file, "--apply")
        == CONSEQUENCES + CHANGED + "On record now: 2 status updates as of 2006-09-30.\n"
    )
    assert on_record("TS-1.2") == [("ALL", "delayed", "Delayed to Spring 2008", "2008-Spring")]
    before = everything()
    assert run(file, "--apply") == (
        "as of 2006-09-30, from “Letter”\n"
        "\n"
        "unchanged: 106\n"
        "changed: 0\n"
        "ignored edits in read-only columns:\n"
        "  report, row 5\n"
        "\n"
        "No changes.\n"
    )
    assert everything() == before


def line(status: str, words: str, revised: str | None = None) -> dict[str, str | None]:
    return {"status": status, "as_reported": words, "revised_deadline": revised, "note": ""}


def test_the_same_is_told_as_data(file: Path) -> None:
    file.write_bytes(as_csv(several_edits()))
    told = json.loads(run(file, "--format", "json", "--reason", "They wrote in"))
    assert len(told.pop("fingerprint")) == 64
    assert told == {
        "applied": False,
        "consequences": {
            "public_date": {"before": "2006-06-15", "after": "2006-09-30"},
            "late": {"before": 28, "after": 41},
            "overdue": {"before": 17, "after": 36},
            "contradictions": {"before": 4, "after": 4},
        },
        "as_of": "2006-09-30",
        "source": "Letter",
        "reason": "They wrote in",
        "is_clean": True,
        "unchanged": 104,
        "changed": [
            {
                "code": "TS-1.1",
                "rows": [2],
                "changes": [
                    {
                        "pair": "US-CN",
                        "before": {
                            "status": "partially_completed",
                            "as_reported": "Partially Completed, Finished Fall 2006",
                            "revised_deadline": "2006-Fall",
                            "note": "Finished",
                        },
                        "after": line("completed", "Completed"),
                    }
                ],
            },
            {
                "code": "TS-1.2",
                "rows": [4],
                "changes": [
                    {
                        "pair": "ALL",
                        "before": line("on_track", "On track"),
                        "after": line("delayed", "Delayed to Spring 2008", "2008-Spring"),
                    }
                ],
            },
        ],
        "older": [],
        "ignored": {"report": [5]},
        "damaged": {},
        "problems": [],
    }
    assert json.loads(run(file, "--format", "json", "--apply"))["applied"] is True


@pytest.mark.parametrize("arguments", [[], ["--apply"]])
def test_problems_are_told_first_and_nothing_is_changed(file: Path, arguments: list[str]) -> None:
    rows, before = several_edits(), everything()
    row(rows, "TS-1.4")["status"] = "late"
    row(rows, "TS-1.5")["code"] = "TS-1.99"
    file.write_bytes(as_csv(rows))
    code, told, error = command(file, *arguments)
    assert (code, error) == (1, "Nothing was changed: 2 problems.")
    assert told == CHANGED.replace("unchanged: 104", "unchanged: 102").replace(
        "\n\n",
        "\n\n"
        "problems: 2\n"
        "  row 6, status: “late” is not a status: write delayed, initiated, on_track, "
        "partially_completed, completed_ongoing, completed.\n"
        "  row 7, code: There is no milestone “TS-1.99”.\n"
        "\n",
        1,
    ).removesuffix("\n")
    assert everything() == before


def test_problems_are_told_as_data_too(file: Path) -> None:
    file.write_bytes(b"code,pair\r\nTS-1.2,ALL\r\n")
    code, told, error = command(file, "--format", "json")
    assert (code, error) == (1, "Nothing was changed: 9 problems.")
    answer = json.loads(told)
    assert (answer["is_clean"], answer["changed"], answer["applied"]) == (False, [], False)
    assert answer["consequences"] is None
    message = "This column is missing."
    assert answer["problems"][0] == {"row": 1, "column": "as_of", "message": message}


def test_of_very_many_problems_the_first_are_told(file: Path) -> None:
    rows = export()
    file.write_bytes(as_csv([{**rows[0], "code": f"TS-9.{number}"} for number in range(300)]))
    _code, told, error = command(file)
    assert error == "Nothing was changed: 300 problems."
    assert told.count("There is no milestone") == 200
    assert "\n  and 100 more\n" in told


def test_a_file_of_the_wrong_size_or_kind_is_refused_whole(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_statuses, "MAX_FILE_BYTES", 2_000_000)
    for data, problem in (
        (b"", "The file is empty."),
        (b"\x00" * 100, "The file is neither CSV nor an XLSX workbook: save it as one of the two."),
        (b"x" * 2_000_001, "The file is larger than 2 MB."),
    ):
        file.write_bytes(data)
        code, told, _error = command(file, "--apply")
        assert f"\n  {problem}\n" in told
        assert code == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--as-of", "30 September"], "“30 September” is not a date: write it like 2006-06-15."),
        (["--as-of", "2999-01-01"], "--as-of: This date is in the future."),
        (["--source", " "], "argument --source: must not be empty."),
        (["--format", "xml"], "argument --format: invalid choice: 'xml'"),
    ],
)
def test_wrong_usage_is_told(file: Path, arguments: list[str], message: str) -> None:
    file.write_bytes(as_csv(export()))
    code, _told, error = command(file, *arguments)
    assert code
    assert message in error


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.csv"
    assert command(path) == (2, "", f"{path}: No such file or directory")
    assert command(tmp_path) == (2, "", f"{tmp_path}: Is a directory")


def test_a_day_that_has_not_come_is_wrong_usage(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_bytes(as_csv(export()))
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: dt.date(2006, 9, 29))
    assert command(file)[0] == 2


def test_rows_are_told_in_runs(file: Path) -> None:
    rows = export()
    for one in (*rows[:3], *rows[6:8], rows[10]):
        one["report"] = "Another"
    file.write_bytes(as_csv(rows))
    assert "  report, rows 2–4, 8–9, 12\n" in run(file)
