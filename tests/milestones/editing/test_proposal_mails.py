"""Publishers are told by mail what waits for their approval, and editors what became of theirs."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from milestones.actions import StatusUpdateInput
from milestones.actions.proposals import propose_roles, propose_statuses, return_
from milestones.actions.user_roles import UserRoles
from milestones.models import Proposal
from tests import factories
from tests.milestones.factories import milestone
from tests.milestones.recording import DELAYED, LATER

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def person(name: str, role: str) -> User:
    return factories.person(name, role, email=f"{name}@example.org")


@pytest.fixture
def proposal(db: None) -> Proposal:
    new = StatusUpdateInput(milestone("TS-1.4"), LATER, [DELAYED], source="Letter")
    return propose_statuses([new], by=person("eve", "Editors"))


def mailed(day: dt.date, *arguments: str) -> dict[str, str]:
    """The subject and body of each mail of a day, by whom it went to."""
    call_command("send_reminders", "--on", day.isoformat(), *arguments, stdout=StringIO())
    sent = {one.to[0]: f"{one.subject} {one.body}" for one in mail.outbox}
    mail.outbox.clear()
    return {to.partition("@")[0]: " ".join(text.split()) for to, text in sent.items()}


def test_what_waits_is_mailed_every_day_to_whoever_may_approve_it(proposal: Proposal) -> None:
    for name, role in {"pat": "Publishers", "ada": "Administrators", "ed": "Editors"}.items():
        person(name, role)
    today = timezone.localdate()
    for day in (today, today + dt.timedelta(days=1)):
        mails = mailed(day)
        assert list(mails) == ["ada", "pat"]
        assert "SPP Tracker: 1 proposal waits for approval" in mails["pat"]
        assert "Status of TS-1.4 as of Sept. 1, 2006 proposed by eve on" in mails["pat"]
        address = f"https://tracker.example.org/admin/milestones/proposal/{proposal.pk}/change/"
        assert address in mails["pat"]
    assert mailed(today, "--dry-run") == {}


def test_nobody_is_asked_to_approve_an_own_proposal(proposal: Proposal) -> None:
    pat = person("pat", "Publishers")
    new = StatusUpdateInput(milestone("TS-1.2"), LATER, [DELAYED], source="Letter")
    own = propose_statuses([new], by=pat)
    return_(proposal, by=pat, note="Of which letter?")
    assert mailed(timezone.localdate()) == {}
    assert Proposal.objects.waiting().get() == own


def test_roles_are_decided_by_administrators_alone(db: None) -> None:
    person("pat", "Publishers")
    ada, bob = person("ada", "Administrators"), person("bob", "Editors")
    person("ben", "Administrators")
    propose_roles(bob, UserRoles(("Publishers",), ()), by=ada)
    mails = mailed(timezone.localdate())
    assert list(mails) == ["ben"]
    assert "Roles and areas of bob proposed by ada on" in mails["ben"]


def test_a_decision_is_mailed_to_the_proposer_on_the_day_after(proposal: Proposal) -> None:
    return_(proposal, by=person("pat", "Publishers"), note="Of which letter?")
    today = timezone.localdate()
    days = [today + dt.timedelta(days=number) for number in (0, 1, 2)]
    first, second, third = [mailed(day) for day in days]
    assert (first, third) == ({}, {})
    assert "SPP Tracker: your proposals" in second["eve"]
    assert "Returned: pat Of which letter?" in second["eve"]
