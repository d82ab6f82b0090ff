"""A withdrawn status is told wherever the record is: page, history, feed, calendar and document."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils.formats import date_format

from milestones.actions import withdraw_update
from milestones.models import StatusUpdate, UpdateWithdrawal
from tests.calendars import events_at
from tests.downloads import rows_in_csv
from tests.feeds import feed_at, words_of
from tests.markup import Page
from tests.milestones.factories import milestone
from tests.milestones.recording import DELAYED, INITIATED, LATER, ON_TRACK, record

pytestmark = pytest.mark.django_db

AHEAD = dt.date(2999, 1, 1)
WITHDRAWN = "Withdrawn: status of TS-1.4 (as of Sept. 1, 2006)"


def withdrawn(update: StatusUpdate) -> UpdateWithdrawal:
    return withdraw_update(update, reason="Entered for a wrong day")


def titles(client: Client, query: str = "") -> list[str]:
    return [entry.title for entry in feed_at(client, f"/changes.atom?code=TS-1.4&{query}").entries]


def test_the_feed_has_an_entry_for_it_and_the_update_s_own_says_so(client: Client) -> None:
    withdrawal = withdrawn(record(LATER, DELAYED))
    entry, update, _first = feed_at(client, "/changes.atom?code=TS-1.4").entries
    assert entry.title == WITHDRAWN
    assert update.title == "Withdrawn: TS-1.4: Initiated → Delayed (as of Sept. 1, 2006)"
    assert entry.updated == update.updated == withdrawal.withdrawn_at.isoformat()
    assert entry.id != update.id
    assert entry.link == "http://testserver/en/milestones/TS-1.4/#history"
    day = date_format(withdrawal.withdrawn_at)
    said = words_of(entry)
    assert f"Its status as of Sept. 1, 2006 was withdrawn on {day}." in said
    assert "Reason: Entered for a wrong day" in said


def test_the_feed_of_the_newest_day_tells_of_a_later_one_withdrawn(client: Client) -> None:
    withdrawn(record(AHEAD, DELAYED))
    assert titles(client) == [
        "Withdrawn: status of TS-1.4 (as of Jan. 1, 2999)",
        "Withdrawn: TS-1.4: Initiated → Delayed (as of Jan. 1, 2999)",
        "TS-1.4: Planned → Initiated (as of June 15, 2006)",
    ]
    assert titles(client, "as_of=2006-06-14") == []


def test_a_withdrawal_s_entry_keeps_to_the_filters_and_pages_of_the_feed(client: Client) -> None:
    withdrawn(record(LATER, DELAYED))
    everything = [entry.title for entry in feed_at(client, "/changes.atom").entries]
    assert WITHDRAWN in everything
    other = feed_at(client, "/changes.atom?area=cargo-security").entries
    assert WITHDRAWN not in [entry.title for entry in other]


def test_what_a_withdrawn_correction_superseded_counts_again_in_the_feed(client: Client) -> None:
    record(LATER, ON_TRACK)
    withdrawn(record(LATER, DELAYED, reason="Misread"))
    assert titles(client)[2] == "TS-1.4: Initiated → On track (as of Sept. 1, 2006)"


def test_the_history_file_says_when_it_was_withdrawn(client: Client) -> None:
    record(LATER, ON_TRACK)
    withdrawal = withdrawn(record(LATER, DELAYED, reason="Misread"))
    rows = rows_in_csv(client, "/history.csv?code=TS-1.4")[1:]
    at = f"{withdrawal.withdrawn_at:%Y-%m-%dT%H:%M:%SZ}"
    assert [
        (row["status"], row["in_force"], row["superseded_by"], row["withdrawn_at"]) for row in rows
    ] == [("on_track", "true", "", ""), ("delayed", "false", "", at)]


@pytest.mark.parametrize("day", [LATER, AHEAD])
def test_the_calendar_tells_subscribers_that_the_event_changed(
    client: Client, day: dt.date
) -> None:
    def sequence() -> int:
        events = events_at(client, "/deadlines.ics?code=TS-1.4").values()
        return int(next(iter(events))["sequence"])

    update = record(day, DELAYED)
    before = sequence()
    withdrawn(update)
    assert sequence() > before


def test_the_milestone_s_history_says_when_and_why(client: Client) -> None:
    withdrawal = withdrawn(record(LATER, DELAYED))
    shown = Page(client.get("/en/milestones/TS-1.4/?as_of=2006-10-01").content.decode())
    (place,) = [item for item in shown.all("li") if item.get("id") == "update-2006-09-01-1"]
    day = date_format(withdrawal.withdrawn_at)
    assert f"Not in force: withdrawn on {day}. Reason: Entered for a wrong day" in place.text
    (stands,) = [item for item in shown.all("li") if item.get("id") == "update-2006-06-15-1"]
    assert "Not in force" not in stands.text


def test_a_status_said_again_of_a_later_day_is_called_a_confirmation(client: Client) -> None:
    record(LATER, INITIATED, source="Letter")
    record(LATER.replace(month=11), DELAYED)
    shown = Page(client.get("/en/milestones/TS-1.4/").content.decode())
    kinds = {
        item.get("id"): "Status confirmed" in item.text
        for item in shown.all("li")
        if str(item.get("id")).startswith("update-")
    }
    assert kinds == {
        "update-2006-06-15-1": False,
        "update-2006-09-01-1": True,
        "update-2006-11-01-1": False,
    }


def test_the_line_of_the_edition_says_that_its_status_was_withdrawn(client: Client) -> None:
    update = milestone().updates.get()
    line = update.lines.get().source_line
    address = f"/en/reports/{update.report_id}/"

    def at_line() -> str:
        page = client.get(address).content.decode()
        return page[page.index(f'id="L{line}"') :].partition('id="L')[2].partition('id="L')[0]

    assert "withdrawn" not in at_line()
    withdrawn(update)
    assert "withdrawn" in at_line()
