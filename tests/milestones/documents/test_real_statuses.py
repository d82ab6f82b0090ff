"""The statuses of the report of 2006."""

from __future__ import annotations

import re
from collections import Counter

from tests.milestones.documents.real import milestone, the_report
from tests.milestones.documents.small import outline


def test_the_statuses_as_reported() -> None:
    assert Counter(
        status.as_reported for milestone in the_report().milestones for status in milestone.statuses
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


IRREGULAR = """\
TS-1.1
status: US-CN | partially_completed | Partially Completed, Finished Fall 2006 | 2006-Fall
    | Finished | 27
status: US-MX | initiated | Initiated | - | - | 28
TS-2.1
status: US-CN | completed_ongoing | Completed / Ongoing | - | - | 50
status: US-MX | initiated | Initiated | - | - | 51
TS-2.2
status: ALL | partially_completed | Partially Completed, Finished in Fall 2006 | 2006-Fall
    | Finished | 55
TS-3.3
status: US-CN | initiated | Initiated | - | - | 77
status: US-MX | delayed | Delayed | - | - | 79
CS-2.5
status: ALL | initiated | Initiated | - | - | 121
CS-3.2
status: US-CN | completed | Completed | - | - | 135
status: US-MX | delayed | Delayed | - | - | 136
CS-3.4
status: ALL | initiated | Initiated | - | - | 144
BP-2.2
status: US-CN | delayed | Full implementation delayed to Fall 2006 | 2006-Fall | Full
    implementation | 184
status: US-MX | completed | Completed | - | - | 185
BP-2.4
status: ALL | delayed | Full implementation delayed to June 2007 | 2007-06 | Full
    implementation | 193
BP-3.1
status: ALL | delayed | Delayed to December 2007 | 2007-12 | - | 205
BP-4.2
status: ALL | delayed | Delayed to June 2007 | 2007-06 | - | 219
BP-6.1
status: ALL | delayed | Delayed to June 2007 | 2007-06 | - | 243
BP-6.2
status: ALL | delayed | Full implementation delayed to Fall 2006 | 2006-Fall | Full
    implementation | 247
MS-1.1
status: US-CN | completed | Completed | - | - | 327
status: US-MX | partially_completed | Partially Completed | - | - | 328
MS-1.3
status: ALL | completed | Completed (visits) | - | visits | 336
LE-1.8
status: ALL | partially_completed | Partially completed | - | - | 402
IC-1.3
status: US-CN | completed_ongoing | Completed / Ongoing | - | - | 454
status: US-MX | initiated | Initiated | - | - | 455
PR-2.3
status: US-CN | on_track | On track | - | - | 507
status: US-MX | delayed | Delayed | - | - | 508
PR-2.5
status: US-CN | on_track | On track | - | - | 516
status: US-MX | initiated | Initiated | - | - | 517
BF-1.7
status: ALL | initiated | Initiated, Negotiations Completed by Fall 2006 | 2006-Fall |
    Negotiations Completed | 572
BF-1.9
status: US-CN | initiated | Initiated | - | - | 580
status: US-MX | on_track | On track | - | - | 581
"""
"""Milestones whose statuses stand out: pair, status, words, revised date, note and line."""


def test_the_irregular_statuses() -> None:
    codes = re.findall(r"^[A-Z]{2}-[\d.]+$", IRREGULAR, re.MULTILINE)
    assert (
        "".join(f"{code}\n{outline(*milestone(code).report.statuses)}" for code in codes)
        == IRREGULAR
    )
