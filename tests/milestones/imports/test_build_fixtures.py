"""The fixtures are what the two documents say, byte for byte, and nobody edits them by hand."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as real
from django.core.management import CommandError, call_command
from pytest_django import Settings

FILES = ("priorities.json", "milestones.json")
UNCHANGED = "priorities.json: unchanged\nmilestones.json: unchanged\n"


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """A copy of the fixtures to build in."""
    settings.FIXTURES = tmp_path / "fixtures"
    shutil.copytree(real.BASE_DIR / "fixtures", tmp_path / "fixtures")
    return tmp_path / "fixtures"


def build() -> str:
    said = StringIO()
    call_command("build_fixtures", stdout=said)
    return said.getvalue()


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def committed() -> dict[str, bytes]:
    return contents(real.BASE_DIR / "fixtures")


def test_building_anew_gives_the_committed_fixtures_byte_for_byte(folder: Path) -> None:
    for name in FILES:
        (folder / name).unlink()
    assert build() == "priorities.json: written\nmilestones.json: written\n"
    assert contents(folder) == committed()


def test_building_again_says_that_nothing_changed_and_writes_nothing(folder: Path) -> None:
    written = {name: (folder / name).stat().st_mtime_ns for name in FILES}
    assert build() == UNCHANGED
    assert {name: (folder / name).stat().st_mtime_ns for name in FILES} == written


def test_a_hand_edit_is_written_over_and_named(folder: Path) -> None:
    path = folder / "milestones.json"
    path.write_bytes(path.read_bytes().replace(b"on_track", b"completed", 1))
    assert build() == "priorities.json: unchanged\nmilestones.json: written\n"
    assert contents(folder) == committed()


def test_a_change_in_a_document_reaches_the_fixtures(folder: Path) -> None:
    document = folder / "sources" / "security-priorities-plan.txt"
    document.write_bytes(document.read_bytes().replace(b"visa-free travel", b"visa free travel"))
    build()
    milestones = (folder / "milestones.json").read_text("utf-8")
    assert "visa-free travel program country reviews within 12 months (June 2006)" in milestones
    assert "visa free travel program country reviews within 12 months." in milestones


@pytest.mark.parametrize("language", ["fr", "es"])
def test_the_reader_s_language_does_not_reach_the_fixtures(
    language: str, folder: Path, settings: Settings
) -> None:
    settings.LANGUAGE_CODE = language
    assert build() == UNCHANGED


def refused(folder: Path) -> str:
    """The error, after which every file is as it was."""
    before = contents(folder)
    with pytest.raises(CommandError) as refusal:
        call_command("build_fixtures", stdout=StringIO())
    assert contents(folder) == before
    return str(refusal.value)


STATUSES = (
    "a status: “Delayed”, “Initiated”, “On track”, “Partially completed”, “Completed / ongoing”, "
    "“Completed”"
)


def test_a_broken_report_is_refused_with_the_whole_listing(folder: Path) -> None:
    document = folder / "sources" / "security-priorities-status.txt"
    lines = document.read_text("utf-8").split("\n")
    for number in (32, 36):
        assert lines[number - 1] == "On track"
        lines[number - 1] = "Abandoned"
    document.write_text("\n".join(lines), "utf-8")
    assert refused(folder) == (
        "security-priorities-status.txt: 2 problems\n"
        f"  line 32: found “Abandoned”; expected {STATUSES}\n"
        f"  line 36: found “Abandoned”; expected {STATUSES}"
    )


def test_an_empty_plan_is_refused(folder: Path) -> None:
    (folder / "sources" / "security-priorities-plan.txt").write_bytes(b"")
    assert refused(folder) == (
        "security-priorities-plan.txt: 1 problem\n"
        "  line 1: found nothing; expected a table headed "
        "INITIATIVE, HOW IT BENEFITS NORTH AMERICA, KEY MILESTONES"
    )


def test_documents_that_do_not_fit_together_are_refused(folder: Path) -> None:
    report = folder / "sources" / "security-priorities-status.txt"
    sentence = b"Expand Canada-U.S. joint removals operations."
    assert sentence in report.read_bytes()
    report.write_bytes(report.read_bytes().replace(sentence, b"Build a tunnel."))
    assert refused(folder) == (
        "security-priorities-plan.txt beside security-priorities-status.txt: 2 problems\n"
        "  security-priorities-plan.txt, line 120: "
        "found “Expand Canada-U.S. joint removals operations.”; "
        "expected a milestone that security-priorities-status.txt has too\n"
        "  security-priorities-status.txt, line 428: found “Build a tunnel.”; "
        "expected a milestone that security-priorities-plan.txt has too"
    )
