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
        ("TS—1.1", "US – MX:"),
        ("“TS-1.1”", "'us- mx:'"),
        ("\xa0TS\xa01.1\xa0", "\xa0US\xa0–\xa0MX\u200b"),
    ],
)
def test_a_row_is_that_of_its_milestone_and_pair(code: str, pair: str) -> None:
    difference = compared(completed(code, pair))
    assert problems(difference) == []
    assert [line[0] for line in told(difference)["TS-1.1"]] == ["US-MX"]


@pytest.mark.parametrize(("code", "pair"), [("TS-9.9", "US-MX"), ("TS-1.1", "Mexico")])
def test_nothing_is_guessed(code: str, pair: str) -> None:
    assert len(problems(compared(completed(code, pair)))) == 1


@pytest.mark.parametrize(
    "status",
    ["completed_ongoing", "COMPLETED / ONGOING", "completed/ongoing", " “Completed–ongoing”"],
)
def test_a_status_is_read_by_its_words(status: str) -> None:
    rows = edited("TS-1.2", status=status, as_reported="")
    assert told(compared(rows)) == {
        "TS-1.2": [("ALL", "on_track “On track”", "completed_ongoing “Completed / ongoing”")]
    }


@pytest.mark.parametrize("date", ["2008–03", " 2008—03 ", "“2008-03”", "\xa02008−03"])
def test_a_date_is_read_with_any_dash(date: str) -> None:
    rows = edited("TS-1.2", revised_deadline=date)
    assert told(compared(rows)) == {
        "TS-1.2": [("ALL", "on_track “On track”", "on_track “On track” 2008-03")]
    }
