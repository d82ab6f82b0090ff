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

from milestones.dates import ImpreciseDate
from milestones.editing.reminders import send_reminder
from milestones.models import Milestone, Reminder
from priorities.models import PriorityArea
from tests import factories
from tests.milestones.factories import add_deadline, milestone
from tests.milestones.recording import ON_TRACK, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = "2006-09-30"
NEXT_DAY = "2006-10-01"


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


def test_a_mail_tells_by_concern_and_area_what_to_see_to() -> None:
    person("ada", "IC")
    record(dt.date(2006, 7, 1), ON_TRACK, code="IC-1.3")
    add_deadline("IC-1.1", ImpreciseDate.day(dt.date(2006, 10, 1)), order=1)
    assert send() == (
        "ada: ada@example.org: SPP Tracker: Overdue (1), On track, but past deadline (1), "
        "Due soon (1), Not updated since the last edition (2)\n"
    )
    (message,) = mail.outbox
    assert (message.from_email, message.to, message.cc, message.bcc) == (
        "SPP Tracker <spp-tracker@localhost>",
        ["ada@example.org"],
        [],
        [],
    )
    assert message.subject == (
        "SPP Tracker: Overdue (1), On track, but past deadline (1), Due soon (1), "
        "Not updated since the last edition (2)"
    )
    assert message.content_subtype == "plain"
    assert (
        message.body
        == f"""\
These milestones need your attention in SPP Tracker as of Sept. 30, 2006. \
Each matter is mentioned once.


OVERDUE (1)

Intelligence Cooperation

* IC-1.3 Conduct joint analyses of the nature and scope of the terrorist threat to North…
  Due March 2006: 183 days overdue
  Canada–U.S.: On track; Mexico–U.S.: On track
  {record_address("IC-1.3")}


ON TRACK, BUT PAST DEADLINE (1)

Intelligence Cooperation

* IC-1.3 Conduct joint analyses of the nature and scope of the terrorist threat to North…
  Due March 2006: 183 days overdue, but reported on track
  Canada–U.S.: On track; Mexico–U.S.: On track
  {record_address("IC-1.3")}


DUE SOON (1)

Intelligence Cooperation

* IC-1.1 The three countries will negotiate bilateral terrorist screening information-sh…
  Due Oct. 1, 2006: 1 day left
  Canada–U.S.: On track; Mexico–U.S.: On track
  {record_address("IC-1.1")}


NOT UPDATED SINCE THE LAST EDITION (2)

Intelligence Cooperation

* IC-1.1 The three countries will negotiate bilateral terrorist screening information-sh…
  Due Oct. 1, 2006
  Canada–U.S.: On track; Mexico–U.S.: On track
  {record_address("IC-1.1")}

* IC-1.2 Explore means to address and resolve gaps in cross-border information-sharing c…
  No deadline
  Canada–U.S.: On track; Mexico–U.S.: On track
  {record_address("IC-1.2")}


Your whole work list: https://tracker.example.org/admin/worklist/
"""
    )


def test_a_mail_is_plain_text_with_every_character_as_it_is() -> None:
    person("ada", "IC")
    Milestone.objects.filter(code="IC-1.1").update(text='Search & <find> “what’s” "there".')
    send()
    assert '* IC-1.1 Search & <find> “what’s” "there".\n' in mail.outbox[0].body


def test_areas_come_in_document_order_and_the_longest_overdue_first_in_each() -> None:
    person("ada", "CS", "TS")
    send(on="2007-01-15")
    overdue = mail.outbox[0].body.partition("NOT UPDATED")[0]
    assert [line[2:8] for line in overdue.split("\n") if line.startswith("* ")] == [
        *("TS-2.1", "TS-2.2", "TS-3.3", "TS-1.1", "TS-2.4", "TS-3.1", "TS-3.2", "TS-1.5"),
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
    person("ada", "MS")
    send(on="2006-07-01")
    mailed()
    send(on="2007-01-30")
    assert mailed() == {"ada@example.org": "SPP Tracker: Due soon (2)"}
    send(on="2007-04-01")
    assert mailed() == {"ada@example.org": "SPP Tracker: Overdue (2)"}


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
    assert mailed() == {
        "ada@example.org": "SPP Tracker: Overdue (1), Not updated since the last edition (3)"
    }


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
    assert send("--dry-run") == (
        "ada: ada@example.org: SPP Tracker: Overdue (1), Not updated since the last edition (3)\n"
    )
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
    assert (queries_for(person("ada", "IC")), queries_for(person("ben", *every))) == (9, 9)
    assert Reminder.objects.filter(user__username="ben").count() > 100
