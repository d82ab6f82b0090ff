"""The deadlines of the two documents of 2005 and 2006."""

from __future__ import annotations

import re
from collections import Counter

from tests.milestones.documents.joined import milestones_of
from tests.milestones.documents.real import milestone, the_goals
from tests.milestones.documents.small import outline


def test_the_milestones_without_a_deadline() -> None:
    assert [
        milestone.code for milestone in milestones_of(the_goals()) if not milestone.report.deadlines
    ] == (
        "CS-2.4 CS-2.5 BP-5.4 LE-3.1 LE-3.3 IC-1.1 IC-1.2 PR-1.3 BF-1.4 ST-1.1 ST-1.2 ST-2.1 ST-2.2"
    ).split()


IRREGULAR = """\
TS-1.1
deadline: 2006-06 | printed | within 12 months (June 2006) | False
TS-1.2
deadline: 2007-12-31 | printed | before January 1, 2008 | False
CS-1.1
deadline: 2006-06 | printed | within 12 months (June 2006) and annually thereafter | True
CS-2.1
deadline: 2005-12 | printed | within 6 months (December 2005) | False
deadline: 2006-12 | printed | within 18 months (December 2006) | False
CS-2.3
deadline: 2005-12 | printed | Within 6 months (December 2005) | False
CS-2.6
deadline: 2007-12 | printed | Within 18 months of adoption (December 2007) | False
CS-4.1
deadline: 2006-12 | printed | Within 18 months … (December 2006) | False
CS-4.2
deadline: 2008-06 | printed | Over the next 36 months … (June 2008) | False
BP-7.1
deadline: 2005-12 | derived | Within 6 months | False
BP-7.2
deadline: 2007-03 | derived | within 21 months | False
BP-7.3
deadline: 2007-06 | derived | within 24 months | False
PR-1.2
deadline: 2007-06 | derived | Over the next two years | False
PR-2.1
deadline: 2005-12 | printed | within 6 months (December 2005) | False
BF-1.5
deadline: 2005-12 | printed | within 6 months (December 2005) | False
BF-1.8
deadline: 2006-12 | printed | within 18 months (December 2006) | False
BF-1.11
deadline: 2007-06 | printed | within 24 months (June 2007) | False
BF-1.12
deadline: 2008 | printed | by 2008 | False
"""
"""Milestones whose deadlines stand out: date, basis, words, and whether they recur."""


def test_the_irregular_deadlines() -> None:
    codes = re.findall(r"^[A-Z]{2}-[\d.]+$", IRREGULAR, re.MULTILINE)
    assert (
        "".join(f"{code}\n{outline(*milestone(code).report.deadlines)}" for code in codes)
        == IRREGULAR
    )


def test_only_four_deadlines_are_derived_and_only_one_recurs() -> None:
    derived = [
        milestone.code
        for milestone in milestones_of(the_goals())
        if any(deadline.basis == "derived" for deadline in milestone.report.deadlines)
    ]
    recurring = [
        milestone.code
        for milestone in milestones_of(the_goals())
        if any(deadline.recurring for deadline in milestone.report.deadlines)
    ]
    assert derived == ["BP-7.1", "BP-7.2", "BP-7.3", "PR-1.2"]
    assert recurring == ["CS-1.1"]


def test_how_often_each_deadline_is_set() -> None:
    dates = Counter(
        deadline.when.code
        for milestone in milestones_of(the_goals())
        for deadline in milestone.report.deadlines
    )
    assert [f"{code}: {count}" for code, count in sorted(dates.items())] == (
        "2005-09: 1, 2005-12: 12, 2006-03: 13, 2006-06: 20, 2006-12: 15, 2007-03: 7, 2007-06: 14, "
        "2007-12: 2, 2007-12-31: 1, 2008: 1, 2008-03: 2, 2008-06: 6"
    ).split(", ")
