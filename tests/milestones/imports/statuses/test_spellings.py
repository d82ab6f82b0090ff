"""Codes and pairs in a sheet are read however a spreadsheet program or a person wrote them."""

from __future__ import annotations

import pytest

from tests.milestones.imports.statuses.sheets import Rows, compared, edited, problems, row, told

pytestmark = pytest.mark.django_db


def completed(code: str, pair: str) -> Rows:
    """The row of TS-1.1 for US-MX, with code and pair in other words."""
    rows = edited("TS-1.1", "US-MX", status="completed", as_reported="")
    row(rows, "TS-1.1", "US-MX").update(code=code, pair=pair)
    return rows


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
    difference = compared(completed(code, pair))
    assert problems(difference) == []
    assert [line[0] for line in told(difference)["TS-1.1"]] == ["US-MX"]


@pytest.mark.parametrize(("code", "pair"), [("TS-9.9", "US-MX"), ("TS-1.1", "Mexico")])
def test_nothing_is_guessed(code: str, pair: str) -> None:
    assert len(problems(compared(completed(code, pair)))) == 1
