"""The calendar of deadlines: which events there are, on which days, and what becomes of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from django.db.models import Model
from django.test import Client

from milestones.actions import StatusLine, withdraw_edition, withdraw_update
from milestones.choices import Pair, Status
from milestones.models import Deadline, Milestone, StatusReport
from tests.calendars import calendar_at, days, events_at
from tests.conftest import REPORT_DAY
from tests.milestones.factories import later_edition, milestone
from tests.milestones.recording import DELAYED, FALL, LATER, record

pytestmark = pytest.mark.django_db

INSTANTS = ("dtstamp", "last-modified", "sequence")


def event(client: Client, uid: str, query: str = "") -> dict[str, Any]:
    """An event of a milestone's own calendar, without what depends on when it was put on record."""
    code = "-".join(uid.split("-")[:2])
    event = events_at(client, f"/deadlines.ics?code={code}&{query}")[uid]
    return {name: value for name, value in event.items() if name not in INSTANTS}


def test_a_deadline_is_an_event_of_the_whole_last_day_of_its_month(client: Client) -> None:
    assert event(client, "TS-2.1-deadline-1") == {
        "uid": "TS-2.1-deadline-1@spp-tracker",
        "dtstart": dt.date(2006, 3, 31),
        "dtend": dt.date(2006, 4, 1),
        "summary": "TS-2.1 due (Initiated): Develop benchmarks related to procedures and policies"
        " for visitor visa processi…",
        "description": "Develop benchmarks related to procedures and policies for visitor visa"
        " processing, including security screening, visa validity, and length of stay within 9"
        " months (March 2006).\n\n"
        "Due by the end of March 2006. Wording: “within 9 months (March 2006)” (as printed in"
        " the document).\n\n"
        "Status as last reported, as of June 15, 2006: Initiated.\n\n"
        "Canada–U.S.: Completed / ongoing (as reported: “Completed / Ongoing”).\n\n"
        "Mexico–U.S.: Initiated (as reported: “Initiated”).\n\n"
        "http://testserver/en/milestones/TS-2.1/",
        "categories": ["Traveller Security"],
        "status": "CONFIRMED",
        "transp": "TRANSPARENT",
        "url": "http://testserver/en/milestones/TS-2.1/",
    }


def test_a_revised_deadline_is_an_event_besides_the_original(client: Client) -> None:
    events = events_at(client, "/deadlines.ics?initiative=BP-3")
    assert days(events)["BP-3.1-deadline-1"] == dt.date(2005, 12, 31)
    assert days(events)["BP-3.1-revised-deadline"] == dt.date(2007, 12, 31)
    revised = events["BP-3.1-revised-deadline"]
    assert revised["summary"].startswith("BP-3.1 revised deadline (Delayed): ")
    assert (
        "Revised deadline: due by the end of December 2007;"
        " originally due by the end of December 2005."
    ) in revised["description"]


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("TS-1.2", "CONFIRMED", "Due by Dec. 31, 2007. Wording: “before January 1, 2008”"),
        ("BF-1.12", "TENTATIVE", "Due by the end of 2008. Wording: “by 2008”"),
        ("BP-7.1", "TENTATIVE", "(calculated from the plan’s date; the document gives none)"),
    ],
)
def test_an_event_says_how_exact_its_day_is_and_where_from(
    client: Client, code: str, status: str, words: str
) -> None:
    deadline = event(client, f"{code}-deadline-1")
    assert deadline["status"] == status
    assert words in deadline["description"]


def test_a_season_s_last_day_is_tentative(client: Client) -> None:
    deadline = event(client, "TS-2.2-revised-deadline")
    assert (deadline["dtstart"], deadline["status"]) == (dt.date(2006, 11, 30), "TENTATIVE")
    assert "due by the end of Fall 2006" in deadline["description"]


def test_what_comes_again_every_year_recurs(client: Client) -> None:
    deadline = event(client, "CS-1.1-deadline-1")
    assert "Due by the end of June 2006, recurs annually." in deadline["description"]
    assert recurrences(deadline, 3) == ["2006-06-30", "2007-06-30", "2008-06-30"]


def test_the_end_of_february_is_the_end_of_february_every_year(client: Client) -> None:
    Deadline.objects.filter(milestone__code="CS-1.1").update(date=dt.date(2007, 2, 28))
    deadline = event(client, "CS-1.1-deadline-1")
    assert recurrences(deadline, 3) == ["2007-02-28", "2008-02-29", "2009-02-28"]


def recurrences(event: dict[str, Any], count: int) -> list[str]:
    rule = rrulestr(
        event["rrule"].to_ical().decode(), dtstart=dt.datetime.combine(event["dtstart"], dt.time())
    )
    return [f"{day:%Y-%m-%d}" for day in rule[:count]]


def test_a_milestone_without_a_date_is_no_event(client: Client) -> None:
    assert events_at(client, "/deadlines.ics?deadline=none&status=on_track") == {}


def test_a_calendar_without_events_is_still_a_calendar(client: Client) -> None:
    calendar_at(client, "/deadlines.ics?q=zebra")
    calendar_at(client, "/deadlines.ics?as_of=2005-01-01")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("initiative=CS-2&q=CS-2.1", ["CS-2.1-deadline-1", "CS-2.1-deadline-2"]),
        ("q=CS-2.1&due_to=2006-06", ["CS-2.1-deadline-1"]),
        ("q=CS-2.1&deadline=2006-12", ["CS-2.1-deadline-2"]),
        # BP-3.1 was due in December 2005, and is now to be by the end of 2007.
        ("q=BP-3.1&due_to=2006-06", ["BP-3.1-deadline-1"]),
        ("q=BP-3.1&deadline=2005-12", ["BP-3.1-deadline-1"]),
        ("q=BP-3.1&due_to=2007-12", ["BP-3.1-deadline-1", "BP-3.1-revised-deadline"]),
        ("deadline=none&q=BP-3.1", []),
        ("deadline=2007-12-31", ["TS-1.2-deadline-1", "CS-2.6-deadline-1", "BP-1.1-deadline-1"]),
    ],
)
def test_a_second_or_revised_deadline_that_is_not_asked_for_is_no_event(
    client: Client, query: str, expected: list[str]
) -> None:
    assert list(events_at(client, f"/deadlines.ics?{query}")) == expected


def test_a_pair_has_events_of_its_own_with_its_own_words(client: Client) -> None:
    uid = "TS-2.1-deadline-1-us-cn"
    deadline = event(client, uid, "pair=US-CN")
    assert "TS-2.1 due (Completed / ongoing)" in deadline["summary"]
    assert (
        "Status for Canada–U.S. as last reported, as of June 15, 2006: Completed / ongoing."
        in deadline["description"]
    )
    assert "Mexico" not in deadline["description"]
    assert deadline["url"] == "http://testserver/en/milestones/TS-2.1/?pair=US-CN"


def test_as_of_another_day_it_says_how_things_stood_then(client: Client) -> None:
    deadline = event(client, "TS-2.1-deadline-1", "as_of=2005-12-31")
    assert "Status: Planned. No status has been reported." in deadline["description"]
    assert deadline["url"] == "http://testserver/en/milestones/TS-2.1/?as_of=2005-12-31"


def sequence(client: Client, query: str = "") -> int:
    number: int = events_at(client, f"/deadlines.ics?q=TS-1.4&{query}")["TS-1.4-deadline-1"][
        "sequence"
    ]
    return number


def test_whatever_is_put_on_record_about_it_makes_an_event_newer(client: Client) -> None:
    editions: list[StatusReport] = []
    writes: list[Callable[[], object]] = [
        lambda: record(LATER, DELAYED),
        lambda: record(LATER, StatusLine(Pair.ALL, Status.DELAYED, revised=FALL), reason="Misread"),
        lambda: withdraw_update(milestone().updates.get(revision=2), reason="Wrong day"),
        lambda: editions.append(later_edition()),
        lambda: withdraw_edition(editions[0], reason="A draft"),
        lambda: edited(milestone().deadlines.get(), date=dt.date(2008, 7, 31)),
        lambda: edited(milestone(), text="Otherwise"),
        lambda: edited(milestone().initiative.area, name="Travel"),
    ]
    numbers = [sequence(client)]
    for write in writes:
        write()
        numbers.append(sequence(client))
    assert numbers == sorted(set(numbers))


def edited(thing: Model, **fields: object) -> None:
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


def test_what_is_put_on_record_of_another_milestone_leaves_an_event_as_it_is(
    client: Client,
) -> None:
    before = events_at(client, "/deadlines.ics?pair=US-MX")
    # By then most of what was not yet overdue is.
    record(dt.date(2008, 12, 31), DELAYED)
    after = events_at(client, "/deadlines.ics?pair=US-MX")
    changed = {uid for uid, event in after.items() if before.get(uid) != event}
    assert {uid.partition("-deadline")[0] for uid in changed} == {"TS-1.4"}


def test_an_event_has_no_flag_which_comes_with_a_day(client: Client) -> None:
    for query in ("contradiction=1", "overdue=1"):
        events = events_at(client, f"/deadlines.ics?{query}")
        assert events
        for deadline in events.values():
            assert "its last deadline has passed" not in deadline["description"]


def test_what_is_put_on_record_later_leaves_the_calendar_of_an_earlier_day(client: Client) -> None:
    address = f"/deadlines.ics?as_of={REPORT_DAY}"
    before = calendar_at(client, address)
    record(LATER, DELAYED)
    assert calendar_at(client, address) == before


def test_an_event_is_stamped_by_the_record_not_by_the_clock(client: Client) -> None:
    update = record(LATER, DELAYED)
    deadline = events_at(client, "/deadlines.ics?q=TS-1.4")["TS-1.4-deadline-1"]
    stamped = update.recorded_at.replace(microsecond=0)
    assert (deadline["dtstamp"], deadline["last-modified"]) == (stamped, stamped)


def test_events_have_the_same_ids_on_every_host(client: Client) -> None:
    there = Client(headers={"Host": "127.0.0.1"})
    address = "/deadlines.ics?area=bioprotection"
    assert list(events_at(client, address)) == list(events_at(there, address))
    assert b"http://127.0.0.1/en/" in calendar_at(there, address).replace(b"\r\n ", b"")


HOSTILE = [
    "Commas, semicolons; colons: and back\\slashes",
    "One line\nand another\r\nand a third\rand the last",
    "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:stolen",
    "“Quotes”, émigrés, 日本語 and 🙂" * 20,
    "\u202eright to left\u202c and a\ttab",
    "a" * 10_000,
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_come_out_as_they_went_in(client: Client, words: str) -> None:
    Milestone.objects.filter(code="TS-1.4").update(text=words)
    deadline = event(client, "TS-1.4-deadline-1", "initiative=TS-1")
    sentence = deadline["description"].partition("\n\nDue by")[0]
    assert sentence == words.replace("\r\n", "\n").replace("\r", "\n")


def test_what_no_calendar_may_hold_is_shown_as_such(client: Client) -> None:
    Milestone.objects.filter(code="TS-1.4").update(text="a\x0bb\x1bc\x7fd")
    assert "a�b�c�d" in event(client, "TS-1.4-deadline-1")["description"]


def test_a_bad_query_has_no_events(client: Client) -> None:
    response = client.get("/deadlines.ics?status=late&page=2")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().startswith("page: Unknown parameter.")
    assert "Unknown status “late”." in response.content.decode()


def test_a_calendar_is_named_after_its_day(client: Client) -> None:
    disposition = 'inline; filename="spp-deadlines-as-of-2006-06-15.ics"'
    assert client.get("/deadlines.ics")["Content-Disposition"] == disposition
