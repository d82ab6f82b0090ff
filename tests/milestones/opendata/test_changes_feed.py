"""The feed of status updates: what each entry says, and what becomes of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses, withdraw_edition
from milestones.choices import Pair, Status
from milestones.models import Milestone, StatusUpdate
from tests.conftest import REPORT_DAY
from tests.feeds import feed_at, titles, words_of
from tests.milestones.factories import LATEST, edition, later_edition, milestone, report
from tests.milestones.recording import CANADA, DELAYED, FALL, LATER, ON_TRACK, record

pytestmark = pytest.mark.django_db

ONE = "q=TS-1.4&initiative=TS-1"
FIRST = "TS-1.4: Planned → Initiated (as of June 15, 2006)"


def test_an_entry_tells_what_was_reported_in_which_words_and_where(client: Client) -> None:
    (entry,) = feed_at(client, "/changes.atom?q=TS-2.1").entries
    update = StatusUpdate.objects.get(milestone__code="TS-2.1")
    number = update.report_id
    assert entry.title == "TS-2.1: Planned → Initiated (as of June 15, 2006)"
    assert entry.link == "http://testserver/en/milestones/TS-2.1/#history"
    assert [tag.term for tag in entry.tags] == ["Traveller Security"]
    assert {link.rel: link.href for link in entry.links} == {
        "alternate": entry.link,
        "via": f"http://testserver/en/reports/{number}/#L50",
    }
    assert entry.updated == entry.published == update.recorded_at.isoformat()
    recorded = f"{update.recorded_at:%Y}."
    words = words_of(entry)
    assert words.endswith(recorded + "</p>")
    assert words.rpartition("Recorded on")[0] == (
        "<p>TS-2.1: Develop benchmarks related to procedures and policies for visitor visa"
        " processing, including security screening, visa validity, and length of stay within 9"
        " months (March 2006).</p> <p>As of June 15, 2006:</p> <ul>"
        " <li>Canada–U.S.: Completed / ongoing, reported as <q>Completed / Ongoing</q>"
        f' (<a href="http://testserver/en/reports/{number}/#L50">line 50</a>)</li>'
        " <li>Mexico–U.S.: Initiated, reported as <q>Initiated</q>"
        f' (<a href="http://testserver/en/reports/{number}/#L51">line 51</a>)</li> </ul>'
        " <p>First report: no earlier status.</p>"
        " <p>Source: Status report on the Security Priorities, mid-June 2006. "
    )


def test_a_line_for_all_of_a_milestone_of_one_pair_names_that_pair(client: Client) -> None:
    (entry,) = feed_at(client, "/changes.atom?code=TS-1.5").entries
    assert "<li>Canada–U.S.: Initiated, reported as <q>Initiated</q>" in words_of(entry)


def test_the_newest_comes_first(client: Client) -> None:
    record(LATER, DELAYED)
    assert titles(client, ONE) == ["TS-1.4: Initiated → Delayed (as of Sept. 1, 2006)", FIRST]
    assert titles(client)[0] == "TS-1.4: Initiated → Delayed (as of Sept. 1, 2006)"


def test_an_update_of_an_earlier_day_is_news_when_it_is_recorded(client: Client) -> None:
    record(LATER, DELAYED)
    record(dt.date(2006, 1, 31), ON_TRACK)
    assert titles(client, ONE)[0] == "TS-1.4: Planned → On track (as of Jan. 31, 2006)"


def test_the_same_status_in_other_words_is_said_to_be_the_same(client: Client) -> None:
    record(LATER, StatusLine(Pair.ALL, Status.INITIATED, "Initiated, a first part done"))
    assert titles(client, ONE)[0] == "TS-1.4: still Initiated (as of Sept. 1, 2006)"


def test_a_correction_is_an_entry_that_leads_to_what_it_corrects(client: Client) -> None:
    before = feed_at(client, f"/changes.atom?{ONE}").entries[0]
    record(REPORT_DAY, DELAYED, reason="It was misread.")
    correction, _corrected = feed_at(client, f"/changes.atom?{ONE}").entries
    assert correction.title == "TS-1.4 corrected: Initiated → Delayed (as of June 15, 2006)"
    assert {link.rel: link.href for link in correction.links}["related"] == before.id
    assert "This corrects, for the same date:" in words_of(correction)
    assert "Reason: It was misread." in words_of(correction)


def test_a_withdrawal_is_news_and_what_was_withdrawn_says_so(client: Client) -> None:
    second = later_edition()
    before = feed_at(client, f"/changes.atom?{ONE}").entries[0]
    assert before.title == "TS-1.4: Initiated → Completed (as of March 31, 2007)"
    withdrawal = withdraw_edition(second, reason="Sent out by mistake.")
    news, withdrawn, first = feed_at(client, f"/changes.atom?{ONE}").entries
    at = withdrawal.withdrawn_at.isoformat()
    assert news.title == "Withdrawn: Second report (as of March 31, 2007)"
    assert (news.published, news.updated) == (at, at)
    assert "Reason: Sent out by mistake." in words_of(news)
    assert withdrawn.title == f"Withdrawn: {before.title}"
    assert (withdrawn.id, withdrawn.published) == (before.id, before.published)
    assert withdrawn.updated == at
    assert "this no longer counts" in words_of(withdrawn)
    assert first.title == FIRST


def test_what_is_reported_after_a_withdrawal_follows_what_still_counts(client: Client) -> None:
    withdraw_edition(later_edition(), reason="Sent out by mistake.")
    again = edition(number=3)
    report(again, Status.DELAYED, "TS-1.4", reason="The second report, as it should be.")
    newest = feed_at(client, f"/changes.atom?{ONE}").entries[0]
    assert newest.title == "TS-1.4: Initiated → Delayed (as of March 31, 2007)"
    assert "corrects" not in words_of(newest)


def test_what_was_news_before_a_withdrawal_keeps_telling_from_what(client: Client) -> None:
    second = later_edition()
    record(LATEST, ON_TRACK, reason="It is not completed.")
    withdraw_edition(second, reason="Sent out by mistake.")
    assert "TS-1.4 corrected: Completed → On track (as of March 31, 2007)" in titles(client, ONE)


def test_as_of_a_day_nothing_later_is_told(client: Client) -> None:
    record(LATER, DELAYED)
    withdraw_edition(later_edition(), reason="Sent out by mistake.")
    assert titles(client, f"{ONE}&as_of={REPORT_DAY}") == [FIRST]
    assert titles(client, f"{ONE}&as_of=2005-12-31") == []


def test_a_pair_s_feed_tells_of_its_own_lines_under_its_own_ids(client: Client) -> None:
    pair = feed_at(client, "/changes.atom?q=TS-2.1&pair=US-CN").entries[0]
    both = feed_at(client, "/changes.atom?q=TS-2.1").entries[0]
    assert pair.title == (
        "TS-2.1, Canada–U.S.: Planned → Completed / ongoing (as of June 15, 2006)"
    )
    assert "Mexico" not in words_of(pair)
    assert pair.link == "http://testserver/en/milestones/TS-2.1/?pair=US-CN#history"
    assert pair.id != both.id


def test_the_roll_up_moves_with_the_pair_furthest_behind(client: Client) -> None:
    record(LATER, CANADA, StatusLine(Pair.US_MX, Status.DELAYED, revised=FALL))
    newest = feed_at(client, f"/changes.atom?{ONE}").entries[0]
    assert newest.title == "TS-1.4: Initiated → Delayed (as of Sept. 1, 2006)"
    assert "Before, as of June 15, 2006:" in words_of(newest)
    assert "revised deadline Fall 2006" in words_of(newest)


def test_what_was_newly_promised_says_so(client: Client) -> None:
    Milestone.objects.filter(code="TS-1.4").update(introduced_by=later_edition())
    assert (
        titles(client, f"{ONE}&as_of=2007-03-31")[-1]
        == "TS-1.4: new in the plan, Initiated (as of June 15, 2006)"
    )


def test_a_source_of_a_person_s_own_is_told_and_the_person_is_not(client: Client) -> None:
    update = StatusUpdateInput(
        milestone(), LATER, [DELAYED], source="The minister’s answer of 30 August"
    )
    record_statuses([update])
    words = words_of(feed_at(client, f"/changes.atom?{ONE}").entries[0])
    assert "Source: The minister’s answer of 30 August. Recorded on" in words


def test_ids_are_the_same_on_every_host_and_however_it_is_asked(client: Client) -> None:
    there = Client(headers={"Host": "127.0.0.1"})
    here = feed_at(client, "/changes.atom?goal=2&area=maritime-security")
    other = feed_at(there, "/changes.atom?area=maritime-security&goal=2")
    assert here.feed.id == other.feed.id
    assert [entry.id for entry in here.entries] == [entry.id for entry in other.entries]
    assert other.entries[0].link.startswith("http://127.0.0.1/en/milestones/")
    assert here.feed.id != feed_at(client, "/changes.atom?goal=2").feed.id


def test_it_leads_to_the_same_milestones_on_a_page(client: Client) -> None:
    feed = feed_at(client, "/changes.atom?area=maritime-security&pair=US-MX").feed
    there = "/en/changes/?pair=US-MX&area=maritime-security"
    assert feed.link == f"http://testserver{there}"
    assert client.get(there).status_code == 200
    assert feed.subtitle == ("Filters: Priority area: Maritime Security; Country pair: Mexico–U.S.")
    assert feed_at(client, "/changes.atom?as_of=2006-06-30").feed.subtitle == (
        "Until June 30, 2006."
    )


def test_a_feed_without_entries_is_still_a_feed(client: Client) -> None:
    assert feed_at(client, "/changes.atom?q=zebra").entries == []
    assert feed_at(client, "/changes.atom?as_of=2005-01-01").entries == []


@pytest.mark.usefixtures("empty_database")
def test_so_is_one_of_nothing_at_all(client: Client) -> None:
    assert feed_at(client, "/changes.atom").entries == []


def test_the_clock_changes_nothing(client: Client) -> None:
    record(LATER, DELAYED)
    assert client.get("/changes.atom").content == client.get("/changes.atom").content


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script> & ]]>",
        "\x0bvertical\x1b",
        "🙂 \u202eback",
        "line\nbreak\tand tab",
    ],
)
def test_hostile_words_stay_words(client: Client, words: str) -> None:
    record(LATER, StatusLine(Pair.ALL, Status.DELAYED, words), reason=words)
    content = words_of(feed_at(client, f"/changes.atom?{ONE}").entries[0])
    assert "<script>" not in content
    shown = words.replace("\x0b", "�").replace("\x1b", "�").split()
    escaped = " ".join(shown).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert f"reported as <q>{escaped}</q>" in content


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("status=late", "status: Unknown status “late”."),
        ("sort=code", "sort: Unknown parameter."),
        ("per_page=25", "per_page: Unknown parameter."),
        ("page=3", "page: That page contains no results"),
        ("page=0", "page: "),
        ("page=x", "page: "),
    ],
)
def test_a_bad_query_has_no_entries(client: Client, query: str, message: str) -> None:
    response = client.get(f"/changes.atom?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().startswith(message)
