"""The page of one milestone: its story, its words side by side, and how it is cited."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.formats import date_format

from milestones.actions import StatusLine, withdraw_edition
from milestones.choices import Pair, Status
from milestones.models import Milestone, Standing, StatusReport
from milestones.pages.events import MilestoneEvent, milestone_events
from milestones.pages.examples import examples
from milestones.pages.text_diff import Passage, compare, is_reworded
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.milestones.factories import edition, introduced, report
from tests.milestones.recording import DELAYED, LATER, record

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(" ".join(response.content.decode().split()))


def test_the_statuses_come_before_the_deadline(client: Client) -> None:
    shown = page(client, "/en/milestones/BP-2.2/")
    places = [shown.index(part) for part in ('id="stands"', 'id="status-lines"', 'id="due"')]
    assert places == sorted(places)


def events_of(code: str, day: dt.date) -> list[MilestoneEvent]:
    milestone = Milestone.objects.get(code=code)
    updates = list(milestone.updates.filter(as_of__lte=day).for_page())
    return milestone_events(PLAN_DAY, milestone.deadlines.all(), updates, day)


def kinds(code: str, day: dt.date) -> list[tuple[str, str, bool]]:
    return [(event.kind, event.when.code, event.passed) for event in events_of(code, day)]


def correct(code: str = "LE-1.8") -> None:
    clerk = User.objects.create_user("clerk", first_name="Ana", last_name="Ruiz")
    record(REPORT_DAY, DELAYED, code=code, reason="The report was misread.", recorded_by=clerk)


def test_the_story_runs_from_the_promise_to_what_is_still_to_come() -> None:
    assert kinds("TS-1.1", REPORT_DAY) == [
        ("promised", "2005-06-27", True),
        ("reported", "2006-06-15", False),
        ("as_of", "2006-06-15", False),
        ("due", "2006-06", False),
        ("revised", "2006-Fall", False),
    ]


def test_a_deadline_has_passed_on_the_day_after_it_and_not_before() -> None:
    assert ("due", "2006-06", False) in kinds("TS-1.1", dt.date(2006, 6, 30))
    assert ("due", "2006-06", True) in kinds("TS-1.1", dt.date(2006, 7, 1))


def test_what_was_reported_later_is_not_part_of_the_story_yet() -> None:
    assert [kind for kind, _when, _passed in kinds("TS-1.1", dt.date(2006, 6, 14))] == [
        "promised",
        "as_of",
        "due",
    ]


def test_both_deadlines_of_a_sentence_are_told() -> None:
    assert [when for kind, when, _passed in kinds("CS-2.1", REPORT_DAY) if kind == "due"] == [
        "2005-12",
        "2006-12",
    ]


def test_a_correction_keeps_what_it_corrects_in_the_story(client: Client) -> None:
    correct()
    reports = [event for event in events_of("LE-1.8", REPORT_DAY) if event.kind == "reported"]
    first, second = reports
    assert first.update
    assert second.update
    assert (first.update.revision, second.update.revision) == (1, 2)
    assert first.corrected_by == second.update
    assert second.corrected_by is None
    shown = page(client, "/en/milestones/LE-1.8/")
    assert "Not in force: corrected by revision 2" in shown
    assert "Corrected, revision 2" in shown
    assert "Reason: The report was misread." in shown
    assert "recorded by Ana Ruiz" in shown


def test_each_date_and_sentence_leads_to_its_line(client: Client) -> None:
    shown = page(client, "/en/milestones/TS-1.1/")
    events = shown.split('<ol class="story">')[1].split("</ol>")[0]
    lines = [re.findall(r"#L(\d+)", event) for event in events.split("<li class")[1:]]
    assert lines == [["22"], ["27", "28"], [], ["25"], ["27"]]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2006-06-15", "Reported as of June 15, 2006, after the deadline."),
        ("2007-01-31", "Reported as of June 15, 2006, after the deadline."),
    ],
)
def test_a_contradiction_says_that_it_was_reported_after_the_deadline(
    client: Client, day: str, words: str
) -> None:
    shown = page(client, f"/en/milestones/AS-1.2/?as_of={day}")
    assert "It is reported as on track although its last deadline, December 2005, has" in shown
    assert words in shown


def test_the_overdue_say_that_they_were_last_reported_on_track(client: Client) -> None:
    shown = page(client, "/en/milestones/TS-2.4/?as_of=2006-07-01")
    assert "Overdue, last reported on track." in shown
    assert "Reported as of June 15, 2006, before the deadline passed; nothing later is" in shown
    assert "reported as on track although" not in shown


def test_words_that_differ_are_told_apart() -> None:
    plan, report = compare("Do it within 12 months, or not.", "Do it within 12 months (June 2006).")
    assert plan == [
        Passage("Do it within 12 months", differs=False, spaced=False),
        Passage(", or not", differs=True, spaced=False),
        Passage(".", differs=False, spaced=False),
    ]
    assert report == [
        Passage("Do it within 12 months", differs=False, spaced=False),
        Passage("(June 2006)", differs=True, spaced=True),
        Passage(".", differs=False, spaced=False),
    ]


def test_a_stop_after_a_printed_month_is_no_difference() -> None:
    plan, report = compare("Within 3 months, agree.", "Within 3 months (September 2005), agree.")
    assert not any(passage.differs for passage in plan)
    assert [passage.words for passage in report if passage.differs] == ["(September 2005)"]


def test_blanks_and_the_shape_of_quotes_are_no_difference() -> None:
    plan, report = compare('each  country\'s "green lanes"', "each country’s “green lanes” ")
    assert [passage.differs for passage in (*plan, *report)] == [False, False]


@pytest.mark.parametrize(
    ("report", "otherwise"),
    [
        ("Do it within 12 months (June 2006).", False),
        ("Do it, within 12 months", False),
        ("do it within 12 months.", True),
        ("Begin it within 12 months.", True),
    ],
)
def test_a_printed_month_or_a_full_stop_is_no_other_word(report: str, otherwise: bool) -> None:
    assert is_reworded("Do it within 12 months.", report) is otherwise


def put_together(passages: list[Passage]) -> str:
    return "".join(" " * passage.spaced + passage.words for passage in passages)


def test_every_sentence_can_be_put_together_again() -> None:
    for milestone in Milestone.objects.all():
        plan, report = compare(milestone.plan_text, milestone.text)
        assert put_together(plan) == " ".join(milestone.plan_text.split())
        assert put_together(report) == " ".join(milestone.text.split())


def test_differing_words_are_marked_in_words_too(client: Client) -> None:
    shown = page(client, "/fr/milestones/BF-1.12/")
    assert re.search(
        r'<del><span class="visually-hidden" lang="fr">\[[^<]+</span>Complete a review', shown
    )
    assert re.search(r'<ins><span class="visually-hidden" lang="fr">\[[^<]+</span>Then<', shown)


def test_the_other_parts_of_a_split_sentence_are_named(client: Client) -> None:
    for code, other in (("BF-1.11", "BF-1.12"), ("BF-1.12", "BF-1.11")):
        words = page(client, f"/en/milestones/{code}/").split("The report split")[1]
        assert f"/en/milestones/{other}/" in words.split("</p>")[0]
    assert "The report split" not in page(client, "/en/milestones/BF-1.10/")


def test_the_permanent_address_carries_the_day_and_answers_with_the_same_page(
    client: Client,
) -> None:
    shown = page(client, "/en/milestones/TS-1.1/?pair=US-CN")
    address = "http://testserver/en/milestones/TS-1.1/?as_of=2006-06-15&pair=US-CN"
    assert f'<a href="{address}">' in shown
    assert f"SPP Tracker, {address}" in shown
    again = page(client, address.removeprefix("http://testserver"))
    assert "Status as of June 15, 2006: Partially completed (Canada–U.S.)" in again


def test_a_citation_names_both_pairs_where_they_differ(client: Client) -> None:
    cited = page(client, "/en/milestones/TS-1.1/").split('class="cite-words"')[1].split("</p>")[0]
    assert "Canada–U.S.: Partially completed; Mexico–U.S.: Initiated" in cited
    assert "line 27, line 28" in cited
    assert "in the plan of June 27, 2005" in cited


def test_before_the_plan_there_is_no_story_and_nothing_to_cite(client: Client) -> None:
    shown = page(client, "/en/milestones/TS-1.1/?as_of=2005-06-26")
    assert "There are no data" in shown
    assert 'class="story"' not in shown
    assert 'class="cite-words"' not in shown


def test_an_update_of_a_withdrawn_edition_is_told_as_such(client: Client) -> None:
    withdrawal = withdraw_edition(StatusReport.objects.get(), reason="Sent by mistake.")
    (event,) = [event for event in events_of("TS-1.1", REPORT_DAY) if event.kind == "reported"]
    assert (event.withdrawn, event.corrected_by) == (withdrawal, None)
    assert [event.kind for event in events_of("TS-1.1", REPORT_DAY)] == [
        "promised",
        "reported",
        "as_of",
        "due",
    ]
    shown = page(client, f"/en/milestones/TS-1.1/?as_of={REPORT_DAY}")
    day = date_format(withdrawal.withdrawn_at, "DATE_FORMAT")
    assert f"Not in force: its edition was withdrawn on {day}" in shown
    assert "Reason: Sent by mistake." in shown
    stands = shown.split('id="stands"')[1].split("</section>")[0]
    assert "It is in the plan and has not been reported on yet." in stands


def test_the_source_of_what_a_person_recorded_is_told(client: Client) -> None:
    record(LATER, DELAYED, code="LE-1.8", source="Letter of the ministry")
    shown = page(client, "/en/milestones/LE-1.8/")
    assert "From Letter of the ministry · recorded here on" in shown
    assert "Recorded without a report" not in shown
    assert '<td data-label="Source">Letter of the ministry</td>' in shown


def test_what_an_edition_words_otherwise_is_told_with_its_lines(client: Client) -> None:
    report = StatusReport.objects.get()
    line = StatusLine(Pair.ALL, Status.DELAYED, source_line=12)
    told: dict[str, Any] = {
        "sentence": "Do it all the same.",
        "sentence_lines": [10, 11],
        "reason": "Read again",
    }
    record(REPORT_DAY, line, code="LE-1.8", report=report, **told)
    shown = page(client, "/en/milestones/LE-1.8/")
    words = shown.split("Wording in that document:")[1].split("</p>")[0]
    assert "<q>Do it all the same.</q>" in words
    assert re.findall(r"#L(\d+)\">line", words) == ["10", "11"]


def section(shown: str, name: str) -> str:
    return shown.split(f'aria-labelledby="{name}"')[1].split("</section>", maxsplit=1)[0]


def test_a_line_of_time_names_its_dates(client: Client) -> None:
    line = page(client, "/en/milestones/TS-1.1/").split("<figcaption>")[1].split("</figcaption>")[0]
    assert (
        re.sub(r"<[^>]+>|\s+", " ", line).split()
        == (
            "In the plan: June 27, 2005 Reporting date: June 15, 2006 "
            "Deadline: June 2006 Revised date: Fall 2006"
        ).split()
    )


def test_what_is_overdue_and_what_slipped_is_marked_on_the_line(client: Client) -> None:
    shown = {
        code: page(client, f"/en/milestones/{code}/") for code in ("BP-2.4", "TS-1.1", "LE-1.8")
    }
    assert [code for code in shown if 'class="line-overdue"' in shown[code]] == ["BP-2.4", "LE-1.8"]
    assert [code for code in shown if 'class="line-slip"' in shown[code]] == ["BP-2.4", "TS-1.1"]


def test_status_and_deadline_come_first_then_the_history_then_the_source_texts(
    client: Client,
) -> None:
    shown = page(client, "/en/milestones/TS-1.1/")
    assert re.findall(r"<h2[^>]*>([^<]+)", shown)[:5] == [
        "Current status",
        "Deadline",
        "History",
        "Source text",
        "Cite this",
    ]


def test_all_parties_are_not_named_where_one_pair_is_meant(client: Client) -> None:
    for milestone in Milestone.objects.exclude(parties=Pair.ALL):
        article = page(client, f"/en/milestones/{milestone.code}/").split("<article>")[1]
        assert "All parties" not in article.split("</article>")[0], milestone.code
    assert '<th scope="row">All parties</th>' in page(client, "/en/milestones/BP-2.4/")


def test_a_note_is_shown_only_if_it_says_more_than_the_words_reported(client: Client) -> None:
    assert "Finished<" not in page(client, "/en/milestones/TS-1.1/")
    line = StatusLine(Pair.ALL, Status.DELAYED, as_reported="Delayed", note="The law came late.")
    record(LATER, line, code="TS-1.1")
    shown = page(client, "/en/milestones/TS-1.1/")
    assert "Note: <span>The law came late.</span>" in shown


def test_a_deadline_says_how_it_was_worded_and_what_to_know_of_it(client: Client) -> None:
    due = section(page(client, "/en/milestones/BP-7.2/"), "due")
    words = re.sub(r"<[^>]+>", "", due).split(">", maxsplit=1)[1]
    assert " ".join(words.split()) == (
        "Deadline March 2007 within 21 months (calculated from the plan’s date) "
        "report, line 259, plan, line 71"
    )


def test_each_piece_of_a_sentence_leads_to_all_others(client: Client) -> None:
    sentence = Milestone.objects.get(code="TS-1.1").plan_text
    Milestone.objects.filter(code__in=["TS-1.2", "TS-1.3"]).update(plan_text=sentence)
    shown = page(client, "/en/milestones/TS-1.1/")
    others = shown.split("Other parts of it:")[1].split("</p>")[0]
    assert re.findall(r">([A-Z]{2}-[\d.]+)</a>", others) == ["TS-1.2", "TS-1.3"]


def test_milestones_that_an_edition_added_are_no_pieces_of_a_sentence(client: Client) -> None:
    added = edition()
    for number in (98, 99):
        introduced(f"TS-1.{number}", added, order=number)
    report(added, Status.INITIATED, "TS-1.98", "TS-1.99")
    assert "Other parts of it:" not in page(client, "/en/milestones/TS-1.98/")
    split = examples(Standing.objects.on(added.as_of), added.as_of).split
    assert [piece.code for piece in split] == ["BP-4.1", "BP-4.2"]
