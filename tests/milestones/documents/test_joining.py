"""The plan and the report set side by side."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from milestones.choices import Basis, Pair, Status
from milestones.dates import ImpreciseDate
from milestones.documents.errors import DocumentError
from milestones.documents.joining import join
from milestones.documents.records import DeadlineRecord, MilestoneRecord, StatusLine
from tests.milestones.documents.joined import (
    PLAN_TABLE,
    beside,
    joined,
    milestones_of,
    progress,
    promises,
)
from tests.milestones.documents.small import REPORT, plan, report, rewritten


def test_codes_words_and_lines_of_both_documents_stand_side_by_side() -> None:
    ports, traffic = joined()
    cargo, bioprotection = ports.parts
    forms = cargo.parts[0].parts[0]
    assert (forms.code, forms.plan.lines, forms.plan.text) == (
        "CS-1.1",
        (15,),
        "Evaluate within 6 months and expand within 18 months the use of forms.",
    )
    assert forms.report == MilestoneRecord(
        text="Evaluate within 6 months (December 2005) and expand within 18 months "
        "(December 2006) the use of forms.",
        lines=(21,),
        parties=Pair.ALL,
        deadlines=(
            DeadlineRecord(
                ImpreciseDate.month(2005, 12), Basis.PRINTED, "within 6 months (December 2005)"
            ),
            DeadlineRecord(
                ImpreciseDate.month(2006, 12), Basis.PRINTED, "within 18 months (December 2006)"
            ),
        ),
        statuses=(
            StatusLine(Pair.US_CN, Status.INITIATED, "Initiated", None, "", 23),
            StatusLine(
                Pair.US_MX,
                Status.DELAYED,
                "Delayed to Fall 2006",
                ImpreciseDate.season(2006, "Fall"),
                "",
                25,
            ),
        ),
    )
    (facilitation,) = traffic.parts
    (lanes,) = facilitation.parts
    (lane,) = lanes.parts
    assert [
        (one.code, one.plan.lines, one.report.lines)
        for one in (ports, cargo, traffic, facilitation, lanes, lane)
    ] == [
        ("1", (4,), (3,)),
        ("CS", (12, 17), (11,)),
        ("2", (31, 32), (66,)),
        ("BF", (38,), (73,)),
        ("BF-1", (41,), (81, 82)),
        ("BF-1.1", (41,), (84,)),
    ]
    assert (ports.report.name, traffic.report.name) == (
        "SECURE THE PORTS",
        "MOVE LOW-RISK TRAFFIC",
    )
    assert (facilitation.report.name, facilitation.report.objective) == (
        "Border Facilitation",
        "Build capacity",
    )
    assert facilitation.plan.objective == "build capacity"
    assert lanes.report.text == lanes.plan.text == "Build lanes.\nMeasure waits."
    assert lanes.plan.benefits == ("Shorter waits.",)
    assert lane.report == MilestoneRecord(
        text="Build a lane by 2008.",
        lines=(84,),
        parties=Pair.ALL,
        deadlines=(DeadlineRecord(ImpreciseDate.year(2008), Basis.PRINTED, "by 2008"),),
        statuses=(
            StatusLine(
                Pair.ALL,
                Status.DELAYED,
                "Full implementation delayed to June 2009",
                ImpreciseDate.month(2009, 6),
                "Full implementation",
                86,
            ),
        ),
    )
    assert lane.plan.text == "Build a lane by 2008."
    assert bioprotection.code == "BP"


def test_milestones_are_numbered_inside_their_initiative_in_document_order() -> None:
    assert [milestone.code for milestone in milestones_of(joined())] == [
        "CS-1.1",
        "CS-1.2",
        "CS-1.3",
        "CS-1.4",
        "CS-2.1",
        "BP-1.1",
        "BF-1.1",
    ]


def test_a_sentence_that_the_report_split_belongs_whole_to_each_piece() -> None:
    whole = "Write a plan within 24 months, and, within 9 months, share it."
    _, first, second, *_ = milestones_of(joined())
    assert (first.report.text, first.plan.text, first.plan.lines, first.report.lines) == (
        "Write a plan within 24 months (June 2007);",
        whole,
        (15,),
        (27,),
    )
    assert (second.report.text, second.plan.text, second.plan.lines, second.report.lines) == (
        "And, within 9 months (March 2006), share it.",
        whole,
        (15,),
        (31,),
    )


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
    found = joined(
        f"{PLAN_TABLE}Act.\tGood.\t<p>Meet.</p>\n\t\t<p>Meet.</p>\n", progress("Meet.", "Meet.")
    )
    assert [(one.code, one.plan.lines, one.report.lines) for one in milestones_of(found)] == [
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
            promises(*(f"Meet {one}." for one in range(size))),
            progress(*(f"Meet {one}." for one in reversed(range(size)))),
        ),
        lambda size: (promises("a " * size + "b"), progress(*["a"] * 2 * size)),
    ],
    ids=["equal milestones", "milestones in reverse", "one sentence that nearly fits anywhere"],
)
def test_the_work_of_joining_grows_with_the_documents_and_no_faster(
    documents: Callable[[int], tuple[str, str]],
) -> None:
    assert work(*documents(160)) < 3 * work(*documents(80))
