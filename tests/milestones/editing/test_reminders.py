"""Editors are told by mail what needs them in their areas, and nothing twice."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.editing.reminders import send_reminder
from milestones.models import Milestone, Reminder
from priorities.models import PriorityArea
from tests import factories
from tests.milestones.factories import add_deadline, edition, milestone
from tests.milestones.recording import DELAYED, ON_TRACK, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = "2006-09-30"
NEXT_DAY = "2006-10-01"
OF_IC = (
    "Overdue without a new date (1), Country pairs two or more levels apart (1), "
    "Not updated since the latest edition (3)"
)
"""What there is to tell of Intelligence Cooperation."""


def person(name: str, *areas: str, role: str = "Editors", **fields: Any) -> User:
    """Somebody with an address and a role, to whom these priority areas are given."""
    return factories.person(name, role, *areas, **{"email": f"{name}@example.org", **fields})


def send(*arguments: str, on: str = DAY) -> str:
    output = StringIO()
    call_command("send_reminders", "--on", on, *arguments, stdout=output, stderr=output)
    return output.getvalue()


def mailed() -> dict[str, str]:
    """The subject of each mail, by whom it went to; and the outbox is empty again."""
    subjects = {message.to[0]: str(message.subject) for message in mail.outbox}
    assert len(subjects) == len(mail.outbox)
    mail.outbox.clear()
    return subjects


def record_address(code: str) -> str:
    return f"https://tracker.example.org/admin/milestones/milestone/{milestone(code).pk}/record/"


def test_a_mail_tells_by_reason_and_area_what_to_see_to() -> None:
    person("ada", "IC")
    record(dt.date(2006, 7, 1), ON_TRACK, code="IC-1.3")
    record(dt.date(2006, 7, 1), DELAYED, code="IC-1.1")
    add_deadline("IC-1.1", ImpreciseDate.day(dt.date(2006, 10, 1)), order=1)
    subject = (
        "SPP Tracker: Reported on track after its deadline (1), Overdue without a new date (1), "
        "Due soon, still delayed or initiated (1), Regressed since the previous edition (1), "
        "Not updated since the latest edition (1)"
    )
    assert send() == f"ada: ada@example.org: {subject}\n"
    (message,) = mail.outbox
    assert (message.from_email, message.to, message.cc, message.bcc) == (
        "SPP Tracker <spp-tracker@localhost>",
        ["ada@example.org"],
        [],
        [],
    )
    assert message.subject == subject
    assert message.content_subtype == "plain"
    assert (
        message.body
        == f"""\
These milestones need your attention in SPP Tracker as of Sept. 30, 2006. \
Each matter is mentioned once.


REPORTED ON TRACK AFTER ITS DEADLINE (1)

Intelligence Cooperation

* IC-1.3 Conduct joint analyses of the nature and scope of the terrorist threat to North…
  Due March 2006: 183 days overdue, but reported on track
  Canada–U.S.: On track; Mexico–U.S.: On track
  {record_address("IC-1.3")}


OVERDUE WITHOUT A NEW DATE (1)

Intelligence Cooperation

* IC-1.3 Conduct joint analyses of the nature and scope of the terrorist threat to North…
  Due March 2006: 183 days overdue
  Canada–U.S.: On track; Mexico–U.S.: On track
  {record_address("IC-1.3")}


DUE SOON, STILL DELAYED OR INITIATED (1)

Intelligence Cooperation

* IC-1.1 The three countries will negotiate bilateral terrorist screening information-sh…
  Due Oct. 1, 2006: 1 day left
  Canada–U.S.: Delayed; Mexico–U.S.: Delayed
  {record_address("IC-1.1")}


REGRESSED SINCE THE PREVIOUS EDITION (1)

Intelligence Cooperation

* IC-1.1 The three countries will negotiate bilateral terrorist screening information-sh…
  Due Oct. 1, 2006
  Canada–U.S.: Delayed; Mexico–U.S.: Delayed
  {record_address("IC-1.1")}


NOT UPDATED SINCE THE LATEST EDITION (1)

Intelligence Cooperation

* IC-1.2 Explore means to address and resolve gaps in cross-border information-sharing c…
  No deadline
  Canada–U.S.: On track; Mexico–U.S.: On track
  {record_address("IC-1.2")}


Your whole work list: https://tracker.example.org/admin/worklist/
"""
    )


def test_a_mail_names_the_new_date_that_passed_or_slipped_again() -> None:
    person("ada", "TS")
    slipped = StatusLine(
        Pair.ALL, Status.DELAYED, "Delayed to March 2007", ImpreciseDate.month(2007, 3)
    )
    record(dt.date(2006, 11, 1), slipped, code="TS-2.2")
    send(on="2006-12-01")
    body = mail.outbox[0].body
    assert "  Due March 2006, new date March 2007\n" in body
    assert "  New date Fall 2006: 1 day past\n" in body


def test_a_mail_is_plain_text_with_every_character_as_it_is() -> None:
    person("ada", "IC")
    Milestone.objects.filter(code="IC-1.1").update(text='Search & <find> “what’s” "there".')
    send()
    assert '* IC-1.1 Search & <find> “what’s” "there".\n' in mail.outbox[0].body


def test_areas_come_in_document_order_and_the_longest_overdue_first_in_each() -> None:
    person("ada", "CS", "TS")
    send(on="2007-01-15")
    overdue = (
        mail.outbox[0]
        .body.partition("OVERDUE WITHOUT A NEW DATE")[2]
        .partition("NEW DATE PASSED")[0]
    )
    assert [line[2:8] for line in overdue.split("\n") if line.startswith("* ")] == [
        *("TS-2.1", "TS-3.3", "TS-2.4", "TS-3.1", "TS-3.2", "TS-1.5"),
        *("CS-3.4", "CS-1.1", "CS-3.2", "CS-2.1", "CS-2.2", "CS-4.1"),
    ]


def test_nobody_is_told_the_same_twice() -> None:
    person("ada", "IC")
    send()
    assert list(mailed()) == ["ada@example.org"]
    assert send() == "ada: nothing new\n"
    assert send(on=NEXT_DAY) == "ada: nothing new\n"
    assert mailed() == {}


def test_what_is_new_is_told_alone() -> None:
    person("ada", "PR")
    send(on="2006-06-15")
    assert "Due soon, still delayed or initiated (4)" in mailed()["ada@example.org"]
    send(on="2006-07-01")
    assert mailed() == {"ada@example.org": "SPP Tracker: Overdue without a new date (4)"}


def test_who_was_told_that_it_is_overdue_is_not_told_so_again_for_a_new_date() -> None:
    ada = person("ada", "LE")
    told = Reminder(user=ada, milestone=milestone("LE-1.8"), since=dt.date(2005, 9, 30))
    told.concern = "overdue"
    told.save()
    send(on="2006-06-15")
    assert "Overdue" not in mailed()["ada@example.org"]
    moved = StatusLine(
        Pair.ALL, Status.DELAYED, "Delayed to December 2006", ImpreciseDate.month(2006, 12)
    )
    record(dt.date(2006, 6, 20), moved, code="LE-1.8")
    send(on="2006-06-21")
    assert mailed() == {"ada@example.org": "SPP Tracker: Regressed since the previous edition (1)"}
    send(on="2007-01-01")
    assert "New date passed too (1)" in mailed()["ada@example.org"]


def test_who_was_told_that_it_was_not_updated_is_not_told_that_an_edition_is_silent() -> None:
    ada = person("ada", "IC")
    edition(dt.date(2006, 9, 1))
    for code in ("IC-1.1", "IC-1.2"):
        Reminder.objects.create(
            user=ada,
            milestone=milestone(code),
            concern="not_updated",
            since=dt.date(2006, 9, 1),
        )
    send()
    assert "Not in the latest edition (1)" in mailed()["ada@example.org"]


def test_two_editors_of_an_area_are_each_told() -> None:
    person("ada", "IC")
    send()
    person("ben", "IC")
    mailed()
    send()
    assert list(mailed()) == ["ben@example.org"]


@pytest.mark.parametrize("role", ["Publishers", "Administrators"])
def test_those_who_record_everywhere_are_told_of_the_areas_given_to_them(role: str) -> None:
    person("ada", "IC", role=role)
    person("ben", role=role)
    send()
    assert mailed() == {"ada@example.org": f"SPP Tracker: {OF_IC}"}


def test_who_may_not_record_or_log_in_is_not_told() -> None:
    person("ada", "IC", is_active=False)
    person("ben", "IC", role="")
    person("cleo")
    assert send() == "ben: nothing new\n"
    assert mailed() == {}


def test_who_has_no_address_is_told_about_and_told_later() -> None:
    ada = person("ada", "IC", email="")
    person("ben", "IC")
    assert send().startswith("ada: has no e-mail address; give one in the admin\nben: ben@")
    assert list(mailed()) == ["ben@example.org"]
    ada.email = "ada@example.org"
    ada.save()
    send()
    assert list(mailed()) == ["ada@example.org"]


def test_a_dry_run_mails_and_keeps_nothing() -> None:
    person("ada", "IC")
    assert send("--dry-run") == (f"ada: ada@example.org: SPP Tracker: {OF_IC}\n")
    assert (mailed(), Reminder.objects.count()) == ({}, 0)
    send()
    assert list(mailed()) == ["ada@example.org"]


def test_a_mail_that_cannot_be_sent_is_told_and_sent_by_the_next_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deliver = EmailBackend.send_messages

    def refuse_ben(backend: EmailBackend, messages: Any) -> int:
        if messages[0].to == ["ben@example.org"]:
            raise SMTPServerDisconnected("Connection unexpectedly closed")
        return deliver(backend, messages)

    for name in ("ada", "ben", "cleo"):
        person(name, "IC")
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse_ben)
        errors = StringIO()
        with pytest.raises(CommandError, match="1 of 3 editors could not be reminded") as failure:
            call_command("send_reminders", "--on", DAY, stdout=StringIO(), stderr=errors)
    assert failure.value.returncode == 1
    assert errors.getvalue() == "ben: could not be reminded: Connection unexpectedly closed\n"
    assert list(mailed()) == ["ada@example.org", "cleo@example.org"]
    assert not Reminder.objects.filter(user__username="ben").exists()
    send()
    assert list(mailed()) == ["ben@example.org"]


def test_an_address_cannot_smuggle_in_a_header() -> None:
    person("ada", "IC", email="ada@example.org\nBcc: everybody@example.org")
    person("ben", "IC")
    with pytest.raises(CommandError, match="1 of 2"):
        send()
    assert list(mailed()) == ["ben@example.org"]


def test_without_a_day_it_is_reckoned_for_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: dt.date(2006, 9, 30))
    person("ada", "IC")
    call_command("send_reminders", stdout=StringIO())
    assert "as of Sept. 30, 2006." in mail.outbox[0].body


def test_what_is_no_day_is_wrong_usage() -> None:
    with pytest.raises(
        CommandError, match="“30 September” is not a date: write it like 2006-06-15"
    ):
        send(on="30 September")


def queries_for(user: User) -> int:
    with CaptureQueriesContext(connection) as asked:
        send_reminder(user, dt.date(2006, 9, 30))
    return sum("SAVEPOINT" not in query["sql"] for query in asked)


def test_a_person_takes_as_many_queries_however_much_there_is_to_tell() -> None:
    every = PriorityArea.objects.values_list("code", flat=True)
    assert (queries_for(person("ada", "IC")), queries_for(person("ben", *every))) == (11, 11)
    assert Reminder.objects.filter(user__username="ben").count() > 100
