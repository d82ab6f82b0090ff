"""What becomes of an entry of the feed once a correction supersedes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from milestones.actions import withdraw_edition
from milestones.choices import Status
from milestones.models import StatusUpdate
from tests.conftest import REPORT_DAY
from tests.feeds import feed_at, words_of
from tests.markup import Page
from tests.milestones.factories import LATEST, edition, later_edition, report
from tests.milestones.recording import DELAYED, ON_TRACK, record

pytestmark = pytest.mark.django_db

FIRST = "TS-1.4: Planned → Initiated (as of June 15, 2006)"


def entries(client: Client, query: str = "") -> list[Any]:
    entries: list[Any] = feed_at(client, f"/changes.atom?q=TS-1.4&initiative=TS-1&{query}").entries
    return entries


def related(entry: Any) -> list[str]:
    return [link.href for link in entry.links if link.rel == "related"]


def test_what_was_superseded_says_so_and_leads_to_the_correction(client: Client) -> None:
    (before,) = entries(client)
    update = record(REPORT_DAY, DELAYED, reason="It was misread.")
    correction, superseded = entries(client)
    assert superseded.title == f"Superseded: {FIRST}"
    assert (superseded.id, superseded.published) == (before.id, before.published)
    assert superseded.updated == correction.updated == update.recorded_at.isoformat()
    assert related(superseded) == [correction.id]
    there = "http://testserver/en/milestones/TS-1.4/#update-2006-06-15-2"
    assert "</p>".join(words_of(superseded).split("</p>")[:1]).endswith(
        f': this no longer counts.</strong> <a href="{there}">A correction</a>'
        " was recorded instead. Reason: It was misread. "
    )
    assert words_of(superseded).startswith("<p> <strong>Superseded on ")


def test_the_correction_has_a_place_in_the_story_of_its_milestone(client: Client) -> None:
    record(REPORT_DAY, DELAYED, reason="It was misread.")
    page = Page(client.get("/en/milestones/TS-1.4/").content.decode())
    (place,) = [item for item in page.all("li") if item.get("id") == "update-2006-06-15-2"]
    assert "Corrected, revision 2" in place.text


def test_each_of_several_corrections_leads_to_the_next(client: Client) -> None:
    second = record(REPORT_DAY, DELAYED, reason="It was misread.")
    first_then = entries(client)[-1]
    third = record(REPORT_DAY, ON_TRACK, reason="So was the correction.")
    last, middle, first = entries(client)
    assert first == first_then
    assert first.updated == second.recorded_at.isoformat()
    assert middle.title == "Superseded: TS-1.4 corrected: Initiated → Delayed (as of June 15, 2006)"
    assert middle.updated == third.recorded_at.isoformat()
    assert related(middle) == [first.id, last.id]
    assert last.title == "TS-1.4 corrected: Delayed → On track (as of June 15, 2006)"


def test_it_stands_again_once_the_correction_was_withdrawn(client: Client) -> None:
    same_day = edition(REPORT_DAY)
    report(same_day, Status.COMPLETED, "TS-1.4", reason="A misprint.")
    assert entries(client)[-1].title == f"Superseded: {FIRST}"
    withdrawal = withdraw_edition(same_day, reason="A draft.")
    first = entries(client)[-1]
    assert (first.title, related(first)) == (FIRST, [])
    assert first.updated == withdrawal.withdrawn_at.isoformat()


def test_what_was_withdrawn_and_what_superseded_it_are_both_told(client: Client) -> None:
    second = later_edition()
    record(LATEST, ON_TRACK, reason="It is not completed.")
    withdrawal = withdraw_edition(second, reason="Sent out by mistake.")
    was = "TS-1.4: Initiated → Completed (as of March 31, 2007)"
    (entry,) = [entry for entry in entries(client) if entry.title.endswith(was)]
    assert entry.title == f"Withdrawn: {was}"
    assert "Withdrawn on" in words_of(entry)
    assert "Superseded on" in words_of(entry)
    assert entry.updated == withdrawal.withdrawn_at.isoformat()


def test_what_is_reported_after_a_withdrawal_supersedes_nothing(client: Client) -> None:
    withdraw_edition(later_edition(), reason="Sent out by mistake.")
    record(LATEST, ON_TRACK, reason="The second report, as it should be.")
    titles = [entry.title for entry in entries(client)]
    assert "Withdrawn: TS-1.4: Initiated → Completed (as of March 31, 2007)" in titles
    assert not [title for title in titles if title.startswith("Superseded")]


def test_a_pair_s_entry_is_superseded_under_its_own_id(client: Client) -> None:
    record(REPORT_DAY, DELAYED, reason="It was misread.")
    correction, superseded = entries(client, "pair=US-MX")
    assert superseded.title == (
        "Superseded: TS-1.4, Mexico–U.S.: Planned → Initiated (as of June 15, 2006)"
    )
    assert related(superseded) == [correction.id]
    assert "TS-1.4/?pair=US-MX#update-2006-06-15-2" in words_of(superseded)


def test_a_later_day_supersedes_nothing(client: Client) -> None:
    record(LATEST, DELAYED)
    assert StatusUpdate.objects.filter(milestone__code="TS-1.4").count() == 2
    assert [entry.title for entry in entries(client)][-1] == FIRST
