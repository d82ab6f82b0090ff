"""The documents, line by line, and what was read from each line."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from milestones.actions import StatusLine, record_decisions
from milestones.choices import Pair, Status
from milestones.models import Deadline, EditionDecision, Milestone, PairStatus, StatusReport
from milestones.pages.source_lines import AnnotatedLine, counts, lines_of_plan, lines_of_report
from priorities.models import Plan, PriorityArea
from tests.factories import person
from tests.milestones.factories import edition
from tests.milestones.recording import record

pytestmark = pytest.mark.django_db


def first_report() -> StatusReport:
    report: StatusReport = StatusReport.objects.order_by("as_of")[0]
    return report


def plan_lines() -> list[AnnotatedLine]:
    return lines_of_plan(Plan.objects.get())


def later_edition() -> StatusReport:
    """A second edition of one status line, on its line 3."""
    second = edition(text="Security Priorities\n\nUS-CN: Completed\n")
    line = StatusLine(Pair.ALL, Status.COMPLETED, source_line=3)
    record(second.as_of, line, code="TS-1.5", report=second)
    return second


def item(shown: str, number: int) -> str:
    """What a page shows of one line."""
    return shown.split(f'<li id="L{number}"')[1].split('<li id="L', maxsplit=1)[0]


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(" ".join(response.content.decode().split()))


def test_the_plan_is_read_whole() -> None:
    counted = counts(plan_lines())
    assert {name: counted[name] for name in ("goal", "area", "initiative", "milestone")} == {
        "goal": 3,
        "area": 10,
        "initiative": 27,
        "milestone": 106,
    }
    assert counted["benefit"] == 35
    sentences = [r for line in plan_lines() for r in line.readings if r.kind == "milestone"]
    assert len(sentences) == 102


def test_the_report_is_read_whole() -> None:
    counted = counts(lines_of_report(first_report()))
    assert counted["milestone"] == 106
    assert counted["status"] == PairStatus.objects.count() == 116
    assert counted["deadline"] == Deadline.objects.count() == 94


def test_every_line_is_read_or_blank_or_a_heading() -> None:
    headings = {"initiative", "key milestones", "status", "security", "security priorities"}
    headings |= {"government of canada", "symbol of the government of canada"}
    headings |= {"initiative\thow it benefits north america\tkey milestones"}
    headings |= {area.name.casefold() for area in PriorityArea.objects.all()}
    for lines in (plan_lines(), lines_of_report(first_report())):
        unread = {line.text.strip(" *").casefold() for line in lines if line.is_unread}
        assert unread <= headings
        counted = counts(lines)
        assert counted["read"] + counted["unread"] + counted["blank"] == len(lines)


def test_what_is_read_from_a_line_stands_in_it() -> None:
    """A benefit or a sentence is shown beside the line that has its words."""
    for lines in (plan_lines(), lines_of_report(first_report())):
        for line in lines:
            text = " ".join(line.text.split())
            for reading in line.readings:
                if reading.kind in {"benefit", "milestone", "status", "area", "goal"}:
                    words = " ".join(reading.words.split()).rstrip(".")
                    # A goal's name may go on over two lines.
                    assert words in text or text.strip("* ") in words, (line, reading)


def test_a_sentence_that_the_report_split_leads_to_all_its_milestones(client: Client) -> None:
    assert "which the report split" in page(client, "/en/reports/plan/")
    about = [reading.about for line in plan_lines() for reading in line.readings]
    split = [[piece.code for piece in pieces] for pieces in about if isinstance(pieces, list)]
    assert [codes for codes in split if len(codes) > 1] == [
        ["BP-4.1", "BP-4.2"],
        ["BF-1.3", "BF-1.4"],
        ["BF-1.5", "BF-1.6"],
        ["BF-1.11", "BF-1.12"],
    ]


def test_a_row_continued_on_the_next_page_names_its_initiative(client: Client) -> None:
    shown = item(page(client, "/en/reports/plan/"), 165)
    assert "Initiative BF-1" in shown
    assert "continued from the page before" in shown
    assert "/en/milestones/BF-1.10/" in shown


def test_each_line_leads_to_what_was_read_from_it(client: Client) -> None:
    shown = page(client, f"/en/reports/{first_report().pk}/")
    assert "/en/milestones/TS-1.1/" in item(shown, 25)
    assert "within 12 months (June 2006)" in item(shown, 25)
    assert "/en/milestones/TS-1.1/#history" in item(shown, 27)
    assert "Partially completed, Canada–U.S., revised to Fall 2006" in item(shown, 27)
    assert "/en/milestones/TS-3.3/" in item(shown, 79)
    assert "/en/priorities/traveller-security/" in item(shown, 15)


def test_the_status_line_of_a_milestone_of_one_pair_names_that_pair(client: Client) -> None:
    (line,) = PairStatus.objects.filter(update__milestone__code="TS-1.5")
    assert line.source_line
    read = item(page(client, f"/en/reports/{first_report().pk}/"), line.source_line)
    assert "Canada–U.S." in read
    assert "All parties" not in read


def test_each_line_that_a_milestone_page_leads_to_leads_back(
    client: Client, exhaustive: bool
) -> None:
    shown = {
        address: page(client, address)
        for address in ("/en/reports/plan/", f"/en/reports/{first_report().pk}/")
    }
    for milestone in Milestone.objects.all()[:: 1 if exhaustive else 10]:
        own = page(client, milestone.get_absolute_url()).split("<main")[1]
        cited = set(re.findall(r'href="(/en/reports/[^"#]+)#L(\d+)"', own))
        assert len(cited) >= 3, milestone
        for address, number in cited:
            assert f"/en/milestones/{milestone.code}/" in item(shown[address], int(number))


def test_lines_that_nothing_was_read_from_are_told_apart(client: Client) -> None:
    shown = page(client, f"/en/reports/{first_report().pk}/")
    assert 'class="unread"' in item(shown, 17)
    assert "No data extracted" in item(shown, 17)
    assert 'class="blank"' in item(shown, 18)
    assert "No data extracted" not in item(shown, 18)


def test_a_later_edition_leads_to_its_own_status_lines_only(client: Client) -> None:
    edition = later_edition()
    shown = page(client, f"/en/reports/{edition.pk}/")
    assert "/en/milestones/TS-1.5/#history" in item(shown, 3)
    assert "No data extracted" in item(shown, 1)
    assert counts(lines_of_report(edition)) == {"blank": 2, "unread": 1, "read": 1, "status": 1}
    own = page(client, "/en/milestones/TS-1.5/")
    assert f"/en/reports/{edition.pk}/#L3" in own
    assert f"/en/reports/{first_report().pk}/#L42" in own


def test_a_later_edition_changes_nothing_on_the_first_edition_s_page() -> None:
    before = counts(lines_of_report(first_report()))
    later_edition()
    assert counts(lines_of_report(first_report())) == before


def test_a_correction_stands_beside_the_line_with_its_revision(client: Client) -> None:
    report = first_report()
    line = StatusLine(Pair.ALL, Status.DELAYED, as_reported="Initiated", source_line=44)
    record(report.as_of, line, code="TS-1.5", reason="Misread.", report=report)
    shown = item(page(client, f"/en/reports/{report.pk}/"), 44)
    assert shown.count("/en/milestones/TS-1.5/#history") == 2
    assert "revision 2" in shown


def test_each_edition_says_how_many_status_lines_were_read_from_it(client: Client) -> None:
    edition = later_edition()
    shown = page(client, "/en/reports/")
    assert f'/en/reports/{first_report().pk}/#lines">116</a>' in shown
    assert f'/en/reports/{edition.pk}/#lines">1</a>' in shown


def test_the_lines_themselves_are_shown_as_they_are(client: Client) -> None:
    shown = client.get("/en/reports/plan/").content.decode()
    texts = re.findall(r'<span class="line">(.*?)</span>', shown, flags=re.DOTALL)
    assert [unescape(text) for text in texts] == Plan.objects.get().lines


def test_lines_lead_to_pages_of_the_reader_s_language_day_and_pair(client: Client) -> None:
    address = f"reports/{first_report().pk}/"
    # Their markup is kept from one request for the next.
    for _again in range(2):
        for language in ("en", "es"):
            for query in ("", "?as_of=2006-01-31", "?pair=US-MX"):
                shown = page(client, f"/{language}/{address}{query}")
                assert f'href="/{language}/milestones/TS-1.2/{query}#history"' in item(shown, 32)


def test_the_words_are_marked_as_english(client: Client) -> None:
    assert '<span class="line" lang="en">' in page(client, "/fr/reports/plan/")


def test_a_decision_about_a_line_is_shown_beside_it_with_who_made_it(client: Client) -> None:
    second = edition(
        text="Security Priorities\n\nDeferred until Q2 2008\n\nA footnote.\n\nUS–MX: x\n"
    )
    decider = person("publisher", first_name="Ana", last_name="Ortiz")
    decisions = [
        EditionDecision(line=line, question=question, words="As printed", answer=answer)
        for line, question, answer in (
            (3, "wording", "delayed:2008-06"),
            (5, "wording", "ignored"),
            (7, "pair", "US-MX"),
        )
    ]
    record_decisions(second, decisions, decided_by=decider)
    shown = page(client, f"/en/reports/{second.pk}/")
    for line, answer in (
        (3, "Delayed, revised to June 2008"),
        (5, "Belongs to no milestone"),
        (7, "Mexico–U.S."),
    ):
        assert "Decided by Ana Ortiz on " in item(shown, line)
        assert f": {answer} </li>" in item(shown, line)
    french = page(client, f"/fr/reports/{second.pk}/")
    assert "n’appartient à aucun jalon" in item(french, 5).lower()
