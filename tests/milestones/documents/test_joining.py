"""The plan and the report set side by side."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from milestones.documents.errors import DocumentError
from milestones.documents.joining import join
from tests.milestones.documents.joined import (
    PLAN_TABLE,
    beside,
    joined,
    milestones_of,
    progress,
    promises,
)
from tests.milestones.documents.small import REPORT, outline, plan, report, rewritten

JOINED = """\
goal 1: SECURE THE PORTS | 3
  plan: SECURE THE PORTS | 4
  area CS: Cargo Security | Screen goods before they leave | 11
    plan: Cargo Security | Screen goods before they leave | 12 / 17
    initiative CS-1: Screen together. | 19 | -
      plan: Screen together. | 15 / 20 | Safer ports. / Faster trade.
      milestone CS-1.1: Evaluate within 6 months (December 2005) and expand within 18
          months (December 2006) the use of forms. | 21 | ALL
        plan: Evaluate within 6 months and expand within 18 months the use of forms. | 15
          | ALL | -
        deadline: 2005-12 | printed | within 6 months (December 2005) | False
        deadline: 2006-12 | printed | within 18 months (December 2006) | False
        status: US-CN | initiated | Initiated | - | - | 23
        status: US-MX | delayed | Delayed to Fall 2006 | 2006-Fall | - | 25
      milestone CS-1.2: Write a plan within 24 months (June 2007); | 27 | ALL
        plan: Write a plan within 24 months, and, within 9 months, share it. | 15 | ALL |
          -
        deadline: 2007-06 | printed | within 24 months (June 2007) | False
        status: ALL | initiated | Initiated | - | - | 29
      milestone CS-1.3: And, within 9 months (March 2006), share it. | 31 | ALL
        plan: Write a plan within 24 months, and, within 9 months, share it. | 15 | ALL |
          -
        deadline: 2006-03 | printed | within 9 months (March 2006) | False
        status: ALL | completed | Completed (visits) | - | visits | 33
      milestone CS-1.4: Expand Canada-U.S. joint patrols. | 39 | US-CN | -
        plan: Expand Canada-U.S. joint patrols. | 20 | US-CN | - | -
        status: ALL | partially_completed | Partially completed | - | - | 41
    initiative CS-2: Train officers. | 43 | -
      plan: Train officers. | 21 | Better officers.
      milestone CS-2.1: Train officers (“green lanes”) within 18 months. (December 2006) |
          45 | ALL
        plan: Train officers within 18 months (“green lanes”). | 21 | ALL | -
        deadline: 2006-12 | printed | within 18 months … (December 2006) | False
        status: ALL | on_track | On track | - | - | 47
  area BP: Bioprotection | Protect food | 51
    plan: Bioprotection | Protect food | 25
    initiative BP-1: Protect each country’s food. | 59 | -
      plan: Protect each country's food. | 28 | Safer food.
      milestone BP-1.1: Share plans within 12 months (June 2006) and annually thereafter.
          | 61 | ALL
        plan: Share plans within 12 months and annually thereafter. | 28 | ALL | -
        deadline: 2006-06 | printed | within 12 months (June 2006) and annually thereafter
            | True
        status: US-CN | on_track | On track | - | - | 63
        status: US-MX | completed_ongoing | Completed / Ongoing | - | - | 64
goal 2: MOVE LOW-RISK TRAFFIC | 66
  plan: MOVE LOW-RISK TRAFFIC | 31 / 32
  area BF: Border Facilitation | Build capacity | 73
    plan: Border Facilitation | build capacity | 38
    initiative BF-1: Build lanes. / Measure waits. | 81 / 82 | -
      plan: Build lanes. / Measure waits. | 41 | Shorter waits.
      milestone BF-1.1: Build a lane by 2008. | 84 | ALL
        plan: Build a lane by 2008. | 41 | ALL | -
        deadline: 2008 | printed | by 2008 | False
        status: ALL | delayed | Full implementation delayed to June 2009 | 2009-06 | Full
            implementation | 86
"""


def test_codes_words_and_lines_of_both_documents_stand_side_by_side() -> None:
    assert outline(*joined()) == JOINED


def test_a_sentence_may_be_split_into_three() -> None:
    assert beside(promises("One, two and three."), progress("One,", "two", "and three.")) == [
        ("CS-1.1", "One,", "One, two and three."),
        ("CS-1.2", "two", "One, two and three."),
        ("CS-1.3", "and three.", "One, two and three."),
    ]


def test_words_that_moved_inside_the_sentence_still_match() -> None:
    assert beside(
        promises('Assess processing within 18 months ("green lanes").'),
        progress("Assess processing (“green lanes”) within 18 months (December 2006)."),
    ) == [
        (
            "CS-1.1",
            "Assess processing (“green lanes”) within 18 months (December 2006).",
            'Assess processing within 18 months ("green lanes").',
        )
    ]


@pytest.mark.parametrize(
    ("promised", "reported"),
    [
        ("Within 18 months, implement it.", "Within 18 months, Implement it. (December 2006)"),
        ("Protect each country's food.", "Protect each country’s food."),
        ('Use the "single window".', "Use the “single window”"),
        ("Share plans, and act.", "Share plans; and act;"),
        ("Build – then act.", "Build, then act."),
    ],
)
def test_case_quotes_and_punctuation_do_not_keep_sentences_apart(
    promised: str, reported: str
) -> None:
    assert beside(promises(promised), progress(reported)) == [("CS-1.1", reported, promised)]


def test_between_equal_sentences_position_decides() -> None:
    goals = joined(
        f"{PLAN_TABLE}Act.\tGood.\t<p>Meet.</p>\n\t\t<p>Meet.</p>\n", progress("Meet.", "Meet.")
    )
    assert [
        (milestone.code, milestone.plan.lines, milestone.report.lines)
        for milestone in milestones_of(goals)
    ] == [
        ("CS-1.1", (10,), (17,)),
        ("CS-1.2", (11,), (21,)),
    ]


def test_the_order_of_the_report_is_the_order_of_the_codes() -> None:
    assert beside(promises("One.", "Two."), progress("Two.", "One.")) == [
        ("CS-1.1", "Two.", "Two."),
        ("CS-1.2", "One.", "One."),
    ]


def test_the_name_of_an_area_may_be_written_in_another_case() -> None:
    text = rewritten(REPORT, "Cargo Security: Screen", "CARGO SECURITY: Screen")
    assert [area.code for goal in joined(report_text=text) for area in goal.parts] == [
        "CS",
        "BP",
        "BF",
    ]


def work(plan_text: str, report_text: str) -> int:
    """How many function calls it takes to join the documents, or to refuse to."""
    documents = plan(plan_text), report(report_text)
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        join(*documents)
    except DocumentError:
        pass
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize(
    "documents",
    [
        lambda size: (promises(*["Meet."] * size), progress(*["Meet."] * size)),
        lambda size: (
            promises(*(f"Meet {number}." for number in range(size))),
            progress(*(f"Meet {number}." for number in reversed(range(size)))),
        ),
        lambda size: (promises("a " * size + "b"), progress(*["a"] * 2 * size)),
    ],
    ids=["equal milestones", "milestones in reverse", "one sentence that nearly fits anywhere"],
)
def test_the_work_of_joining_grows_with_the_documents_and_no_faster(
    documents: Callable[[int], tuple[str, str]],
) -> None:
    assert work(*documents(160)) < 3 * work(*documents(80))
