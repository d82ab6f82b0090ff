"""Codes and pairs in a sheet are read however a spreadsheet program or a person wrote them."""

from __future__ import annotations

import pytest

from tests.milestones.imports.statuses.sheets import compared, export, problems, row, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "pair"),
    [
        ("TS-1.1", "US-MX"),
        ("ts-1.1", "us-mx"),
        ("TS–1.1 ", " US–MX"),
        ("TS 1.1", "US‑MX"),
        ("ts1.1", "US−mx"),
    ],
)
def test_a_row_is_that_of_its_milestone_and_pair(code: str, pair: str) -> None:
    rows = export()
    edited = row(rows, "TS-1.1", "US-MX")
    edited.update(code=code, pair=pair, status="completed", as_reported="Completed")
    difference = compared(rows)
    assert problems(difference) == []
    assert [line[0] for line in told(difference)["TS-1.1"]] == ["US-MX"]


@pytest.mark.parametrize(("code", "pair"), [("TS-9.9", "US-MX"), ("TS-1.1", "Mexico")])
def test_nothing_is_guessed(code: str, pair: str) -> None:
    rows = export()
    edited = row(rows, "TS-1.1", "US-MX")
    edited.update(code=code, pair=pair, status="completed", as_reported="Completed")
    assert len(problems(compared(rows))) == 1
