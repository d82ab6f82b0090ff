"""A real spreadsheet program opens our files: nothing in them runs, and the words are there."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.test import Client

from milestones.models import Milestone
from milestones.opendata.exports.escaping import unescape_formula
from tests.milestones.hostile import HOSTILE

pytestmark = [pytest.mark.django_db, pytest.mark.exhaustive]

COMMAS_AND_UTF8 = "44,34,76,1,,0,false,true,false"
TRUTH = {"of:=TRUE()", "of:=FALSE()"}
"""How it keeps what is true or false in a spreadsheet."""

SAID = {
    name: words
    for name, words in HOSTILE.items()
    # It reads other line ends as its own, and shows nothing for characters that XML cannot have.
    if name not in {"line breaks", "a carriage return", "no character of XML"}
}
NO_NUMBERS = {name: words for name, words in SAID.items() if name != "a number"}
"""In CSV nothing tells a number from words that look like one."""


def converted(path: Path, suffix: str, *options: str) -> Path:
    """What LibreOffice makes of a file, in a home of its own."""
    command = [
        "soffice",
        f"-env:UserInstallation={(path.parent / 'home').as_uri()}",
        "--headless",
        *options,
        "--convert-to",
        f"csv:Text - txt - csv (StarCalc):{COMMAS_AND_UTF8}" if suffix == "csv" else suffix,
        "--outdir",
        str(path.parent / "opened"),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path.parent / "opened" / f"{path.stem}.{suffix}"


def formulas(document: Path) -> list[str]:
    """The formulas in an OpenDocument spreadsheet."""
    with ZipFile(document) as archive:
        content = archive.read("content.xml").decode()
    return [unescape(formula) for formula in re.findall(r'table:formula="([^"]*)"', content)]


def saved(client: Client, folder: Path, suffix: str, hostile: dict[str, str]) -> Path:
    """Our file with hostile sentences."""
    for milestone, words in zip(Milestone.objects.all(), hostile.values(), strict=False):
        Milestone.objects.filter(pk=milestone.pk).update(text=words)
    path = folder / f"milestones.{suffix}"
    path.write_bytes(client.get(f"/milestones.{suffix}").getvalue())
    return path


def sentences(path: Path) -> list[str]:
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8"), newline=""))
    return [row["milestone"] for row in rows]


def test_it_would_run_a_formula_that_nobody_neutralised(tmp_path: Path) -> None:
    path = tmp_path / "careless.csv"
    path.write_text("milestone\n=1+1\n", encoding="utf-8")
    opened = converted(path, "ods", f"--infilter=CSV:{COMMAS_AND_UTF8}")
    assert formulas(opened) == ["of:=1+1"]


def test_nothing_in_a_csv_file_runs(client: Client, tmp_path: Path) -> None:
    path = saved(client, tmp_path, "csv", NO_NUMBERS)
    how = f"--infilter=CSV:{COMMAS_AND_UTF8}"
    assert formulas(converted(path, "ods", how)) == []
    shown = sentences(converted(path, "csv", how))
    assert len(shown) == 106
    assert [unescape_formula(words) for words in shown[: len(NO_NUMBERS)]] == [*NO_NUMBERS.values()]


def test_nothing_in_a_spreadsheet_runs(client: Client, tmp_path: Path) -> None:
    path = saved(client, tmp_path, "xlsx", SAID)
    assert set(formulas(converted(path, "ods"))) == TRUTH
    shown = sentences(converted(path, "csv"))
    assert len(shown) == 106
    assert shown[: len(SAID)] == [*SAID.values()]
