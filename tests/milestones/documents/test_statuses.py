from __future__ import annotations

import re

import pytest

from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.documents.records import StatusLine
from milestones.documents.statuses import is_status, read_status
from milestones.documents.text import Line, tidy

SCALE = (
    "a status: “Delayed”, “Initiated”, “On track”, “Partially completed”, "
    "“Completed / ongoing”, “Completed”"
)
MARK_AND_PAIR = re.compile(r"^(\d+\. )?(US ?- ?\w\w ?:)?")
ONE_DATE = "one revised date at the most, written as in “to June 2007”"
ONE_PAIR = "one status a line, with its pair before it"


def read(text: str) -> str:
    """A status line's pair, status, revised date and note; its words are all but mark and pair."""
    assert is_status(Line(1, text))
    record = read_status(Line(1, text))
    assert record.as_reported == tidy(MARK_AND_PAIR.sub("", tidy(text)))
    revised = record.revised.code if record.revised else "-"
    return f"{record.pair} {record.status} | {revised} | {record.note or '-'}"


def refusal(text: str) -> str:
    with pytest.raises(ValueError, match=r"“|date|status") as refused:
        read_status(Line(1, text))
    return str(refused.value)


def test_a_status_keeps_its_words_and_its_line() -> None:
    assert read_status(Line(27, "US-CN: Partially Completed, Finished Fall 2006")) == StatusLine(
        pair=Pair.US_CN,
        status=Status.PARTIALLY_COMPLETED,
        as_reported="Partially Completed, Finished Fall 2006",
        revised=ImpreciseDate.season(2006, "Fall"),
        note="Finished",
        source_line=27,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("US- CN: Initiated", "US-CN initiated | - | -"),
        ("  1. US-MX: Delayed", "US-MX delayed | - | -"),
        ("  1. Initiated", "ALL initiated | - | -"),
        ("US-MX:\xa0 \xa0Initiated\xa0", "US-MX initiated | - | -"),
        ("ON TRACK", "ALL on_track | - | -"),
        ("On-track", "ALL on_track | - | -"),
        ("On track.", "ALL on_track | - | -"),
        ("completed/ongoing", "ALL completed_ongoing | - | -"),
        ("Completed/ On-going", "ALL completed_ongoing | - | -"),
        ("12. On track", "ALL on_track | - | -"),
        ("US -MX : Delayed", "US-MX delayed | - | -"),
        ("US-CN:Completed", "US-CN completed | - | -"),
        ("Delayed until 2008", "ALL delayed | 2008 | -"),
        ("Delayed to Autumn 2006", "ALL delayed | 2006-Fall | -"),
        ("Delayed to June 30, 2007", "ALL delayed | 2007-06-30 | -"),
        ("Delayed to June 2007, pending funds", "ALL delayed | 2007-06 | pending funds"),
        ("Delayed (until further notice)", "ALL delayed | - | until further notice"),
        ("Initiated – by 2007", "ALL initiated | 2007 | -"),
        ("On track: two pilots", "ALL on_track | - | two pilots"),
        ("Completed (file 12006)", "ALL completed | - | file 12006"),
        ("On track; pilots", "ALL on_track | - | pilots"),
        ("Implementation on track for Winter 2007", "ALL on_track | 2007-Winter | Implementation"),
        ("Partially completed in March 2006", "ALL partially_completed | 2006-03 | -"),
        (
            "Full implementation delayed until Q2 2008",
            "ALL delayed | 2008-06 | Full implementation",
        ),
        ("Delayed to the end of 2008", "ALL delayed | 2008 | -"),
        ("Delayed to the end of June 2008", "ALL delayed | 2008-06 | -"),
        ("Delayed by the end of the third quarter of 2006", "ALL delayed | 2006-09 | -"),
        (
            "Delayed to the second half of 2008, pending funds",
            "ALL delayed | 2008-12 | pending funds",
        ),
        ("On track for mid-2008", "ALL on_track | 2008 | -"),
        ("Delayed to early Spring 2008", "ALL delayed | 2008-Spring | -"),
        ("Delayed to the winter of 2008", "ALL delayed | 2008-Winter | -"),
        ("Completed (late 2006)", "ALL completed | 2006 | -"),
    ],
)
def test_variants_of_the_wordings_are_read(text: str, expected: str) -> None:
    """``test_real_statuses`` has the wordings of the report."""
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Deferred",
        "Planned",
        "Complete",
        "Ongoing",
        "In progress",
        "Not completed",
        "Not yet initiated",
        "Completed?",
        "Completed visits",
        "Completed - visits",
        "Partially Completed / Ongoing",
        "Almost on track",
        "Delayed until further notice",
        "Delayed from June 2006",
        "On track On track",
        "Initiated Completed",
        "1. 2. Initiated",
        "2006. Initiated",
        "a. Initiated",
        "• Initiated",
        "US-CN Completed",
        "Canada-U.S.: Completed",
        "Full Completed",
        "Delayed to 2006-07",
        # Letters that only look alike.
        *("İnitiated", "ınitiated", "Partıally completed"),
        *("Delayed to Auguſt 2006", "Delayed to Wınter 2006"),
    ],
)
def test_words_that_the_scale_lacks_are_no_status(text: str) -> None:
    assert not is_status(Line(1, text))
    assert refusal(text) == SCALE


@pytest.mark.parametrize("pair", ["US-CN", "US–CN", "US—CN", "US‑CN", "US−CN", "us-cn", "us – cn"])
def test_a_pair_is_read_with_any_dash_and_in_any_case(pair: str) -> None:
    record = read_status(Line(1, f"{pair}: Completed"))
    assert (record.pair, record.as_reported) == (Pair.US_CN, "Completed")


@pytest.mark.parametrize(
    "text",
    ["US-CN: Deferred", "US-CN:", "US-CN: US-MX: Completed", "US-CN: Completed US-MX: Delayed"],
)
def test_unknown_words_after_a_pair_are_refused(text: str) -> None:
    assert is_status(Line(1, text))
    assert refusal(text) == SCALE


@pytest.mark.parametrize(
    "text", ["CN-MX: Delayed", "CN-US: Delayed", "US-CA: Delayed", "US-US: On track", "EU-UK: x"]
)
def test_an_unknown_pair_is_refused(text: str) -> None:
    assert is_status(Line(1, text))
    assert refusal(text) == "a status for “US-CN:” or “US-MX:”"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Delayed (from June 2006 to June 2007)", ONE_DATE),
        ("Delayed to June 2006, or 2007", ONE_DATE),
        ("Delayed, not before June 2007", ONE_DATE),
        ("Delayed, to June", ONE_DATE),
        ("Delayed, by six months", ONE_DATE),
        ("Completed (2006)", ONE_DATE),
        ("Completed (1900 officers trained)", ONE_DATE),
        ("On track, 2000 officers trained", ONE_DATE),
        ("Initiated, ahead of the 2010 Winter Olympics", ONE_DATE),
        ("Delayed, to June 30 2007", ONE_DATE),
        ("Delayed (June 30th, 2007)", ONE_DATE),
        ("Delayed, by Dec. 2007", ONE_DATE),
        ("Partially Completed, finished Sept 2006", ONE_DATE),
        ("Delayed, to Fall/Winter 2006", ONE_DATE),
        ("Completed (US-CN)", ONE_PAIR),
        ("Completed; US-MX: Delayed", ONE_PAIR),
        ("Completed (US-CN), Delayed (US-MX)", ONE_PAIR),
        ("Completed: US-CN only", ONE_PAIR),
        ("US-CN: Completed; US-MX: Delayed", ONE_PAIR),
        ("Delayed to June 31, 2007", "a date in the calendar, not “June 31, 2007”"),
    ],
)
def test_a_revised_date_that_cannot_be_one_is_refused(text: str, reason: str) -> None:
    assert refusal(text) == reason
