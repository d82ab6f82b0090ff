"""Every recipe in docs/analysts.md prints what the page says it prints."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import pytest

from tests.browser.server import PROJECT

ANALYSTS = (PROJECT / "docs" / "analysts.md").read_text("utf-8")
WRITTEN_FOR = "http://127.0.0.1:8000"
INTERPRETERS = {
    "sh": ["bash", "-euo", "pipefail", "-c"],
    "python": [sys.executable, "-c"],
    "r": ["Rscript", "-e"],
}


class Recipe(NamedTuple):
    language: str
    text: str
    printed: str


RECIPES = [
    Recipe(*parts)
    for parts in re.findall(r"```(\w+)\n(.*?)```\n\n```text\n(.*?)```\n", ANALYSTS, re.DOTALL)
]


def test_every_recipe_but_that_for_excel_says_what_it_prints() -> None:
    languages = re.findall(r"^```(\w+)$", ANALYSTS, re.MULTILINE)
    assert languages.count("powerquery") == 1
    assert len(RECIPES) == len(languages) - languages.count("text") - 1 == 8


NEED_MORE = {"r": pytest.mark.exhaustive}
"""What needs a program that ``make test`` does not ask for."""


@pytest.mark.parametrize(
    "recipe",
    [
        pytest.param(
            recipe, id=f"{place}-{recipe.language}", marks=NEED_MORE.get(recipe.language, ())
        )
        for place, recipe in enumerate(RECIPES, 1)
    ],
)
def test_a_recipe_prints_what_the_page_says(recipe: Recipe, site: str, tmp_path: Path) -> None:
    command, *options = INTERPRETERS[recipe.language]
    run = subprocess.run(
        [command, *options, recipe.text.replace(WRITTEN_FOR, site)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.stderr == ""
    printed = [line.rstrip() for line in run.stdout.rstrip("\n").split("\n")]
    assert printed == recipe.printed.rstrip("\n").split("\n")


def test_the_columns_that_excel_is_told_of_are_there(site: str) -> None:
    [recipe] = re.findall(r"```powerquery\n(.*?)```", ANALYSTS, re.DOTALL)
    [address] = re.findall(r'Web\.Contents\("([^"]+)"', recipe)
    typed = re.findall(r'\{"(\w+)", ', recipe)
    with urlopen(address.replace(WRITTEN_FOR, site) + "?as_of=2006-06-15") as answer:  # noqa: S310 - our own address
        heading = next(csv.reader([answer.readline().decode("utf-8-sig")]))
    assert set(typed) <= set(heading)
    assert len(typed) == 3
