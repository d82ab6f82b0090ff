"""The statuses of the report of 2006."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.milestones.documents.real import milestone, the_report


def test_the_statuses_as_reported() -> None:
    assert Counter(
        status.as_reported for one in the_report().milestones for status in one.statuses
    ) == {
        "On track": 63,
        "Initiated": 14,
        "Delayed": 10,
        "Completed": 9,
        "Completed / Ongoing": 7,
        "Delayed to June 2007": 2,
        "Full implementation delayed to Fall 2006": 2,
        "Partially Completed": 2,
        "Partially completed": 1,
        "Partially Completed, Finished Fall 2006": 1,
        "Partially Completed, Finished in Fall 2006": 1,
        "Completed (visits)": 1,
        "Full implementation delayed to June 2007": 1,
        "Delayed to December 2007": 1,
        "Initiated, Negotiations Completed by Fall 2006": 1,
    }


@pytest.mark.parametrize(
    ("code", "statuses"),
    [
        (
            "TS-1.1",
            [
                (
                    "US-CN",
                    "partially_completed",
                    "Partially Completed, Finished Fall 2006",
                    "2006-Fall",
                    "Finished",
                    27,
                ),
                ("US-MX", "initiated", "Initiated", None, "", 28),
            ],
        ),
        (
            "TS-2.1",
            [
                ("US-CN", "completed_ongoing", "Completed / Ongoing", None, "", 50),
                ("US-MX", "initiated", "Initiated", None, "", 51),
            ],
        ),
        (
            "TS-2.2",
            [
                (
                    "ALL",
                    "partially_completed",
                    "Partially Completed, Finished in Fall 2006",
                    "2006-Fall",
                    "Finished",
                    55,
                )
            ],
        ),
        (
            "TS-3.3",
            [
                ("US-CN", "initiated", "Initiated", None, "", 77),
                ("US-MX", "delayed", "Delayed", None, "", 79),
            ],
        ),
        ("CS-2.5", [("ALL", "initiated", "Initiated", None, "", 121)]),
        (
            "CS-3.2",
            [
                ("US-CN", "completed", "Completed", None, "", 135),
                ("US-MX", "delayed", "Delayed", None, "", 136),
            ],
        ),
        ("CS-3.4", [("ALL", "initiated", "Initiated", None, "", 144)]),
        (
            "BP-2.2",
            [
                (
                    "US-CN",
                    "delayed",
                    "Full implementation delayed to Fall 2006",
                    "2006-Fall",
                    "Full implementation",
                    184,
                ),
                ("US-MX", "completed", "Completed", None, "", 185),
            ],
        ),
        (
            "BP-2.4",
            [
                (
                    "ALL",
                    "delayed",
                    "Full implementation delayed to June 2007",
                    "2007-06",
                    "Full implementation",
                    193,
                )
            ],
        ),
        ("BP-3.1", [("ALL", "delayed", "Delayed to December 2007", "2007-12", "", 205)]),
        ("BP-4.2", [("ALL", "delayed", "Delayed to June 2007", "2007-06", "", 219)]),
        ("BP-6.1", [("ALL", "delayed", "Delayed to June 2007", "2007-06", "", 243)]),
        (
            "BP-6.2",
            [
                (
                    "ALL",
                    "delayed",
                    "Full implementation delayed to Fall 2006",
                    "2006-Fall",
                    "Full implementation",
                    247,
                )
            ],
        ),
        (
            "MS-1.1",
            [
                ("US-CN", "completed", "Completed", None, "", 327),
                ("US-MX", "partially_completed", "Partially Completed", None, "", 328),
            ],
        ),
        ("MS-1.3", [("ALL", "completed", "Completed (visits)", None, "visits", 336)]),
        ("LE-1.8", [("ALL", "partially_completed", "Partially completed", None, "", 402)]),
        (
            "IC-1.3",
            [
                ("US-CN", "completed_ongoing", "Completed / Ongoing", None, "", 454),
                ("US-MX", "initiated", "Initiated", None, "", 455),
            ],
        ),
        (
            "PR-2.3",
            [
                ("US-CN", "on_track", "On track", None, "", 507),
                ("US-MX", "delayed", "Delayed", None, "", 508),
            ],
        ),
        (
            "PR-2.5",
            [
                ("US-CN", "on_track", "On track", None, "", 516),
                ("US-MX", "initiated", "Initiated", None, "", 517),
            ],
        ),
        (
            "BF-1.7",
            [
                (
                    "ALL",
                    "initiated",
                    "Initiated, Negotiations Completed by Fall 2006",
                    "2006-Fall",
                    "Negotiations Completed",
                    572,
                )
            ],
        ),
        (
            "BF-1.9",
            [
                ("US-CN", "initiated", "Initiated", None, "", 580),
                ("US-MX", "on_track", "On track", None, "", 581),
            ],
        ),
    ],
)
def test_the_irregular_statuses(
    code: str, statuses: list[tuple[str, str, str, str | None, str, int]]
) -> None:
    assert [
        (
            one.pair.value,
            one.status.value,
            one.as_reported,
            one.revised.code if one.revised else None,
            one.note,
            one.source_line,
        )
        for one in milestone(code).report.statuses
    ] == statuses
